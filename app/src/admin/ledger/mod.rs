//! The books: accounts, their entries, and statements of clients.

mod account;
mod chart;
mod entries;
mod page;
mod statement;

pub use self::{account::BookPage, page::BooksPage, statement::StatementPage};
