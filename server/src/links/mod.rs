//! Payment links: made, sent, followed, closed.

pub mod closing;
pub mod columns;
pub mod deliveries;
pub mod expiry;
pub mod fitting;
pub mod insert;
pub mod items;
mod list;
mod manage;
mod overview;
pub mod public;
pub mod row;
mod standing;
mod store;
pub mod whose;

use utoipa_axum::router::OpenApiRouter;

use crate::state::App;

/// The routes of links, for staff.
pub fn router() -> OpenApiRouter<App> {
    manage::router().merge(list::router())
}
