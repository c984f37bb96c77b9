//! Payments: recorded once, settled by the gateway's clock, shown to staff.

pub mod booking;
mod by_hand;
mod columns;
mod consequences;
mod list;
pub mod record;
mod reversal;
mod settlement;
pub mod sync;

pub use self::list::{PaymentRow, router};
