//! What pages load and change: values, tables and actions over the one transport.

mod action;
mod key;
mod list;
mod query;
mod table;

pub use action::Action;
pub use key::{Keys, fresh_key};
pub use list::list;
pub use query::{Query, Stage};
pub use table::{TablePage, among};
