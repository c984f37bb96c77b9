//! Reconciliation: a month of an account, what its bank says beside what the books say.

mod closing;
mod desk;
mod files;
mod match_bar;
mod matched;
mod page;
mod sides;
mod ticks;

pub use self::page::ReconciliationPage;
