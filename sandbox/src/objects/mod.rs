//! The API's objects: the same fields as in Stripe's published samples.

pub(crate) mod account;
pub(crate) mod balance_transaction;
pub(crate) mod charge;
pub(crate) mod customer;
pub(crate) mod dispute;
pub(crate) mod event;
pub(crate) mod payment_intent;
pub(crate) mod payment_method;
pub(crate) mod payout;
pub(crate) mod refund;
pub(crate) mod session;
pub(crate) mod transfer;
pub(crate) mod webhook_endpoint;

use serde_json::{Value, json};

/// An address of which nothing is known.
pub(crate) fn no_address() -> Value {
    json!({ "city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null })
}

/// A list that is complete.
pub(crate) fn list(data: &[Value], url: &str) -> Value {
    json!({ "object": "list", "data": data, "has_more": false, "url": url })
}
