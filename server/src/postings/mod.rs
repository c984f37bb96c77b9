//! Manage postings: the trip of what clients paid into the firm's own practice software.
//!
//! A posting is made by the transaction that books the change ([`note`], from inside of `ledger`), so none is lost and
//! none is made twice: a journal is posted once for its cause. It gets its number while the ledger is held, which is until
//! the commit: numbers have no gaps and become visible in their order, so that a reader who goes on from a number
//! never passes one that is committed late.
//!
//! Amounts never change. Where a posting stands is said by marks, which can be taken back as a whole.

mod batches;
mod columns;
mod layout;
mod list;
mod mark;
mod marks;
mod note;
mod outcomes;
mod row;

use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::note::note;
use crate::state::App;

/// The routes of postings.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(list::router())
        .merge(batches::router())
        .routes(routes!(outcomes::one))
        .routes(routes!(outcomes::several))
        .routes(routes!(marks::create))
        .routes(routes!(marks::undo))
        .routes(routes!(layout::get, layout::put))
}
