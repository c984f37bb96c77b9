//! The control API's description, as a page.

use axum::response::Response;
use http::StatusCode;

use crate::pages::html::{Width, escape, page};

/// The section of the README that describes the control API.
pub(super) async fn show() -> Response {
    let text = include_str!("../../README.md");
    let text = text.split_once("## Control API").map_or(text, |(_, rest)| rest);
    let body = format!(
        "<div class=\"card\">\n<h1>Control API</h1>\n<pre>{}</pre>\n</div>\n<p><a href=\"/\">Sandbox</a></p>",
        escape(text.trim())
    );
    page(StatusCode::OK, "Control API", "Sandbox — no real money moves", Width::Wide, &body)
}
