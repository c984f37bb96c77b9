//! Payments, beyond their table ([`super::pages`]).

use domain::{
    api::payments::{NewPayment, NewReversal, Payment},
    id::PaymentId,
};

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

/// Records money that came by cheque, in cash or by transfer; once for each key.
///
/// # Errors
/// 422 with the wrong fields.
pub async fn record(transport: &Transport, payment: &NewPayment, idempotency_key: &str) -> Result<Payment, ApiError> {
    transport.post("/api/v1/payments", payment, Some(idempotency_key)).await
}

/// Takes back a payment that was recorded by mistake.
///
/// # Errors
/// 422 without a reason, 403 for who may not move money, 409 for one that can't be taken back.
pub async fn reverse(transport: &Transport, id: &PaymentId, reversal: &NewReversal) -> Result<Payment, ApiError> {
    transport.post(&format!("/api/v1/payments/{id}/reversal"), reversal, None).await
}
