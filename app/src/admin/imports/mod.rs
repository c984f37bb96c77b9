//! Bulk upload: from a spreadsheet to a link for each row.

mod accounts;
mod columns;
mod grid;
mod page;
mod send;
mod start;
mod words;

pub use self::{page::ImportPage, start::ImportsPage};

/// Where the list of imports is.
pub const PATH: &str = "/app/imports";
