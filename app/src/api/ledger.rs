//! The books.

use domain::{
    api::{
        Page,
        ledger::{Entry, LedgerAccount, Statement},
    },
    id::{ClientId, LedgerAccountId},
};

use super::{ApiError, Transport};
use crate::params::Params;

/// Accounts of the ledger with their balances, in the order of the chart. An empty `mode` is the usual one.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn accounts(
    transport: &Transport,
    mode: &str,
    limit: u32,
    cursor: Option<&str>,
) -> Result<Page<LedgerAccount>, ApiError> {
    let params =
        Params::new().with("mode", mode).with("limit", &limit.to_string()).with("cursor", cursor.unwrap_or_default());
    transport.get(&params.at("/api/v1/ledger/accounts")).await
}

/// Entries of an account, the newest first.
///
/// # Errors
/// 404 for an account that is unknown or another firm's.
pub async fn entries(
    transport: &Transport,
    id: &LedgerAccountId,
    limit: u32,
    cursor: Option<&str>,
) -> Result<Page<Entry>, ApiError> {
    let params = Params::new().with("limit", &limit.to_string()).with("cursor", cursor.unwrap_or_default());
    transport.get(&params.at(&format!("/api/v1/ledger/accounts/{id}/entries"))).await
}

/// What a client's statement covers; empty texts leave it to the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Period {
    /// Three letters.
    pub currency: String,
    /// The first day (YYYY-MM-DD).
    pub from: String,
    /// The last day (YYYY-MM-DD).
    pub to: String,
}

/// Everything between a client and the firm over some days.
///
/// # Errors
/// 404 for a client that is unknown or another firm's, 422 for days that are none.
pub async fn statement(transport: &Transport, id: &ClientId, period: &Period) -> Result<Statement, ApiError> {
    transport.get(&statement_at(id, period, "")).await
}

/// Where a client's statement is; with the ending `.pdf` or `.xlsx`, as such a file.
#[must_use]
pub fn statement_at(id: &ClientId, period: &Period, ending: &str) -> String {
    let params = Params::new().with("currency", &period.currency).with("from", &period.from).with("to", &period.to);
    params.at(&format!("/api/v1/clients/{id}/statement{ending}"))
}

/// One account of the ledger.
///
/// # Errors
/// 404 for an account that is unknown or another firm's.
pub async fn account(transport: &Transport, id: &LedgerAccountId) -> Result<LedgerAccount, ApiError> {
    transport.get(&format!("/api/v1/ledger/accounts/{id}")).await
}
