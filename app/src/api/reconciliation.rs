//! Bank statements and months of receiving accounts.

use domain::{
    Mode,
    api::reconciliation::{BankMonth, BankStatement, NewMatch, Reopening, StatedBalance},
    bank::Month,
    id::{AccountId, BankMatchId, BankStatementId},
};

use super::{ApiError, Transport};
use crate::params::Params;

/// A month of an account. Without a mode it is that of the account's connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Of {
    /// The account.
    pub account: AccountId,
    /// The month.
    pub month: Month,
    /// Test money or real money.
    pub mode: Option<Mode>,
}

impl Of {
    /// Where something of it is: nothing, or a part of the address that begins with a slash.
    #[must_use]
    pub fn at(&self, rest: &str) -> String {
        self.params().at(&format!("/api/v1/accounts/{}/months/{}{rest}", self.account, self.month))
    }

    fn params(&self) -> Params {
        Params::new().with("mode", self.mode.map_or("", Mode::as_str))
    }
}

/// The month, with what is open on either side.
///
/// # Errors
/// 404 for an account that is unknown or another firm's.
pub async fn month(transport: &Transport, of: &Of) -> Result<BankMonth, ApiError> {
    transport.get(&of.at("")).await
}

/// What a person says of a file, where it leaves something open; empty texts leave it to the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// How days are written.
    pub date_order: String,
    /// How amounts are written.
    pub decimal_mark: String,
}

/// Uploads what a bank says.
///
/// # Errors
/// 422 at `/file` when it can't be read, or when something of it is to be chosen.
pub async fn upload(
    transport: &Transport,
    of: &Of,
    (name, said): (&str, &Said),
    bytes: Vec<u8>,
) -> Result<BankStatement, ApiError> {
    let params =
        of.params().with("name", name).with("date_order", &said.date_order).with("decimal_mark", &said.decimal_mark);
    let path = params.at(&format!("/api/v1/accounts/{}/bank-statements", of.account));
    transport.post_bytes(&path, "application/octet-stream", bytes).await
}

/// Takes an upload back.
///
/// # Errors
/// 409 once something of it is matched or closed.
pub async fn remove(transport: &Transport, id: &BankStatementId) -> Result<(), ApiError> {
    transport.delete(&format!("/api/v1/bank-statements/{id}")).await
}

/// Says what was in the account at the end of the month.
///
/// # Errors
/// 422 at `/balance`.
pub async fn state(transport: &Transport, of: &Of, balance: String) -> Result<BankMonth, ApiError> {
    transport.put(&of.at("/balance"), &StatedBalance { balance }).await
}

/// Matches.
///
/// # Errors
/// 422 when both sides do not come to the same, 409 when some of it is matched.
pub async fn make(transport: &Transport, of: &Of, new: &NewMatch, key: &str) -> Result<BankMonth, ApiError> {
    transport.post(&of.at("/matches"), new, Some(key)).await
}

/// Takes a match back.
///
/// # Errors
/// 409 in a month that is closed.
pub async fn undo(transport: &Transport, id: &BankMatchId) -> Result<(), ApiError> {
    transport.delete(&format!("/api/v1/bank-matches/{id}")).await
}

/// Closes the month. Owners only.
///
/// # Errors
/// 409 while its sides do not agree.
pub async fn close(transport: &Transport, of: &Of, key: &str) -> Result<BankMonth, ApiError> {
    transport.post(&of.at("/closing"), &serde_json::json!({}), Some(key)).await
}

/// Opens the month again. Owners only.
///
/// # Errors
/// 422 without a reason.
pub async fn reopen(transport: &Transport, of: &Of, reason: String, key: &str) -> Result<BankMonth, ApiError> {
    transport.post(&of.at("/reopening"), &Reopening { reason }, Some(key)).await
}
