//! Bulk upload. What the cells mean is `domain::imports`; here are the files, and what becomes of them.
//!
//! A file's rows are stored as they are written (`upload`, `create`), a job checks them (`check`), people say what the
//! columns mean (`columns`) and mend rows (`rows`), and what is right becomes links (`dispatch`).

mod change;
mod check;
mod columns;
mod create;
mod dispatch;
mod draft;
mod forget;
pub mod keys;
mod lines;
mod mail;
mod memory;
mod raw;
mod read;
pub mod reader;
mod remove;
mod row;
mod rows;
mod sums;
mod template;
mod upload;
pub mod writer;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::{check::run as run_check, dispatch::run as dispatch, forget::forget_old};
use crate::state::App;

/// Bytes of a request with rows in it. A file is no such request: it has a limit of its own.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// The routes of imports.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read::index, create::create))
        .routes(routes!(upload::create))
        .routes(routes!(template::get))
        .routes(routes!(read::get, change::edit, remove::remove))
        .routes(routes!(columns::map))
        .routes(routes!(read::rows, rows::edit))
        .routes(routes!(mail::preview))
        .merge(dispatch::router())
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}
