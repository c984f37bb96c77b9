//! Payments.

use domain::{
    api::{Page, payments::Payment, tables::Counts},
    id::PaymentId,
    table::{TableQuery, payments::PaymentColumn},
};

use super::{
    ApiError, Transport,
    pages::{Part, params},
};

/// Some of the firm's payments.
///
/// # Errors
/// 422 for an order or a filter that is not answered over so many rows.
pub async fn list(transport: &Transport, part: &Part<TableQuery<PaymentColumn>>) -> Result<Page<Payment>, ApiError> {
    transport.get(&part.at("/api/v1/payments")).await
}

/// How many payments a query finds, in all and by status.
///
/// # Errors
/// As for the list.
pub async fn counts(transport: &Transport, query: &TableQuery<PaymentColumn>) -> Result<Counts, ApiError> {
    transport.get(&params(query).at("/api/v1/payments/counts")).await
}

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
