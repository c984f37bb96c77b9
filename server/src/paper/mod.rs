//! Papers: invoices, statements and closed months as PDF.
//!
//! A paper is laid out by us, in integers (`layout`, `table`, `text`), and written by krilla (`print`), tagged for screen
//! readers and with its letters inside. The same content gives the same bytes: nothing on a paper says when it was made
//! unless that is what it is about.

mod head;
mod invoice;
pub mod layout;
pub mod print;
mod statement;
pub mod table;
pub mod text;

use axum::{
    http::{HeaderName, header},
    response::{IntoResponse as _, Response},
};
use utoipa_axum::router::OpenApiRouter;

pub use self::{head::Letterhead, invoice::public as public_invoice};
use crate::state::App;

/// The routes of papers.
pub fn router() -> OpenApiRouter<App> {
    invoice::router().merge(statement::router())
}

/// A file, shown by the browser or kept under a name; never by anyone in between.
pub fn answer(kind: &str, name: &str, bytes: Vec<u8>) -> Response {
    let way = if kind == "application/pdf" { "inline" } else { "attachment" };
    let headers: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("{way}; filename=\"{}\"", plain(name))),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// A file's name as every system takes it.
fn plain(name: &str) -> String {
    let fit = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
    name.chars().take(120).map(fit).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_files_name_is_fit_for_a_header() {
        assert_eq!(plain("invoice-RE 2026/7\"\r\nÄ.pdf"), "invoice-RE-2026-7----.pdf");
    }
}
