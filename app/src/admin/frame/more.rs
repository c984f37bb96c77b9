//! What a phone's bar has no room for.

use leptos::{prelude::*, wasm_bindgen::JsCast};

use crate::{
    admin::place::Place,
    ui::{Glyph, Icon},
};

const ID: &str = "more-menu";

/// The places behind *More*.
const REST: [(Glyph, &str, &str); 9] = [
    (Glyph::Layers, "Matters", "/app/matters"),
    (Glyph::Clock, "Calendar", "/app/calendar"),
    (Glyph::Rows, "Bulk upload", "/app/imports"),
    (Glyph::Bank, "Accounts", "/app/accounts"),
    (Glyph::Download, "Payouts", "/app/payouts"),
    (Glyph::Shield, "Disputes", "/app/disputes"),
    (Glyph::Columns, "Reconciliation", "/app/reconciliation"),
    (Glyph::Book, "Books", "/app/books"),
    (Glyph::Sliders, "Settings", "/app/settings"),
];

/// On a phone, a button at the end of the bar, and the other places above it.
#[component]
pub fn MoreMenu() -> impl IntoView {
    let place = Place::here();
    let inside =
        move |path: &str| place.path().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let current = move || REST.iter().any(|(_, _, path)| inside(path)).then_some("true");
    let item = move |(glyph, label, path): (Glyph, &'static str, &'static str)| {
        view! {
            <a class="menu-item" href=path aria-current=move || inside(path).then_some("page") on:click=|_| close()>
                <Icon glyph/>
                {label}
            </a>
        }
    };
    view! {
        <div class="nav-more">
            <button type="button" class="nav-item" popovertarget=ID aria-current=current>
                <Icon glyph=Glyph::More/>
                <span class="nav-label">"More"</span>
            </button>
            <div id=ID class="menu more-menu" popover="auto" role="group" aria-label="More pages">
                {REST.into_iter().map(item).collect_view()}
            </div>
        </div>
    }
}

/// A link inside a popover leaves it open.
fn close() {
    let menu = document().get_element_by_id(ID).and_then(|menu| menu.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(menu) = menu {
        // Already closed is closed.
        let _ = menu.hide_popover();
    }
}
