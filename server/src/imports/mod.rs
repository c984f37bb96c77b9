//! Bulk upload. What the cells mean is `domain::imports`; here are the files, and what becomes of them.

mod check;
pub mod reader;
mod row;
mod sums;
pub mod writer;

use utoipa_axum::router::OpenApiRouter;

use crate::state::App;

/// The routes of imports.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
