//! What pages load and change: values, lists and actions over the one transport.

mod action;
mod list;
mod query;

pub use action::Action;
pub use list::{List, Row, RowKey};
pub use query::{Query, Stage};
