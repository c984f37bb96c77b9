//! Tender's rules and wire types: no IO, no clock, no user interface.
//!
//! Everything here compiles to WebAssembly and natively, so that the form in the browser and the
//! server refuse the same input with the same sentence, because it is the same function.

#![warn(missing_docs)]

pub mod account;
pub mod action;
pub mod allocation;
pub mod amount;
pub mod api;
pub mod bank;
pub mod client;
pub mod color;
pub mod currency;
pub mod date;
pub mod decimal;
pub mod event;
pub mod field;
pub mod id;
pub mod imports;
pub mod invoice;
pub mod ledger;
pub mod link;
pub mod mode;
pub mod money;
pub mod part;
pub mod payment;
pub mod payout;
pub mod posting;
pub mod problem;
pub mod refund;
pub mod role;
pub mod settlement;
pub mod table;
pub mod text;
pub mod time;
pub mod token;
pub mod word;

pub use account::{AccountKind, TrustRoute};
pub use color::Color;
pub use currency::Currency;
pub use date::CivilDate;
pub use field::Fields;
pub use link::{LinkState, LinkStatus};
pub use mode::Mode;
pub use money::Money;
pub use payment::{PaymentFlag, PaymentSource, PaymentStatus};
pub use problem::{FieldError, Problem};
pub use role::{Permission, Role};
pub use time::Instant;
pub use token::Token;
