//! `dispute`

use serde_json::{Value, json};

/// A dispute about a charge.
pub(crate) fn new(id: &str, charge: &Value, amount: i64, reason: &str, status: &str, created: i64) -> Value {
    let is_debit = charge["payment_method_details"]["type"] == "us_bank_account";
    let inquiry = status.starts_with("warning_");
    let card = &charge["payment_method_details"]["card"];
    let details = if card.is_null() {
        Value::Null
    } else {
        json!({
            "card": {
                "brand": card["brand"],
                "case_type": if inquiry { "inquiry" } else { "chargeback" },
                "network": card["network"],
                "network_reason_code": "10.4",
            },
            "type": "card",
        })
    };
    json!({
        "id": id,
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": created,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {
            "access_activity_log": null, "billing_address": null, "cancellation_policy": null,
            "cancellation_policy_disclosure": null, "cancellation_rebuttal": null, "customer_communication": null,
            "customer_email_address": null, "customer_name": null, "customer_purchase_ip": null,
            "customer_signature": null, "duplicate_charge_documentation": null, "duplicate_charge_explanation": null,
            "duplicate_charge_id": null, "enhanced_evidence": {}, "product_description": null, "receipt": null,
            "refund_policy": null, "refund_policy_disclosure": null, "refund_refusal_explanation": null,
            "service_date": null, "service_documentation": null, "shipping_address": null, "shipping_carrier": null,
            "shipping_date": null, "shipping_documentation": null, "shipping_tracking_number": null,
            "uncategorized_file": null, "uncategorized_text": null,
        },
        "evidence_details": {
            // Returned debits cannot be contested.
            "due_by": if is_debit { Value::Null } else { (created + 9 * 86_400).into() },
            "enhanced_eligibility": {},
            "has_evidence": false,
            "past_due": false,
            "submission_count": 0,
        },
        "is_charge_refundable": inquiry,
        "livemode": false,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": details,
        "reason": reason,
        "status": status,
    })
}
