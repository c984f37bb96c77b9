//! Gateways: the companies that move the money.

pub mod stripe;
