//! `refund`

use serde_json::{Map, Value, json};

/// A refund of a charge; `status` is `succeeded` or `pending`.
pub(crate) fn new(
    id: &str,
    charge: &Value,
    amount: i64,
    reason: Option<&str>,
    metadata: &Map<String, Value>,
    status: &str,
    created: i64,
) -> Value {
    let kind = charge["payment_method_details"]["type"].as_str().unwrap_or("card");
    let destination = match kind {
        "card" => json!({
            "card": {
                "reference": null,
                "reference_status": "pending",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
            "type": "card",
        }),
        "us_bank_account" => {
            json!({ "type": "us_bank_transfer", "us_bank_transfer": { "reference": null, "reference_status": null } })
        }
        other => json!({ other: {}, "type": other }),
    };
    json!({
        "id": id,
        "object": "refund",
        "amount": amount,
        "balance_transaction": null,
        "charge": charge["id"],
        "created": created,
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": null,
        "destination_details": destination,
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": reason,
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": status,
        "transfer_reversal": null,
    })
}
