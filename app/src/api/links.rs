//! Payment links.

use domain::{
    api::{
        Page,
        links::{Link, LinkSort, LinkSummary, NewDelivery, NewLink, Recipient, Timeline},
    },
    id::LinkId,
    link::LinkStatus,
};

use super::{ApiError, Transport};
use crate::params::Params;

/// Which links, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkQuery {
    /// Only those of one status.
    pub status: Option<LinkStatus>,
    /// Only those whose number, recipient or amount is found by these words.
    pub words: String,
    /// Only those of one receiving account.
    pub account: Option<String>,
    /// The key that orders them.
    pub sort: LinkSort,
    /// Whether the largest, or newest, comes first.
    pub descending: bool,
}

impl LinkQuery {
    /// Whether nothing is left out.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.status.is_none() && self.words.is_empty() && self.account.is_none()
    }

    fn path(&self, limit: u32, cursor: Option<&str>) -> String {
        let status = self.status.map(|status| status.to_string());
        let sign = if self.descending { "-" } else { "" };
        Params::new()
            .with("filter[status]", status.as_deref().unwrap_or_default())
            .with("filter[q]", &self.words)
            .with("filter[account_id]", self.account.as_deref().unwrap_or_default())
            .with("sort", &format!("{sign}{}", self.sort))
            .with("limit", &limit.to_string())
            .with("cursor", cursor.unwrap_or_default())
            .at("/api/v1/links")
    }
}

/// One page of links.
///
/// # Errors
/// 400 for a cursor of another list.
pub async fn list(
    transport: &Transport,
    query: &LinkQuery,
    limit: u32,
    cursor: Option<&str>,
) -> Result<Page<Link>, ApiError> {
    transport.get(&query.path(limit, cursor)).await
}

/// Counts and sums over all links.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn summary(transport: &Transport) -> Result<LinkSummary, ApiError> {
    transport.get("/api/v1/links/summary").await
}

/// One link.
///
/// # Errors
/// 404 for a link that is unknown or another firm's.
pub async fn get(transport: &Transport, id: &LinkId) -> Result<Link, ApiError> {
    transport.get(&format!("/api/v1/links/{id}")).await
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
