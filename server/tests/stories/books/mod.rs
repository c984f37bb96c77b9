//! The books: what is booked, what a payment pays, and the proof that all of it agrees.

mod allocations;
mod by_hand;
mod ledger;
mod verify;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{asking::id, world::World};

/// A payment by hand to an account, `operating` or `trust`.
async fn by_hand(world: &World, account: &str, amount: i64, more: Value) -> Value {
    let (status, payment) = record(world, account, amount, more).await;
    assert_eq!(status, 201, "{payment}");
    payment
}

async fn record(world: &World, account: &str, amount: i64, more: Value) -> (StatusCode, Value) {
    let mut body = json!({
        "source": "cheque", "amount": amount, "currency": "usd", "account_id": world.account(account).await,
        "received_on": "2026-01-31", "reference": "No. 117", "payer_name": "Ida Marsh",
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.post("/api/v1/payments", body).await
}

fn allocations(payment: &Value) -> String {
    format!("/api/v1/payments/{}/allocations", id(payment))
}

/// Links a payment.
async fn link(world: &World, payment: &Value, body: Value) -> Value {
    let (status, parts) = world.post(&allocations(payment), body).await;
    assert_eq!(status, 201, "{parts}");
    parts
}

async fn unlink(world: &World, payment: &Value) -> (StatusCode, Value) {
    world.post(&format!("/api/v1/payments/{}/unlinking", id(payment)), json!({})).await
}

async fn payment(world: &World, payment: &Value) -> Value {
    world.get(&format!("/api/v1/payments/{}", id(payment))).await
}

/// What the accounts of a kind hold together.
async fn balance(world: &World, kind: &str) -> i64 {
    let accounts = world.get(&format!("/api/v1/ledger/accounts?kind={kind}&limit=100")).await;
    accounts["data"].as_array().unwrap().iter().map(|account| account["balance"].as_i64().unwrap()).sum()
}

/// What breaks a rule of the books, by the names of the rules.
async fn wrong(world: &World) -> Vec<&'static str> {
    let report = server::ledger::verify::run(&world.running.app.db).await.unwrap();
    let mut rules: Vec<_> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    rules.dedup();
    rules
}

/// Every rule holds.
async fn prove(world: &World) {
    let report = server::ledger::verify::run(&world.running.app.db).await.unwrap();
    assert!(report.is_fine(), "{report:#?}");
}
