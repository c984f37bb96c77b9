//! Invoices: what clients owe, what of it is paid, and the entries in the books that say so.

mod books;
mod columns;
mod edit;
mod facts;
mod lines;
mod list;
mod manage;
mod number;
mod page_link;
pub mod paying;
pub mod public;
pub mod row;
mod voiding;

use utoipa_axum::router::OpenApiRouter;

pub use self::{lines::of as lines_of, row::InvoiceRow};
use crate::state::App;

/// The routes of invoices.
pub fn router() -> OpenApiRouter<App> {
    list::router().merge(manage::router()).merge(edit::router()).merge(voiding::router()).merge(public::router())
}
