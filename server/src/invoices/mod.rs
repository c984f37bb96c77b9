//! Invoices: what clients owe.

pub mod paying;
pub mod row;
