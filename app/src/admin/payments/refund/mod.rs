//! Giving money back.

mod dialog;
mod forecast;
mod sources;

pub use dialog::RefundDialog;
