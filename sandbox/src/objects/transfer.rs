//! `transfer`: the part of a payment that goes to a connected account

use serde_json::{Value, json};

use super::list;

/// A transfer made for a charge.
pub(crate) fn new(id: &str, charge: &Value, amount: i64, destination: &str, payment: &str, created: i64) -> Value {
    json!({
        "id": id,
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": null,
        "created": created,
        "currency": charge["currency"],
        "description": null,
        "destination": destination,
        "destination_payment": payment,
        "livemode": false,
        "metadata": {},
        "reversals": list(&[], &format!("/v1/transfers/{id}/reversals")),
        "reversed": false,
        "source_transaction": charge["id"],
        "source_type": "card",
        "transfer_group": charge["transfer_group"],
    })
}
