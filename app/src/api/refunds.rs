//! Money that goes back.

use domain::{
    api::refunds::{NewRefund, Refund, Refunds},
    id::PaymentId,
};

use super::{ApiError, Transport};

/// What went back of a payment, and what may.
///
/// # Errors
/// 404 for a payment that is unknown or another firm's.
pub async fn of(transport: &Transport, id: &PaymentId) -> Result<Refunds, ApiError> {
    transport.get(&path(id)).await
}

/// Gives money back; once for each key.
///
/// # Errors
/// 422 with the wrong fields, 403 for who may not move money, 409 for a payment that can't be refunded.
pub async fn create(
    transport: &Transport,
    id: &PaymentId,
    refund: &NewRefund,
    idempotency_key: &str,
) -> Result<Refund, ApiError> {
    transport.post(&path(id), refund, Some(idempotency_key)).await
}

fn path(id: &PaymentId) -> String {
    format!("/api/v1/payments/{id}/refunds")
}
