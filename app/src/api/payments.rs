//! Payments, beyond their table ([`super::pages`]).

use domain::{api::payments::Payment, id::PaymentId};

use super::{ApiError, Transport};

/// One payment.
///
/// # Errors
/// 404 for a payment that is unknown or another firm's.
pub async fn get(transport: &Transport, id: &PaymentId) -> Result<Payment, ApiError> {
    transport.get(&format!("/api/v1/payments/{id}")).await
}

/// Notes that a person has attended to a flagged payment.
///
/// # Errors
/// 404 for a payment that is unknown or another firm's.
pub async fn acknowledge(transport: &Transport, id: &PaymentId) -> Result<Payment, ApiError> {
    transport.post(&format!("/api/v1/payments/{id}/acknowledgement"), &serde_json::json!({}), None).await
}
