//! What gateways send to the bank, and what payers' banks contest.

use domain::{
    api::{
        Page,
        payouts::{DepositReport, Payout},
        refunds::Dispute,
    },
    id::PayoutId,
};

use super::{ApiError, Transport};
use crate::params::Params;

/// Payouts, the newest first. An empty `mode` is the usual one.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn list(
    transport: &Transport,
    mode: &str,
    limit: u32,
    cursor: Option<&str>,
) -> Result<Page<Payout>, ApiError> {
    transport.get(&page(mode, limit, cursor).at("/api/v1/payouts")).await
}

/// What a payout is made of.
///
/// # Errors
/// 404 for a payout that is unknown or another firm's.
pub async fn report(transport: &Transport, id: &PayoutId) -> Result<DepositReport, ApiError> {
    transport.get(&format!("/api/v1/payouts/{id}")).await
}

/// Disputes, the newest first. `status` is empty for all; else words with commas between them.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn disputes(
    transport: &Transport,
    mode: &str,
    status: &str,
    limit: u32,
    cursor: Option<&str>,
) -> Result<Page<Dispute>, ApiError> {
    transport.get(&page(mode, limit, cursor).with("filter[status]", status).at("/api/v1/disputes")).await
}

fn page(mode: &str, limit: u32, cursor: Option<&str>) -> Params {
    Params::new()
        .with("filter[mode]", mode)
        .with("limit", &limit.to_string())
        .with("cursor", cursor.unwrap_or_default())
}
