//! The books: double entry, append-only, by firm, mode and currency.
//!
//! A journal is posted in the transaction of what it books, as its last step: [`post`] holds the firm's row of `ledgers`,
//! so whoever takes other rows has taken them before. Journals are never changed; [`reverse`] books the opposite.

mod account;
mod post;
mod reverse;

pub use self::{
    account::{Account, balance},
    post::{About, Journal, NotPosted, Posted, post},
    reverse::reverse,
};
