//! Gateway connections: pasted keys, tried at once, sealed, never shown again.

mod balance;
mod due;
mod keys;
mod manage;
mod row;
pub mod sweep;
pub mod webhooks;

pub use self::{
    keys::Keys,
    manage::{connect, router},
    row::{ConnectionRow, SECRET_KEY, WEBHOOK_SECRET},
};
