//! Refunds: asked for here or made at the gateway, followed until nothing more can happen to them.
//!
//! [`ask`] reserves and stores the exact request, in one transaction. [`send`] sends it, as often as it takes, and makes
//! no second one. [`follow`] records whatever the gateway says of a payment's refunds, in any order.

mod ask;
mod book;
mod facts;
mod follow;
mod inflow;
mod list;
mod money;
mod outflow;
mod paid;
mod row;
mod send;

pub use self::{
    follow::of_payment,
    inflow::Inflow,
    list::router,
    outflow::{Debited, Gone, Outflow, is_booked, take_out},
    paid::Paid,
    row::RefundRow,
    send::send,
};
