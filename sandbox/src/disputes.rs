//! Disputes: opened, changed and closed.

use serde_json::Value;

use crate::call::Call;
use crate::objects::balance_transaction::{self, Movement};
use crate::objects::dispute;
use crate::table::Kind;

/// What Stripe takes for a dispute, in minor units.
const DISPUTE_FEE: i64 = 1500;

/// Opens a dispute about a charge. An inquiry (`warning_…`) takes no money.
pub(crate) fn open(call: &mut Call<'_>, charge: &Value, amount: Option<i64>, reason: &str, status: &str) -> Value {
    let open = charge["amount"].as_i64().unwrap_or_default() - charge["amount_refunded"].as_i64().unwrap_or_default();
    let amount = amount.unwrap_or(open);
    let id = call.id("du");
    let mut dispute = dispute::new(&id, charge, amount, reason, status, call.now());
    let mut charge = charge.clone();
    charge["disputed"] = true.into();
    call.put(&charge);
    let takes_money = !status.starts_with("warning_") && status != "prevented";
    if takes_money {
        move_money(call, &mut dispute, -amount, DISPUTE_FEE);
    }
    call.put(&dispute);
    call.emit("charge.dispute.created", &dispute);
    if takes_money {
        call.emit("charge.dispute.funds_withdrawn", &dispute);
    }
    // A debit that the payer's bank returned is lost at once.
    if is_closed(status) {
        call.emit("charge.dispute.closed", &dispute);
    }
    dispute
}

fn is_closed(status: &str) -> bool {
    matches!(status, "won" | "lost" | "warning_closed" | "prevented")
}

/// Brings a dispute to another status, with the movements of money that follow from it.
pub(crate) fn change(call: &mut Call<'_>, mut dispute: Value, status: &str) -> Value {
    let amount = dispute["amount"].as_i64().unwrap_or_default();
    let was_inquiry = dispute["status"].as_str().is_some_and(|status| status.starts_with("warning_"));
    let was_open = dispute["status"] != "won" && dispute["status"] != "prevented";
    let becomes_inquiry = status.starts_with("warning_");
    dispute["status"] = status.into();
    dispute["is_charge_refundable"] = becomes_inquiry.into();
    let withdrawn = was_inquiry && !becomes_inquiry && status != "prevented";
    if withdrawn {
        move_money(call, &mut dispute, -amount, DISPUTE_FEE);
    }
    let reinstated = status == "won" && !was_inquiry && was_open;
    if reinstated {
        move_money(call, &mut dispute, amount, 0);
    }
    call.put(&dispute);
    call.emit("charge.dispute.updated", &dispute);
    if withdrawn {
        call.emit("charge.dispute.funds_withdrawn", &dispute);
    }
    if reinstated {
        call.emit("charge.dispute.funds_reinstated", &dispute);
    }
    if is_closed(status) {
        call.emit("charge.dispute.closed", &dispute);
    }
    dispute
}

/// The newest dispute about a charge.
pub(crate) fn about(call: &Call<'_>, charge: &str) -> Option<Value> {
    call.account()?.newest(Kind::Dispute).find(|dispute| dispute["charge"] == charge).cloned()
}

fn move_money(call: &mut Call<'_>, dispute: &mut Value, amount: i64, fee: i64) {
    let transaction = balance_transaction::record(
        call,
        &Movement {
            kind: "adjustment",
            reporting_category: if amount < 0 { "dispute" } else { "dispute_reversal" },
            amount,
            currency: dispute["currency"].as_str().unwrap_or_default(),
            fee,
            source: dispute["id"].as_str().unwrap_or_default(),
            description: Some(if amount < 0 { "Chargeback withdrawal" } else { "Chargeback reversal" }),
            days_until_available: 0,
        },
    );
    if let Some(list) = dispute["balance_transactions"].as_array_mut() {
        list.push(transaction);
    }
}
