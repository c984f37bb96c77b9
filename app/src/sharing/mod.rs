//! How money is spread over several things, while someone ticks and types.
//!
//! Nothing here needs a browser, so that it is tested without one.

mod link;
mod refund;

pub use link::{Say, Shares, read_share, spread};
pub use refund::{Taken, Taking, take};
