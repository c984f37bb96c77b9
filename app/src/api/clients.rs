//! Clients, beyond their table ([`super::pages`]).

use domain::{
    api::{
        audit::TimelineEntry,
        clients::{Client, ClientChange, NewClient, NewMerger},
        links::Timeline,
    },
    id::ClientId,
};

use super::{ApiError, Transport};

/// Enters a client; once for each key.
///
/// # Errors
/// 422 with the wrong fields.
pub async fn create(transport: &Transport, client: &NewClient, idempotency_key: &str) -> Result<Client, ApiError> {
    transport.post("/api/v1/clients", client, Some(idempotency_key)).await
}

/// Changes what is given.
///
/// # Errors
/// 422 with the wrong fields, 409 for a client that turned out to be another one.
pub async fn change(transport: &Transport, id: &ClientId, change: &ClientChange) -> Result<Client, ApiError> {
    transport.patch(&format!("/api/v1/clients/{id}"), change).await
}

/// Gives a client all that its duplicate has.
///
/// # Errors
/// 409 for two that can't be one, with the reason.
pub async fn merge(transport: &Transport, id: &ClientId, merger: &NewMerger) -> Result<Client, ApiError> {
    transport.post(&format!("/api/v1/clients/{id}/merger"), merger, None).await
}

/// What happened to a client; newest first.
///
/// # Errors
/// 404 for one that is unknown or another firm's.
pub async fn timeline(transport: &Transport, id: &ClientId) -> Result<Vec<TimelineEntry>, ApiError> {
    transport.get::<Timeline>(&format!("/api/v1/clients/{id}/timeline")).await.map(|timeline| timeline.data)
}
