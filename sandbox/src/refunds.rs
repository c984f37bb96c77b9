//! Refunds: made, settled, and failed after the fact.

use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::error::StripeError;
use crate::objects::balance_transaction::{self, Movement};
use crate::objects::refund;
use crate::table::Kind;
use crate::world::Due;

/// Refunds part or all of a charge.
pub(crate) fn create(
    call: &mut Call<'_>,
    charge: &Value,
    amount: Option<i64>,
    reason: Option<&str>,
    metadata: &Map<String, Value>,
) -> Result<Value, StripeError> {
    let id = charge["id"].as_str().unwrap_or_default();
    if charge["status"] != "succeeded" {
        return Err(StripeError::invalid(format!(
            "Charge {id} has a status of {} and cannot be refunded.",
            charge["status"].as_str().unwrap_or_default()
        )));
    }
    let disputed = crate::disputes::about(call, id).is_some_and(|dispute| dispute["is_charge_refundable"] == false);
    if charge["disputed"] == true && disputed {
        return Err(StripeError::invalid(format!("Charge {id} has been charged back; cannot issue a refund."))
            .code("charge_disputed"));
    }
    let currency = charge["currency"].as_str().unwrap_or_default();
    let refunded = charge["amount_refunded"].as_i64().unwrap_or_default();
    let rest = charge["amount_captured"].as_i64().unwrap_or_default() - refunded;
    if rest == 0 {
        return Err(
            StripeError::invalid(format!("Charge {id} has already been refunded.")).code("charge_already_refunded")
        );
    }
    let amount = amount.unwrap_or(rest);
    if amount > rest {
        return Err(StripeError::invalid(format!(
            "Refund amount ({}) is greater than unrefunded amount on charge ({})",
            crate::currency::display(amount, currency),
            crate::currency::display(rest, currency)
        ))
        .param("amount"));
    }
    let status = if charge["payment_method_details"]["type"] == "us_bank_account" { "pending" } else { "succeeded" };
    let is_card = charge["payment_method_details"]["type"] == "card";
    let refund_id = call.id(if is_card { "re" } else { "pyr" });
    let mut refund = refund::new(&refund_id, charge, amount, reason, metadata, status, call.now());
    let transaction = balance_transaction::record(
        call,
        &Movement {
            kind: if is_card { "refund" } else { "payment_refund" },
            reporting_category: "refund",
            amount: -amount,
            currency,
            fee: 0,
            source: &refund_id,
            description: Some("REFUND FOR PAYMENT"),
            days_until_available: 0,
        },
    );
    refund["balance_transaction"] = transaction["id"].clone();
    call.put(&refund);
    let charge = set_refunded(call, charge.clone(), refunded + amount);
    call.emit_change("charge.refunded", &charge, Some(json!({ "amount_refunded": refunded, "refunded": false })));
    call.emit("refund.created", &refund);
    if status == "succeeded" {
        call.emit("refund.updated", &refund);
    } else if let Some(pause) = call.world.settings.bank_debit_ms {
        let due = Due::SettleRefund { account: call.account.clone(), refund: refund_id };
        let at = call.world.clock.now_ms().saturating_add(pause);
        call.world.schedule(at, due);
    }
    Ok(refund)
}

