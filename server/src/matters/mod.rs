//! Matters: the files that the firm keeps of its clients.

mod balances;
mod columns;
mod facts;
mod list;
mod manage;
pub mod row;
mod show;
mod whose;

use utoipa_axum::router::OpenApiRouter;

pub use self::{facts::responsible, row::MatterRow, whose::whose};
use crate::state::App;

/// The routes of matters.
pub fn router() -> OpenApiRouter<App> {
    list::router().merge(manage::router())
}
