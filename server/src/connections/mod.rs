//! Gateway connections: pasted keys, tried at once, sealed, never shown again.

mod manage;
mod row;
pub mod sweep;
pub mod webhooks;

pub use self::{
    manage::{Keys, connect, router},
    row::{ConnectionRow, SECRET_KEY, WEBHOOK_SECRET},
};
