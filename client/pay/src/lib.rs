//! The payer's pages' entry into the browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the complete page that the server sent.
#[wasm_bindgen(start)]
pub fn start() {
    app::public::hydrate();
}
