//! Payment links: made, sent, followed, closed.

pub mod closing;
pub mod columns;
pub mod deliveries;
pub mod expiry;
pub mod insert;
mod list;
mod manage;
mod overview;
pub mod public;
pub mod row;

use utoipa_axum::router::OpenApiRouter;

use crate::state::App;

/// The routes of links, for staff.
pub fn router() -> OpenApiRouter<App> {
    manage::router().merge(list::router())
}
