//! What several pages need of clients, of matters, and of test money beside real money.

mod mode;
mod pick;

pub use mode::ModeTabs;
pub use pick::{ClientField, MatterChoice, Picked};
