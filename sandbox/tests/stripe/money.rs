use serde_json::{Value, json};

use crate::rig::{HOUR_MS, Rig, id};

#[tokio::test]
async fn refunds_cannot_exceed_the_charge() {
    let rig = Rig::start().await;
    let paid = rig.paid_session("5555555555554444").await;
    let (charge, intent) = (id(&paid["charge"]), id(&paid["payment_intent"]));
    let refund = rig.post("/v1/refunds", &[("charge", charge), ("amount", "2500")]).await.ok();
    assert_eq!(refund["status"], "succeeded");
    let too_much = rig.post("/v1/refunds", &[("charge", charge), ("amount", "10001")]).await;
    assert_eq!((too_much.status, too_much.refusal().3), (400, "amount"));
    assert!(too_much.message().starts_with("Refund amount ($100.01 usd) is greater"));
    rig.post("/v1/refunds", &[("payment_intent", intent), ("reason", "requested_by_customer")]).await.ok();
    let again = rig.post("/v1/refunds", &[("payment_intent", intent)]).await;
    assert_eq!(again.refusal().2, "charge_already_refunded");

    let charge = rig.get(&format!("/v1/charges/{charge}")).await.ok();
    assert_eq!((&charge["amount_refunded"], &charge["refunded"]), (&json!(12500), &json!(true)));
    let transactions = rig.get("/v1/balance_transactions?type=refund").await.ok();
    assert_eq!(transactions["data"][0]["amount"], -10000);
    assert!(rig.event_types().await.contains(&"charge.refunded".to_owned()));
}

#[tokio::test]
async fn a_refund_can_fail_after_it_succeeded() {
    let rig = Rig::start().await;
    let paid = rig.paid_session("4242424242424242").await;
    let refund = rig.post("/v1/refunds", &[("charge", id(&paid["charge"]))]).await.ok();
    let failed = rig.control(&format!("/control/refunds/{}/fail", id(&refund)), json!({})).await.ok();
    assert_eq!(failed["status"], "failed");
    let charge = rig.get(&format!("/v1/charges/{}", id(&paid["charge"]))).await.ok();
    assert_eq!((&charge["amount_refunded"], &charge["refunded"]), (&json!(0), &json!(false)));
    assert!(rig.event_types().await.contains(&"refund.failed".to_owned()));
}

#[tokio::test]
async fn a_dispute_takes_the_money_and_can_be_won() {
    let rig = Rig::start().await;
    let paid = rig.paid_session("4000000000000259").await;
    let disputes = rig.get(&format!("/v1/disputes?charge={}", id(&paid["charge"]))).await.ok();
    assert_eq!(disputes["data"][0]["status"], "needs_response");
    assert_eq!(disputes["data"][0]["balance_transactions"][0]["net"], -14000);
    let refused = rig.post("/v1/refunds", &[("charge", id(&paid["charge"]))]).await;
    assert_eq!(refused.refusal().2, "charge_disputed");
    let path = format!("/control/charges/{}/dispute", id(&paid["charge"]));
    let won = rig.control(&path, json!({ "status": "won" })).await.ok();
    assert_eq!(won["status"], "won");
    let types = rig.event_types().await;
    for kind in ["created", "funds_withdrawn", "funds_reinstated", "closed"] {
        assert!(types.contains(&format!("charge.dispute.{kind}")), "{kind}");
    }
}

#[tokio::test]
async fn money_becomes_available_and_is_paid_out() {
    let rig = Rig::start().await;
    let paid = rig.paid_session("4242424242424242").await;
    let path = format!("/v1/balance_transactions/{}", paid["charge"]["balance_transaction"].as_str().unwrap());
    assert_eq!(rig.get(&path).await.ok()["status"], "pending");
    rig.advance(49 * HOUR_MS).await;
    assert_eq!(rig.get(&path).await.ok()["status"], "available");
    let payout = rig.control("/control/payouts", json!({ "key": rig.sandbox.secret_key() })).await.ok();
    assert_eq!(payout["amount"], 12107);
    let listed = rig.get(&format!("/v1/balance_transactions?payout={}", id(&payout))).await.ok();
    let kinds: Vec<&Value> = listed["data"].as_array().unwrap().iter().map(|one| &one["type"]).collect();
    assert_eq!(kinds, ["payout", "charge"]);
}

#[tokio::test]
async fn other_currencies_are_exchanged_on_request() {
    let rig = Rig::start().await;
    let wish =
        json!({ "key": rig.sandbox.secret_key(), "settlement_currency": "eur", "exchange_rate_millionths": 900_000 });
    rig.control("/control/accounts", wish).await.ok();
    let paid = rig.paid_session("4242424242424242").await;
    let path = format!("/v1/balance_transactions/{}", paid["charge"]["balance_transaction"].as_str().unwrap());
    let transaction = rig.get(&path).await.ok();
    assert_eq!((&transaction["currency"], &transaction["amount"]), (&json!("eur"), &json!(11250)));
    assert_eq!(transaction["exchange_rate"], 0.9);
}

#[tokio::test]
async fn a_foreign_payment_belongs_to_no_session() {
    let rig = Rig::start().await;
    let wish = json!({ "key": rig.sandbox.secret_key(), "amount": 900, "currency": "usd" });
    let foreign = rig.control("/control/foreign_payment", wish).await.ok();
    let intent = id(&foreign["payment_intent"]);
    assert_eq!(rig.get(&format!("/v1/payment_intents/{intent}")).await.ok()["status"], "succeeded");
    let sessions = rig.get(&format!("/v1/checkout/sessions?payment_intent={intent}")).await.ok();
    assert_eq!(sessions["data"], json!([]));
}

#[tokio::test]
async fn a_returned_debit_is_lost_at_once_and_a_prevented_dispute_takes_nothing() {
    let rig = Rig::start().await;
    let paid = rig.paid_session("4242424242424242").await;
    let path = format!("/control/charges/{}/dispute", id(&paid["charge"]));
    let prevented = rig.control(&path, json!({ "status": "prevented" })).await.ok();
    assert_eq!(prevented["balance_transactions"], json!([]));
    let paid = rig.paid_session("4242424242424242").await;
    let path = format!("/control/charges/{}/dispute", id(&paid["charge"]));
    let wish = json!({ "status": "lost", "reason": "insufficient_funds", "amount": 4_000 });
    let lost = rig.control(&path, wish).await.ok();
    assert_eq!(lost["balance_transactions"][0]["amount"], -4_000);
    assert!(rig.event_types().await.contains(&"charge.dispute.closed".to_owned()));
}

#[tokio::test]
async fn a_payout_that_the_bank_sends_back_is_in_the_balance_again() {
    let rig = Rig::start().await;
    rig.paid_session("4242424242424242").await;
    rig.advance(49 * HOUR_MS).await;
    let wish = json!({ "key": rig.sandbox.secret_key(), "status": "in_transit" });
    let payout = rig.control("/control/payouts", wish).await.ok();
    assert_eq!(payout["status"], "in_transit");
    let path = format!("/control/payouts/{}/settle", id(&payout));
    assert_eq!(rig.control(&path, json!({ "outcome": "succeed" })).await.ok()["status"], "paid");
    let failed = rig.control(&path, json!({ "outcome": "fail" })).await.ok();
    assert_eq!(failed["status"], "failed");
    let listed = rig.get("/v1/balance_transactions?type=payout_failure").await.ok();
    assert_eq!(listed["data"][0]["id"], failed["failure_balance_transaction"]);
    assert_eq!(rig.control(&path, json!({ "outcome": "fail" })).await.status, 409);
}
