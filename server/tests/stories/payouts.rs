//! What the gateway sends to the bank, and what each payout is made of.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    refunds::{Case, balance},
    trust::{another_connected_account, change},
};

async fn pay_out(case: &Case, wish: Value) -> Value {
    let mut body = json!({ "key": case.world.outside.secret_key });
    body.as_object_mut().unwrap().extend(wish.as_object().unwrap().clone());
    case.world.control(Method::POST, "payouts", body).await
}

async fn listed(case: &Case, count: i64) -> Value {
    case.world.until("SELECT CAST(COUNT(*) AS BIGINT) FROM payouts WHERE matched = 1", count).await;
    case.world.get("/api/v1/payouts").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deposit_report_equals_the_banks_line() {
    let case = Case::paid(10_000, "operating").await;
    case.ask(2_500).await;
    case.until("succeeded").await;
    case.world.advance(Duration::from_secs(3 * 86_400)).await;
    case.sweep().await;
    let payout = pay_out(&case, json!({})).await;
    let payouts = listed(&case, 1).await;
    let id = payouts["data"][0]["id"].as_str().unwrap();
    let report = case.world.get(&format!("/api/v1/payouts/{id}")).await;
    assert_eq!((&report["payout"]["amount"], &report["net"]), (&payout["amount"], &payout["amount"]), "{report}");
    assert_eq!((&report["gross"], &report["fees"], &report["refunds"]), (&json!(10_000), &json!(-320), &json!(-2_500)));
    assert_eq!((&report["difference"], &report["count"]), (&json!(0), &json!(2)));
    assert_eq!(report["lines"][0]["payment_id"], json!(case.payment));
    assert_eq!(case.payment().await["payout_id"], json!(id));
    assert_eq!(balance(&case.world, "bank").await, -7_180);
    assert_eq!(balance(&case.world, "gateway").await, 0, "nothing is left at the gateway");
    case.end().await;
}

/// No webhook tells; the bank sends it back after it had arrived.
#[tokio::test(flavor = "multi_thread")]
async fn a_payout_that_failed_is_taken_back_and_staff_hear_of_it() {
    let case = Case::paid(10_000, "operating").await;
    case.world.advance(Duration::from_secs(3 * 86_400)).await;
    case.pause().await;
    let payout = pay_out(&case, json!({ "status": "in_transit" })).await;
    case.sweep().await;
    listed(&case, 1).await;
    assert_eq!(balance(&case.world, "bank").await, -9_680);
    let path = format!("payouts/{}/settle", payout["id"].as_str().unwrap());
    case.world.control(Method::POST, &path, json!({ "outcome": "fail" })).await;
    case.sweep().await;
    let payouts = case.world.get("/api/v1/payouts").await;
    assert_eq!(payouts["data"][0]["status"], "failed");
    assert_eq!((balance(&case.world, "bank").await, balance(&case.world, "gateway").await), (0, -9_680));
    let mails = case.world.mail("owner@haleorr.example").await;
    let told = mails.iter().filter(|mail| mail["subject"].as_str().unwrap().contains("did not arrive")).count();
    assert_eq!(told, 1);
    case.end().await;
}

/// A trust account's money is paid out by the connected account that got it.
#[tokio::test(flavor = "multi_thread")]
async fn the_payout_of_a_connected_account_is_matched_with_trust_payments() {
    let case = Case::paid(10_000, "trust").await;
    case.world.advance(Duration::from_secs(3 * 86_400)).await;
    case.sweep().await;
    let trust = case.world.account("trust").await;
    let account = case.world.get(&format!("/api/v1/accounts/{trust}")).await;
    let body = json!({ "account": account["destination"] });
    case.world.control(Method::POST, "payouts", body).await;
    case.sweep().await;
    case.sweep().await;
    let payouts = listed(&case, 1).await;
    let payout = &payouts["data"][0];
    assert_eq!((&payout["amount"], &payout["account_id"]), (&json!(10_000), &json!(trust)), "all of it: {payout}");
    assert_eq!(case.payment().await["payout_id"], payout["id"]);
    let report = case.world.get(&format!("/api/v1/payouts/{}", payout["id"].as_str().unwrap())).await;
    assert_eq!((&report["fees"], &report["difference"]), (&json!(0), &json!(0)));
    case.end().await;
}

/// Trust money that arrived before the account's destination was changed is still the trust account's.
#[tokio::test(flavor = "multi_thread")]
async fn the_payout_of_an_account_that_was_left_goes_to_the_bank_that_it_had() {
    let case = Case::paid(10_000, "trust").await;
    case.sweep().await;
    let trust = case.world.account("trust").await;
    let old = case.world.get(&format!("/api/v1/accounts/{trust}")).await["destination"].clone();
    let new = another_connected_account(&case.world).await;
    change(&case.world, &trust, json!({ "destination": new })).await;
    case.world.advance(Duration::from_secs(3 * 86_400)).await;
    case.world.control(Method::POST, "payouts", json!({ "account": old })).await;
    case.sweep().await;
    listed(&case, 1).await;
    let banks: Vec<(String, i64)> =
        sqlx::query_as("SELECT account_id, balance FROM ledger_accounts WHERE kind = 'bank' AND balance <> 0")
            .fetch_all(case.world.running.app.db.read())
            .await
            .unwrap();
    assert_eq!(banks, [(trust, 10_000)]);
    case.end().await;
}
