// Starts the dashboard. The page says where its code is, since the names change with the content.
const { js, wasm } = document.querySelector("script[data-wasm]").dataset;

import(js)
  .then((client) => client.default({ module_or_path: wasm }))
  .catch(() => {
    // Without its code the page would stay grey for ever: say so, and offer the way on.
    const note = document.createElement("p");
    note.className = "shell-note";
    note.setAttribute("role", "alert");
    note.textContent = "The dashboard could not be loaded. Check the connection, then ";
    const again = document.createElement("a");
    again.href = "";
    again.textContent = "load the page again";
    note.append(again, ".");
    document.body.prepend(note);
  });
