// Brings what a payer's page can do without: live state and instant checks. The page is complete
// before, so nothing here is in a hurry, and nothing here may fail aloud.
const { js, wasm } = document.querySelector("script[data-wasm]").dataset;
const RECHECK_MS = 5000;

// A payment whose end is open must show it some time, even where the code cannot be loaded.
function recheck() {
  if (!document.querySelector("[data-undecided]")) return;
  setTimeout(() => (document.hidden ? recheck() : location.reload()), RECHECK_MS);
}

function load() {
  import(js)
    .then((client) => client.default({ module_or_path: wasm }))
    .catch(recheck);
}

function whenIdle() {
  if (window.requestIdleCallback) requestIdleCallback(load, { timeout: 3000 });
  else setTimeout(load, 300);
}

if (navigator.connection?.saveData) recheck();
else if (document.readyState === "complete") whenIdle();
else addEventListener("load", whenIdle, { once: true });
