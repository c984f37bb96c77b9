//! Payments.

use domain::{
    api::{
        Page,
        payments::{Payment, PaymentSummary, PaymentTab},
    },
    id::PaymentId,
};
use leptos_router::params::ParamsMap;

use super::{ApiError, Transport};

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
    let mut params = ParamsMap::new();
    if let Some(tab) = query.tab {
        params.insert("filter[tab]", tab.to_string());
    }
    if !query.words.is_empty() {
        params.insert("filter[q]", query.words.clone());
    }
    params.insert("limit", limit.to_string());
    if let Some(cursor) = cursor {
        params.insert("cursor", cursor.to_owned());
    }
    transport.get(&format!("/api/v1/payments{}", params.to_query_string())).await
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
