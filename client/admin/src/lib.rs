//! The dashboard's entry into the browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Mounts the dashboard over the skeleton that the server sent.
#[wasm_bindgen(start)]
pub fn start() {
    app::admin::mount();
}
