//! Matters, beyond their table ([`super::pages`]).

use domain::{
    api::{
        audit::TimelineEntry,
        links::Timeline,
        matters::{Matter, MatterChange, NewMatter},
    },
    id::MatterId,
};

use super::{ApiError, Transport};

/// Enters a matter; once for each key.
///
/// # Errors
/// 422 with the wrong fields.
pub async fn create(transport: &Transport, matter: &NewMatter, idempotency_key: &str) -> Result<Matter, ApiError> {
    transport.post("/api/v1/matters", matter, Some(idempotency_key)).await
}

/// Changes what is given.
///
/// # Errors
/// 422 with the wrong fields, 409 for closing one that has money in trust.
pub async fn change(transport: &Transport, id: &MatterId, change: &MatterChange) -> Result<Matter, ApiError> {
    transport.patch(&format!("/api/v1/matters/{id}"), change).await
}

/// What happened to a matter; newest first.
///
/// # Errors
/// 404 for one that is unknown or another firm's.
pub async fn timeline(transport: &Transport, id: &MatterId) -> Result<Vec<TimelineEntry>, ApiError> {
    transport.get::<Timeline>(&format!("/api/v1/matters/{id}/timeline")).await.map(|timeline| timeline.data)
}
