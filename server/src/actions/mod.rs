//! What staff do to many links at once: cancel them, mail them again, give them more time.
//!
//! The rows are written down when someone asks, so that what happens is what was seen. A job then works through them
//! in small batches, each a transaction that changes some links by the same functions as the routes of one link, and
//! keeps each row's result: killed at any point, or run twice at once, it does nothing twice. One action of a kind is
//! at work at a time, so that nobody is mailed twice because two people thought of it.

mod batch;
mod create;
mod facts;
mod forget;
mod read;
mod reverse;
mod row;
mod undo;
mod work;

use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::{batch::run, forget::forget_old};
use crate::state::App;

/// The routes of actions.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read::index, create::create))
        .routes(routes!(create::preview))
        .routes(routes!(read::get, undo::undo))
        .routes(routes!(read::rows))
        .routes(routes!(undo::stop))
}
