//! `/v1/account` and `/v1/accounts`: one's own account and those connected to it.

use serde_json::{Value, json};

use super::Request;
use crate::call::Call;
use crate::error::StripeError;
use crate::objects::account;

pub(super) fn own(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    request.form.allow(&["expand[#]"])?;
    Ok(call.account().map_or(Value::Null, account::of))
}

pub(super) fn retrieve(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    request.form.allow(&["expand[#]"])?;
    let own = call.account.clone();
    call.world
        .account(request.id)
        .filter(|account| account.id == own || account.platform.as_ref() == Some(&own))
        .map(account::of)
        .ok_or_else(|| no_access(request.id))
}

pub(super) fn list(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    request.form.allow(&["limit", "starting_after", "ending_before", "expand[#]"])?;
    let connected: Vec<Value> = call
        .world
        .accounts()
        .filter(|account| account.platform.as_ref() == Some(&call.account))
        .map(account::of)
        .collect();
    Ok(json!({ "object": "list", "data": connected, "has_more": false, "url": "/v1/accounts" }))
}

/// Stripe's answer for an account that does not exist or is not connected to the key's owner.
pub(crate) fn no_access(id: &str) -> StripeError {
    StripeError::new(
        403,
        "invalid_request_error",
        format!(
            "The provided key does not have access to account '{id}' (or that account does not exist). Application \
             access may have been revoked."
        ),
    )
    .code("account_invalid")
    .before_execution()
}
