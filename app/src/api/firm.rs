//! The firm and how it looks to payers.

use domain::api::firm::{EditFirm, Firm};

use super::{ApiError, Transport};

/// Changes what is given.
///
/// # Errors
/// 422 with the wrong fields.
pub async fn edit(transport: &Transport, edit: &EditFirm) -> Result<Firm, ApiError> {
    transport.patch("/api/v1/firm", edit).await
}

/// Stores the logo: PNG, JPEG or WebP, at most 256 kB.
///
/// # Errors
/// 413 for a file that is too large, 415 or 422 for one that is no picture.
pub async fn put_logo(transport: &Transport, content_type: &str, bytes: Vec<u8>) -> Result<(), ApiError> {
    transport.put_bytes::<serde::de::IgnoredAny>("/api/v1/firm/logo", content_type, bytes).await.map(|_| ())
}

/// Takes the logo away.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn delete_logo(transport: &Transport) -> Result<(), ApiError> {
    transport.delete::<serde::de::IgnoredAny>("/api/v1/firm/logo").await.map(|_| ())
}

/// The firm as it is now.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn get(transport: &Transport) -> Result<Firm, ApiError> {
    transport.get("/api/v1/firm").await
}
