//! What payments pay.

use domain::{
    api::allocations::{Allocations, NewAllocation, Proposals},
    id::PaymentId,
};

use super::{ApiError, Transport};

/// What a payment pays, and what is left of it.
///
/// # Errors
/// 404 for a payment that is unknown or another firm's.
pub async fn of(transport: &Transport, id: &PaymentId) -> Result<Allocations, ApiError> {
    transport.get(&path(id)).await
}

/// Who may have paid, the likeliest first.
///
/// # Errors
/// 404 for a payment that is unknown or another firm's.
pub async fn proposals(transport: &Transport, id: &PaymentId) -> Result<Proposals, ApiError> {
    transport.get(&format!("/api/v1/payments/{id}/proposals")).await
}

/// Says whose a payment is and what it pays; once for each key.
///
/// # Errors
/// 422 with the wrong fields, 409 for a payment of which nothing is left.
pub async fn link(
    transport: &Transport,
    id: &PaymentId,
    allocation: &NewAllocation,
    idempotency_key: &str,
) -> Result<Allocations, ApiError> {
    transport.post(&path(id), allocation, Some(idempotency_key)).await
}

/// Takes all of it back: the payment pays nothing, and is nobody's.
///
/// # Errors
/// 409 for one that can't be taken back, with the reason.
pub async fn unlink(transport: &Transport, id: &PaymentId) -> Result<Allocations, ApiError> {
    transport.post(&format!("/api/v1/payments/{id}/unlinking"), &serde_json::json!({}), None).await
}

fn path(id: &PaymentId) -> String {
    format!("/api/v1/payments/{id}/allocations")
}
