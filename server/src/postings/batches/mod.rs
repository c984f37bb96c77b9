//! Batches: postings that go into the practice software together, by a file that stays the same to the byte.

mod create;
mod file;
mod read;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read::list, create::create))
        .routes(routes!(read::show))
        .routes(routes!(read::file))
}
