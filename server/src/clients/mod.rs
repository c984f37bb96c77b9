//! Clients: whom the firm works for, the people there, and what they owe and have.

mod balances;
mod columns;
mod contacts;
mod facts;
mod list;
mod manage;
mod merger;
pub mod row;
mod show;

use utoipa_axum::router::OpenApiRouter;

pub use self::{
    contacts::{named as contact, payer},
    row::ClientRow,
};
use crate::state::App;

/// The routes of clients.
pub fn router() -> OpenApiRouter<App> {
    list::router().merge(manage::router()).merge(merger::router())
}
