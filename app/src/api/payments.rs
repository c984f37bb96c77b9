//! Payments.

use domain::{
    api::{
        Page,
        payments::{Payment, PaymentSummary, PaymentTab},
    },
    id::PaymentId,
};

use super::{ApiError, Transport};
use crate::params::Params;

/// Which payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentQuery {
    /// The tab; all payments without one.
    pub tab: Option<PaymentTab>,
    /// Only those whose payer, number or amount is found by these words.
    pub words: String,
}

/// One page of payments, the newest first.
///
/// # Errors
/// 400 for a cursor of another list.
pub async fn list(
    transport: &Transport,
    query: &PaymentQuery,
    limit: u32,
    cursor: Option<&str>,
) -> Result<Page<Payment>, ApiError> {
    let tab = query.tab.map(|tab| tab.to_string());
    let params = Params::new()
        .with("filter[tab]", tab.as_deref().unwrap_or_default())
        .with("filter[q]", &query.words)
        .with("limit", &limit.to_string())
        .with("cursor", cursor.unwrap_or_default());
    transport.get(&params.at("/api/v1/payments")).await
}

/// How many payments there are on each tab.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn summary(transport: &Transport) -> Result<PaymentSummary, ApiError> {
    transport.get("/api/v1/payments/summary").await
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
