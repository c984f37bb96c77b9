//! Payouts, and everything else that moves a gateway's balance.
//!
//! The sweep stores each movement once ([`movements`]), which also tells of refunds, disputes and payouts that no webhook
//! told of. A payout is matched with its movements ([`follow`]), so that its report equals the line on the bank's statement.

mod follow;
mod list;
pub mod movements;
mod report;
mod row;

pub use self::{follow::follow, list::router};
