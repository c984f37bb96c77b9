//! Payment links, beyond their table ([`super::pages`]).

use domain::{
    api::{
        Page,
        links::{Link, NewDelivery, NewLink, Recipient, Timeline},
        overview::Overview,
    },
    id::LinkId,
};

use super::{ApiError, Transport};
use crate::params::Params;

/// What is outstanding, and what came in.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn overview(transport: &Transport) -> Result<Overview, ApiError> {
    transport.get("/api/v1/links/overview").await
}

/// What happened to a link, its predecessors and its successors; newest first.
///
/// # Errors
/// 404 for a link that is unknown or another firm's.
pub async fn timeline(transport: &Transport, id: &LinkId) -> Result<Timeline, ApiError> {
    transport.get(&format!("/api/v1/links/{id}/timeline")).await
}

/// Makes a link; once for each key.
///
/// # Errors
/// 422 with the wrong fields.
pub async fn create(transport: &Transport, link: &NewLink, idempotency_key: &str) -> Result<Link, ApiError> {
    transport.post("/api/v1/links", link, Some(idempotency_key)).await
}

/// Withdraws a link. It may come back as still closing, until the gateway has let go of it.
///
/// # Errors
/// 409 for a link that can't be withdrawn any more, with the reason.
pub async fn cancel(transport: &Transport, id: &LinkId) -> Result<Link, ApiError> {
    transport.post(&format!("/api/v1/links/{id}/cancellation"), &serde_json::json!({}), None).await
}

/// Mails a link, or mails it again.
///
/// # Errors
/// 422 with the wrong fields, 409 for a link that asks for nothing any more.
pub async fn deliver(transport: &Transport, id: &LinkId, delivery: &NewDelivery) -> Result<Link, ApiError> {
    transport.post(&format!("/api/v1/links/{id}/deliveries"), delivery, None).await
}

/// People whom links went to, found by name or address; the latest first.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn recipients(transport: &Transport, words: &str) -> Result<Page<Recipient>, ApiError> {
    transport.get(&Params::new().with("q", words).at("/api/v1/recipients")).await
}

/// Where the QR code of a link is, as an SVG picture.
#[must_use]
pub fn qr_path(id: &LinkId) -> String {
    format!("/api/v1/links/{id}/qr.svg")
}