/// Takes the refund's share back from the connected account that got the charge's transfer.
pub(crate) fn reverse_transfer(call: &mut Call<'_>, charge: &Value, refund: &mut Value) {
    let Some(mut transfer) = charge["transfer"].as_str().and_then(|id| call.get(Kind::Transfer, id)) else { return };
    let number = |value: &Value| value.as_i64().unwrap_or_default();
    let share = i128::from(number(&refund["amount"])) * i128::from(number(&transfer["amount"]));
    let share = i64::try_from(share / i128::from(number(&charge["amount"]).max(1))).unwrap_or(i64::MAX);
    let reversed = number(&transfer["amount_reversed"]);
    let amount = share.min(number(&transfer["amount"]) - reversed);
    let currency = charge["currency"].as_str().unwrap_or_default();
    let id = call.id("trr");
    let movement = |kind, amount, source| Movement {
        kind,
        reporting_category: "transfer_reversal",
        amount,
        currency,
        fee: 0,
        source,
        description: None,
        days_until_available: 0,
    };
    let transaction = balance_transaction::record(call, &movement("transfer_refund", amount, &id));
    let mut reversal = json!({
        "id": id,
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": transaction["id"],
        "created": call.now(),
        "currency": currency,
        "destination_payment_refund": null,
        "metadata": {},
        "source_refund": refund["id"],
        "transfer": transfer["id"],
    });
    call.put(&reversal);
    if let Some(list) = transfer["reversals"]["data"].as_array_mut() {
        list.insert(0, reversal.clone());
    }
    transfer["amount_reversed"] = (reversed + amount).into();
    transfer["reversed"] = (transfer["amount"] == reversed + amount).into();
    call.put(&transfer);
    call.emit("transfer.reversed", &transfer);
    refund["transfer_reversal"] = id.as_str().into();
    call.put(refund);
    let Some(destination) = transfer["destination"].as_str() else { return };
    let payment_id = transfer["destination_payment"].as_str().unwrap_or_default();
    let mut receiver = call.on(destination);
    let Some(payment) = receiver.get(Kind::Charge, payment_id) else { return };
    let back_id = receiver.id("pyr");
    let mut back = refund::new(&back_id, &payment, amount, None, &Map::new(), "succeeded", receiver.now());
    let transaction = balance_transaction::record(&mut receiver, &movement("payment_refund", -amount, &back_id));
    back["balance_transaction"] = transaction["id"].clone();
    back["source_transfer_reversal"] = id.as_str().into();
    receiver.put(&back);
    let refunded = number(&payment["amount_refunded"]) + amount;
    set_refunded(&mut receiver, payment, refunded);
    reversal["destination_payment_refund"] = back_id.into();
    call.put(&reversal);
}

/// Ends a refund that is pending. False if it is not.
pub(crate) fn settle(call: &mut Call<'_>, id: &str) -> bool {
    let Some(mut refund) = call.get(Kind::Refund, id).filter(|refund| refund["status"] == "pending") else {
        return false;
    };
    refund["status"] = "succeeded".into();
    call.put(&refund);
    call.emit_change("refund.updated", &refund, Some(json!({ "status": "pending" })));
    true
}

/// The bank sends a refund back, even one that had succeeded. False if it failed before.
pub(crate) fn fail(call: &mut Call<'_>, id: &str) -> bool {
    let refund = call
        .get(Kind::Refund, id)
        .filter(|refund| matches!(refund["status"].as_str(), Some("pending" | "succeeded" | "requires_action")));
    let Some(mut refund) = refund else { return false };
    let amount = refund["amount"].as_i64().unwrap_or_default();
    let transaction = balance_transaction::record(
        call,
        &Movement {
            kind: "refund_failure",
            reporting_category: "refund_failure",
            amount,
            currency: refund["currency"].as_str().unwrap_or_default(),
            fee: 0,
            source: id,
            description: Some("REFUND FAILED"),
            days_until_available: 0,
        },
    );
    let before = refund["status"].clone();
    refund["status"] = "failed".into();
    refund["failure_reason"] = "lost_or_stolen_card".into();
    refund["failure_balance_transaction"] = transaction["id"].clone();
    call.put(&refund);
    if let Some(charge) = refund["charge"].as_str().and_then(|charge| call.get(Kind::Charge, charge)) {
        let refunded = charge["amount_refunded"].as_i64().unwrap_or_default() - amount;
        set_refunded(call, charge, refunded);
    }
    let previous = json!({ "status": before });
    call.emit("refund.failed", &refund);
    call.emit_change("charge.refund.updated", &refund, Some(previous.clone()));
    call.emit_change("refund.updated", &refund, Some(previous));
    true
}

fn set_refunded(call: &mut Call<'_>, mut charge: Value, refunded: i64) -> Value {
    charge["amount_refunded"] = refunded.into();
    charge["refunded"] = (charge["amount"] == refunded).into();
    let id = charge["id"].as_str().unwrap_or_default();
    let refunds: Vec<Value> = call
        .account()
        .map(|account| account.newest(Kind::Refund).filter(|refund| refund["charge"] == id).cloned().collect())
        .unwrap_or_default();
    charge["refunds"]["data"] = refunds.into();
    call.put(&charge);
    charge
}
