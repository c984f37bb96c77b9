//! `payout`

use serde_json::{Value, json};

/// A payout of the available balance to the firm's bank.
pub(crate) fn new(id: &str, bank: &str, amount: i64, currency: &str, created: i64) -> Value {
    json!({
        "id": id,
        "object": "payout",
        "amount": amount,
        "application_fee": null,
        "application_fee_amount": null,
        "arrival_date": created + 86_400,
        "automatic": true,
        "balance_transaction": null,
        "created": created,
        "currency": currency,
        "description": "STRIPE PAYOUT",
        "destination": bank,
        "failure_balance_transaction": null,
        "failure_code": null,
        "failure_message": null,
        "livemode": false,
        "metadata": {},
        "method": "standard",
        "original_payout": null,
        "payout_method": null,
        "reconciliation_status": "completed",
        "reversed_by": null,
        "source_type": "card",
        "statement_descriptor": null,
        "status": "paid",
        "trace_id": null,
        "type": "bank_account",
    })
}
