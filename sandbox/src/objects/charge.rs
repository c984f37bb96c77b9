//! `charge`

use serde_json::{Value, json};

use super::{list, no_address};
use crate::payment::Payer;

/// What a charge is made of.
pub(crate) struct Parts<'a> {
    pub(crate) id: String,
    pub(crate) payment_intent: &'a Value,
    pub(crate) payment_method: &'a str,
    pub(crate) details: Value,
    pub(crate) payer: &'a Payer,
    pub(crate) receipt_url: String,
    pub(crate) created: i64,
}

/// A charge that waits for its result.
pub(crate) fn pending(parts: Parts<'_>) -> Value {
    let intent = parts.payment_intent;
    let id = parts.id;
    json!({
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": null,
        "application_fee": null,
        "application_fee_amount": null,
        "balance_transaction": null,
        "billing_details": {
            "address": no_address(),
            "email": parts.payer.email,
            "name": parts.payer.name,
            "phone": null,
            "tax_id": null,
        },
        "calculated_statement_descriptor": "SANDBOX",
        "captured": true,
        "created": parts.created,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": false,
        "failure_balance_transaction": null,
        "failure_code": null,
        "failure_message": null,
        "fraud_details": {},
        "livemode": false,
        "metadata": intent["metadata"],
        "on_behalf_of": intent["on_behalf_of"],
        "outcome": outcome("approved_by_network", None, "Payment complete.", "authorized"),
        "paid": false,
        "payment_intent": intent["id"],
        "payment_method": parts.payment_method,
        "payment_method_details": parts.details,
        "receipt_email": intent["receipt_email"],
        "receipt_number": null,
        "receipt_url": parts.receipt_url,
        "refunded": false,
        "refunds": list(&[], &format!("/v1/charges/{id}/refunds")),
        "id": id,
        "review": null,
        "shipping": null,
        "source": null,
        "source_transfer": null,
        "statement_descriptor": null,
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "pending",
        "transfer_data": transfer_data(intent),
        "transfer_group": intent["transfer_group"],
    })
}

/// Marks the charge as paid.
pub(crate) fn succeed(charge: &mut Value, balance_transaction: &Value) {
    charge["status"] = "succeeded".into();
    charge["paid"] = true.into();
    charge["amount_captured"] = charge["amount"].clone();
    charge["balance_transaction"] = balance_transaction.clone();
}

/// Marks the charge as failed.
pub(crate) fn fail(charge: &mut Value, code: &str, reason: &str, message: &str) {
    charge["status"] = "failed".into();
    charge["paid"] = false.into();
    charge["captured"] = false.into();
    charge["failure_code"] = code.into();
    charge["failure_message"] = message.into();
    charge["receipt_url"] = Value::Null;
    charge["outcome"] = outcome(
        "declined_by_network",
        Some(reason),
        "The bank did not return any further details with this decline.",
        "issuer_declined",
    );
}

fn outcome(network_status: &str, reason: Option<&str>, seller_message: &str, kind: &str) -> Value {
    json!({
        "advice_code": null,
        "network_advice_code": null,
        "network_decline_code": null,
        "network_status": network_status,
        "reason": reason,
        "seller_message": seller_message,
        "type": kind,
    })
}

fn transfer_data(intent: &Value) -> Value {
    match &intent["transfer_data"]["destination"] {
        Value::Null => Value::Null,
        destination => json!({ "amount": intent["transfer_data"]["amount"], "destination": destination }),
    }
}
