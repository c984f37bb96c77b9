// Live updates: one event stream a browser, however many tabs are open.
//
// The tab that holds the lock listens to the server and passes on what it hears; the browser hands
// the lock to another tab when that one goes. Each tab tells its page by an event at the window.
const channel = new BroadcastChannel("tender-live");
const RESYNC = JSON.stringify({ kind: "resync", link_id: null, payment_id: null, import_id: null });
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

function tell(detail) {
  window.dispatchEvent(new CustomEvent("tender:change", { detail }));
}

function tellAll(detail) {
  channel.postMessage(detail);
  tell(detail);
}

// Texts are changes; the rest says whether someone is signed in, which the stream depends on.
let signedIn = true;
let session = () => {};

function setSession(next) {
  signedIn = next;
  session();
}

channel.onmessage = ({ data }) => (typeof data === "string" ? tell(data) : setSession(data.signedIn));

window.addEventListener("tender:session", ({ detail }) => {
  setSession(detail === "in");
  channel.postMessage({ signedIn });
});

// Keeps one stream open for as long as this tab lives. The browser's own retries give up on any answer
// but 200, for example while the server restarts behind a proxy; so each try is a new stream.
function listen() {
  let wait = FIRST_WAIT_MS;
  let interrupted = false;
  let stream = null;
  let retry = 0;

  function open() {
    clearTimeout(retry);
    stream = new EventSource("/api/v1/stream");
    stream.onopen = () => {
      wait = FIRST_WAIT_MS;
      // What happened in between was missed.
      if (interrupted) tellAll(RESYNC);
      interrupted = false;
    };
    stream.addEventListener("change", (event) => tellAll(event.data));
    stream.onerror = () => {
      close();
      // A little chance, so that not all browsers come back at once.
      if (signedIn) retry = setTimeout(open, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  }

  function close() {
    clearTimeout(retry);
    stream?.close();
    stream = null;
    interrupted = true;
  }

  session = () => {
    if (!signedIn) close();
    else if (!stream) open();
  };
  session();
}

if (navigator.locks) {
  // The lock is held until the tab is gone: the promise never ends.
  navigator.locks.request("tender-live", () => new Promise(listen));
} else {
  // Plain HTTP on another machine has no locks: a stream a tab is what is left.
  listen();
}

// A tab that the browser froze, or took back out of its cache, may have missed anything.
document.addEventListener("resume", () => tell(RESYNC));
window.addEventListener("pageshow", (event) => {
  if (event.persisted) tell(RESYNC);
});
