//! How staff set up tables: each person's own set-up, kept as they leave it, and named views, some of which
//! the firm shares.

mod manage;
mod row;
mod setup;
mod table;

use domain::{Problem, id::UserId};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    http::{Result, Staff},
    state::App,
};

/// The routes of set-ups and views.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(table::get))
        .routes(routes!(table::keep))
        .routes(routes!(table::begin_with))
        .routes(routes!(manage::create))
        .routes(routes!(manage::edit, manage::remove))
}

/// The person whose set-up it is.
fn person(staff: &Staff) -> Result<&UserId> {
    staff.user().map_err(|_| {
        Problem::new(403, "no-person", "An API key has no set-up of its own")
            .with_detail("Sign in to keep a set-up or a view. With a key you see the views that the firm shares.")
            .into()
    })
}
