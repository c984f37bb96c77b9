//! Payouts: made of what is available, arrived at the bank, or sent back by it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;

use super::later::{End, Outcome};
use super::settings::account_of;
use super::{Answer, Body, Refused, on_owner};
use crate::call::Call;
use crate::objects::balance_transaction::{self, Movement};
use crate::objects::payout;
use crate::table::Kind;
use crate::world::App;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Payout {
    key: Option<String>,
    account: Option<String>,
    /// `usd` by default.
    currency: Option<String>,
    /// `paid` by default; `in_transit` until it is settled here.
    status: Option<String>,
}

/// Pays out all that is available and not yet paid out.
pub(super) async fn create(State(app): State<Arc<App>>, Body(wish): Body<Payout>) -> Answer {
    let mut world = app.world();
    let account = match (&wish.key, &wish.account) {
        (Some(key), _) => account_of(&mut world, key)?,
        (None, Some(id)) if world.account(id).is_some() => id.clone(),
        _ => return Err(Refused::bad("key or account is missing")),
    };
    let currency = wish.currency.as_deref().unwrap_or("usd");
    let mut call = Call::internal(&mut world, &account);
    let now = call.now();
    let Some(state) = call.account() else { return Err(Refused::missing("account", &account)) };
    let done: Vec<&String> = state.paid_out.values().flatten().collect();
    let (mut ids, mut amount) = (Vec::new(), 0_i64);
    for transaction in state.oldest(Kind::BalanceTransaction) {
        let id = transaction["id"].as_str().unwrap_or_default().to_owned();
        let is_due = transaction["available_on"].as_i64().is_some_and(|day| day <= now);
        if is_due && transaction["currency"] == currency && transaction["type"] != "payout" && !done.contains(&&id) {
            amount += transaction["net"].as_i64().unwrap_or_default();
            ids.push(id);
        }
    }
    if amount <= 0 {
        return Err(Refused::conflict("nothing is available"));
    }
    let status = wish.status.as_deref().unwrap_or("paid");
    if !["paid", "in_transit"].contains(&status) {
        return Err(Refused::bad("status must be one of paid, in_transit"));
    }
    let (id, bank) = (call.id("po"), call.id("ba"));
    let mut payout = payout::new(&id, &bank, amount, currency, now);
    let transaction = balance_transaction::record(
        &mut call,
        &Movement {
            kind: "payout",
            reporting_category: "payout",
            amount: -amount,
            currency,
            fee: 0,
            source: &id,
            description: Some("STRIPE PAYOUT"),
            days_until_available: 0,
        },
    );
    payout["status"] = status.into();
    payout["balance_transaction"] = transaction["id"].clone();
    ids.extend(transaction["id"].as_str().map(str::to_owned));
    call.put(&payout);
    if let Some(state) = call.world.account_mut(&account) {
        state.paid_out.insert(id, ids);
    }
    call.emit("payout.created", &payout);
    if status == "paid" {
        call.emit("payout.paid", &payout);
    }
    Ok(Json(payout))
}

/// The bank takes a payout, or sends it back, even one that it had taken.
pub(super) async fn settle(State(app): State<Arc<App>>, Path(id): Path<String>, Body(end): Body<End>) -> Answer {
    let mut world = app.world();
    let mut call = on_owner(&mut world, "payout", &id)?;
    let mut payout = call.get(Kind::Payout, &id).ok_or_else(|| Refused::missing("payout", &id))?;
    match (end.outcome, payout["status"].as_str()) {
        (Outcome::Succeed, Some("in_transit")) => {
            payout["status"] = "paid".into();
            call.put(&payout);
            call.emit("payout.paid", &payout);
        }
        (Outcome::Fail, Some("in_transit" | "paid")) => fail(&mut call, &mut payout),
        _ => return Err(Refused::conflict("the payout has ended")),
    }
    Ok(Json(payout))
}

/// The money is in the balance again.
fn fail(call: &mut Call<'_>, payout: &mut serde_json::Value) {
    let transaction = balance_transaction::record(
        call,
        &Movement {
            kind: "payout_failure",
            reporting_category: "payout_reversal",
            amount: payout["amount"].as_i64().unwrap_or_default(),
            currency: payout["currency"].as_str().unwrap_or_default(),
            fee: 0,
            source: payout["id"].as_str().unwrap_or_default(),
            description: Some("STRIPE PAYOUT"),
            days_until_available: 0,
        },
    );
    payout["status"] = "failed".into();
    payout["failure_code"] = "account_closed".into();
    payout["failure_message"] = "The bank account has been closed.".into();
    payout["failure_balance_transaction"] = transaction["id"].clone();
    call.put(payout);
    call.emit("payout.failed", payout);
}
