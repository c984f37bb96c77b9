//! What gateways send to the bank.

mod page;
mod report;

pub use self::{page::PayoutsPage, report::PayoutPage};
