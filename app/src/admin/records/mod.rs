//! What several pages need of clients and matters.

mod pick;

pub use pick::{ClientField, MatterChoice, Picked};
