//! What rests after a backup was restored.

use domain::api::quarantine::{Quarantine, RestingMail};

use super::{ApiError, Transport};
use crate::params::Params;

/// Whether the firm's data come from a backup, and what rests.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn show(transport: &Transport) -> Result<Quarantine, ApiError> {
    transport.get("/api/v1/quarantine").await
}

/// Lets go of what rests.
///
/// # Errors
/// 409 while a gateway was not asked yet.
pub async fn end(transport: &Transport, mail: RestingMail) -> Result<(), ApiError> {
    transport.delete(&Params::new().with("mail", mail.as_str()).at("/api/v1/quarantine")).await
}
