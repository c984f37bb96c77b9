//! The gateway against us.

use domain::{
    api::differences::{Comparison, Difference, Differences, NewComparison},
    id::{ConnectionId, DifferenceId},
};

use super::{ApiError, Transport};

/// What the newest comparison found, and how far it is.
///
/// # Errors
/// 404 for a connection that is unknown or another firm's.
pub async fn newest(transport: &Transport, connection: &ConnectionId) -> Result<Differences, ApiError> {
    transport.get(&path(connection)).await
}

/// Begins a comparison; once for a key.
///
/// # Errors
/// 422 with the wrong fields, 409 while one runs.
pub async fn compare(
    transport: &Transport,
    connection: &ConnectionId,
    period: &NewComparison,
    key: &str,
) -> Result<Comparison, ApiError> {
    transport.post(&path(connection), period, Some(key)).await
}

/// Stops the one that runs.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn stop(transport: &Transport, connection: &ConnectionId) -> Result<(), ApiError> {
    transport.delete(&path(connection)).await
}

/// Records what the gateway says.
///
/// # Errors
/// 409 when that does not mend it.
pub async fn repair(transport: &Transport, id: &DifferenceId) -> Result<Difference, ApiError> {
    transport.post(&format!("/api/v1/differences/{id}/repair"), &(), None).await
}

fn path(connection: &ConnectionId) -> String {
    format!("/api/v1/connections/{connection}/differences")
}
