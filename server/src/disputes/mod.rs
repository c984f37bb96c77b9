//! Disputes: payments that their payers' banks contest, and debits that they return.
//!
//! A dispute is fetched whole whenever there is a hint, and on a schedule. Its movements of the gateway's balance are booked
//! one by one, each once, in the order of the gateway's clock; so it makes no difference when they are heard of.

mod book;
mod follow;
mod list;
mod row;

pub(crate) use self::row::gateway_url;
pub use self::{follow::of_payment, list::router, row::DisputeRow};
