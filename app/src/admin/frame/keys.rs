//! Keys that work on every page.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::search::Searching;
use crate::{
    admin::place::{Place, Step},
    ui::{focus_rows, on_window, something_is_open},
};

/// Listens for as long as the frame lives.
pub fn listen(place: Place, help: RwSignal<bool>, searching: Searching) {
    on_window(ev::keydown, move |event| {
        if event.key() == "k" && (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !something_is_open() {
            searching.open();
            return event.prevent_default();
        }
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        if modified || event.default_prevented() || types(&event) || something_is_open() {
            return;
        }
        match event.key().as_str() {
            "n" => place.go("/app/links/new", Step::New),
            "/" if focus_search() => {}
            "/" => searching.open(),
            "?" => help.set(true),
            "ArrowDown" if nothing_focused() && focus_rows() => {}
            _ => return,
        }
        event.prevent_default();
    });
}

/// Whether the key goes into a field.
fn types(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]").unwrap_or(false)
    })
}

fn focus_search() -> bool {
    let found = document().query_selector("[data-search]").ok().flatten();
    found.and_then(|found| found.dyn_into::<HtmlElement>().ok()).is_some_and(|search| search.focus().is_ok())
}

fn nothing_focused() -> bool {
    document().active_element().is_none_or(|active| active.matches("body, main, section").unwrap_or(false))
}
