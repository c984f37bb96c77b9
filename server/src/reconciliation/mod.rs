//! Banks and books: uploading what a bank says, finding it in the books, and closing months.
//!
//! A line of the bank and the entries that are the same make a match, which counts from the day on which both sides have
//! it. So what was outstanding at the end of any month can always be told again, also after it was found.

mod balance;
mod book;
mod close;
mod content;
pub mod files;
mod items;
mod matching;
mod month;
mod paper;
mod sides;
mod statements;
mod upload;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The routes of bank statements and months.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(upload::router())
        .routes(routes!(statements::remove))
        .routes(routes!(month::show))
        .routes(routes!(balance::state))
        .routes(routes!(matching::make))
        .routes(routes!(matching::undo))
        .routes(routes!(close::close))
        .routes(routes!(close::reopen))
        .routes(routes!(content::signature))
        .routes(routes!(content::verify))
        .routes(routes!(paper::show))
}
