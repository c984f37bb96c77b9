//! Receiving accounts.

use domain::{
    api::{
        Page,
        accounts::{Account, EditAccount, NewAccount, NewAttestation},
    },
    id::AccountId,
};

use super::{ApiError, Transport};

/// All receiving accounts of the firm.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn list(transport: &Transport) -> Result<Page<Account>, ApiError> {
    transport.get("/api/v1/accounts").await
}

/// Makes an account.
///
/// # Errors
/// 422 with the wrong fields.
pub async fn create(transport: &Transport, account: &NewAccount) -> Result<Account, ApiError> {
    transport.post("/api/v1/accounts", account, None).await
}

/// Changes what is given.
///
/// # Errors
/// 422 with the wrong fields.
pub async fn edit(transport: &Transport, id: &AccountId, edit: &EditAccount) -> Result<Account, ApiError> {
    transport.patch(&format!("/api/v1/accounts/{id}"), edit).await
}

/// Records who bears what a trust account must not bear. Owners only.
///
/// # Errors
/// 422 with the wrong fields, 403 for anyone but an owner.
pub async fn attest(transport: &Transport, id: &AccountId, attestation: &NewAttestation) -> Result<Account, ApiError> {
    transport.post(&format!("/api/v1/accounts/{id}/attestation"), attestation, None).await
}
