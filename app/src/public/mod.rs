//! The payer's pages: documents that are complete without JavaScript.
//!
//! The server renders them whole; the browser's code, which comes late or never, only adds what is
//! pleasant: live state, and a check of the amount while it is typed. So inputs are uncontrolled,
//! links leave for a new document, and no view asks for a clock, chance or a locale.

#![expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]

mod amount_field;
mod app;
mod colors;
mod data;
#[cfg(feature = "ssr")]
mod document;
mod done_page;
mod frame;
mod icon;
mod invoice_page;
mod invoice_sheet;
mod link_page;
mod live;
mod notice;
mod pay_form;
mod receipt;
mod states;
#[cfg(all(test, feature = "ssr"))]
mod tests;
mod title;

pub use app::App;
pub use data::{PageSettings, Refused};
#[cfg(feature = "ssr")]
pub use document::{Page, PayDocument, render};

/// Takes over the complete page that the server sent. Does nothing on any other page.
#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
pub fn hydrate() {
    use leptos::{mount::hydrate_from, prelude::*};
    use wasm_bindgen::JsCast;

    let place = document().get_element_by_id(PLACE).and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(place) = place {
        hydrate_from(place, || {
            provide_context(crate::api::Transport::browser());
            view! { <App /> }
        })
        .forget();
    }
}

/// The element that holds the page. What browser extensions add to `<body>` stays outside of it.
#[cfg(any(feature = "hydrate", feature = "ssr"))]
const PLACE: &str = "page";
