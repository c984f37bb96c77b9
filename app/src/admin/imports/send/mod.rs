//! From rows to links.

mod cancel;
mod dialog;
mod outcome;
mod sending;

pub use self::{dialog::SendButton, outcome::Outcome, sending::SendingStep};
