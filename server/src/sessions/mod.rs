//! Signing in and out, the browsers one is signed in with, and the first-run set-up.

mod device;
mod list;
mod setup;
mod sign_in;
mod store;
pub mod throttle;

use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::setup::{Founding, found, setup_needed};
use crate::state::App;

/// The routes of sessions and of the set-up.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in::show, sign_in::create, sign_in::end))
        .routes(routes!(list::index))
        .routes(routes!(list::remove))
        .routes(routes!(setup::status, setup::create))
}
