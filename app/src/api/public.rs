//! What a payer sees and does.

use domain::api::public::{CheckoutStatus, PublicInvoice, PublicLink};

use super::{ApiError, Transport};

/// The link behind a token.
///
/// # Errors
/// 404 for a token that is unknown, foreign or malformed.
pub async fn link(transport: &Transport, token: &str) -> Result<PublicLink, ApiError> {
    transport.get(&format!("/api/v1/public/links/{}", path_part(token))).await
}

/// The invoice behind a token.
///
/// # Errors
/// 404 for a token that is unknown, foreign or malformed.
pub async fn invoice(transport: &Transport, token: &str) -> Result<PublicInvoice, ApiError> {
    transport.get(&format!("/api/v1/public/invoices/{}", path_part(token))).await
}

/// How the payer's last attempt went. The server asks the gateway, if nothing was heard yet.
///
/// # Errors
/// 404 for a token that is unknown, foreign or malformed.
pub async fn checkout(transport: &Transport, token: &str) -> Result<CheckoutStatus, ApiError> {
    transport.get(&format!("/api/v1/public/links/{}/checkout", path_part(token))).await
}

/// A token as part of a path. What cannot be a token is asked for all the same, under a name that
/// exists nowhere, so that it looks just like an unknown one.
fn path_part(token: &str) -> &str {
    if token.parse::<domain::Token>().is_ok() { token } else { "unknown" }
}
