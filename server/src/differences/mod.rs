//! The gateway against us: its payments and refunds of a period beside ours, difference by difference, each with a way
//! to mend it.
//!
//! A job reads the gateway's lists page by page. What a page shows is kept in one transaction with the place where it goes on,
//! and none is open while the gateway is asked; so it can be killed, stopped and go on. Then come those of ours that
//! the gateway has not told of. A repair records what the gateway says, by the same functions that webhooks and the
//! sweep use.

mod compare;
mod find;
mod repair;
mod row;
mod run;
mod start;
mod theirs;

use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::run::run;
use crate::state::App;

/// The routes of differences.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(start::show, start::create, start::stop)).routes(routes!(repair::create))
}
