//! The books: double entry, append-only, by firm, mode and currency.
//!
//! A journal is posted in the transaction of what it books, as its last step: [`post`] holds the firm's row of `ledgers`,
//! so whoever takes other rows has taken them before. Journals are never changed; [`reverse`] books the opposite.

mod account;
mod accounts;
pub mod closing;
mod entries;
mod post;
mod reverse;
pub mod statement;
pub mod verify;

use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::{
    account::{Account, available, balance, nobodys},
    post::{About, Journal, NotPosted, Posted, post},
    reverse::reverse,
};
use crate::state::App;

/// The routes of the books.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(accounts::index))
        .routes(routes!(accounts::show))
        .routes(routes!(entries::index))
        .routes(routes!(statement::show))
}
