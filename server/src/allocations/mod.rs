//! Whose a payment is, and what it pays.
//!
//! A payment that succeeded lies in *unlinked payments* or, in a trust account, in *unidentified funds*. An allocation
//! takes a part of it to an invoice, to what a client has in trust, or to a client's credit; what is taken back lies
//! there again. [`allocate`], [`take_back`] and [`give_back`] work inside of a transaction: for refunds, disputes,
//! payments by hand and links.
//!
//! The order of locks is client, matter, invoices by id, link, payment, ledger. [`Funds::hold`] takes all that a payment
//! concerns in that order. All three post journals, so they come last in a transaction: afterwards one writes only to
//! rows that one holds already.

mod again;
mod allocate;
mod ask;
mod back;
pub mod by_link;
mod funds;
mod list;
mod manage;
mod proposals;

use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use self::ask::{Ask, plan};
pub use self::{
    again::{Again, give_back},
    allocate::{Share, Target, allocate},
    back::{Part, Short, Taken, Taking, take_all_back, take_back},
    funds::Funds,
};
use crate::state::App;

/// The routes of allocations.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::index, manage::create))
        .routes(routes!(manage::unlink))
        .routes(routes!(proposals::index))
        .routes(routes!(list::of_invoice))
}
