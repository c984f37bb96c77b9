//! Files of a table: every row that matches, in the caller's columns, as CSV or for Excel.
//!
//! A job reads a snapshot of the table page by page and writes the file in pieces, which go into the database as they
//! come, so that any process can hand them out: neither the table nor the file is ever in memory as a whole. Who may
//! see a table may have a file of it, since the file says nothing that the table does not; that it was made is in the
//! audit trail. It is there for its maker, and for admins, and it is gone after a day.

mod cell;
mod chunks;
mod create;
pub mod csv;
mod field;
mod forget;
mod links;
mod payments;
mod pieces;
mod read;
mod row;
pub mod sheet;
mod write;
pub mod xlsx;

use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::{
    cell::Cell,
    field::{Exported, Field, Projection, Values},
    forget::forget_old,
    pieces::Pieces,
    write::run,
};
use crate::state::App;

/// The routes of exports.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create::create))
        .routes(routes!(read::get, read::remove))
        .routes(routes!(read::file))
}
