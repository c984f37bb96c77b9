//! Payments that the payer's bank contests.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    asking::{client, id, invoice},
    refunds::{Case, balance},
};

async fn dispute(case: &Case, wish: Value) -> Value {
    case.world.control(Method::POST, &format!("charges/{}/dispute", case.charge), wish).await
}

/// Waits until the payment's dispute has a status.
async fn until(case: &Case, status: &str) -> Value {
    for _ in 0..600 {
        if case.payment().await["dispute"] == status {
            case.world.settle().await;
            return case.payment().await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never {status}: {}", case.payment().await);
}

async fn subjects(case: &Case) -> Vec<String> {
    let mails = case.world.mail("owner@haleorr.example").await;
    mails.iter().map(|mail| mail["subject"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_takes_the_money_and_what_it_paid_and_gives_both_back_when_won() {
    let case = Case::paid(5_000, "operating").await;
    case.link_to_client().await;
    dispute(&case, json!({})).await;
    let payment = until(&case, "needs_response").await;
    assert_eq!((&payment["withdrawn"], &payment["refundable"]), (&json!(5_000), &json!(0)));
    assert_eq!(balance(&case.world, "credit").await, 0);
    let fees = balance(&case.world, "gateway_fees").await;
    let disputes = case.world.get("/api/v1/disputes?filter[status]=needs_response,under_review").await;
    let shown = &disputes["data"][0];
    assert_eq!(
        (&shown["withdrawn"], &shown["fee"], &shown["refundable"]),
        (&json!(5_000), &json!(1_500), &json!(false))
    );
    assert!(shown["gateway_url"].as_str().unwrap().ends_with(shown["gateway_id"].as_str().unwrap()));
    assert_eq!(case.world.get("/api/v1/disputes?filter[status]=won").await["data"], json!([]));
    assert_eq!(case.world.reload(&case.link).await["status"], "paid");

    dispute(&case, json!({ "status": "under_review" })).await;
    until(&case, "under_review").await;
    dispute(&case, json!({ "status": "won" })).await;
    let payment = until(&case, "won").await;
    assert_eq!((&payment["withdrawn"], balance(&case.world, "credit").await), (&json!(0), 5_000));
    assert_eq!(balance(&case.world, "gateway_fees").await, fees, "the fee is gone");
    let mails = subjects(&case).await;
    for words in ["bank contests $50.00", "is won"] {
        assert_eq!(mails.iter().filter(|subject| subject.contains(words)).count(), 1, "{words}: {mails:?}");
    }
    case.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_is_owed_again_while_its_payment_is_contested() {
    let case = Case::paid(5_000, "operating").await;
    let marsh = client(&case.world, "Marsh").await;
    let owed = invoice(&case.world, &marsh, 5_000, json!({})).await;
    let path = format!("/api/v1/payments/{}/allocations", case.payment);
    let (status, linked) = case.world.post(&path, json!({ "client_id": marsh["id"] })).await;
    assert!(status.is_success(), "{linked}");
    let path = format!("/api/v1/invoices/{}", id(&owed));
    assert_eq!(case.world.get(&path).await["status"], "paid");
    dispute(&case, json!({ "amount": 2_000 })).await;
    until(&case, "needs_response").await;
    let shown = case.world.get(&path).await;
    assert_eq!((&shown["paid"], &shown["status"]), (&json!(3_000), &json!("partly_paid")), "{shown}");
    dispute(&case, json!({ "status": "won" })).await;
    until(&case, "won").await;
    let shown = case.world.get(&path).await;
    assert_eq!((&shown["paid"], &shown["status"]), (&json!(5_000), &json!("paid")), "{shown}");
    case.end().await;
}

/// Nothing but the sweep tells of it, and only of how it ended.
#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_that_was_lost_unheard_is_booked_by_the_sweep() {
    let case = Case::paid(5_000, "operating").await;
    case.link_to_client().await;
    case.pause().await;
    dispute(&case, json!({ "amount": 3_000 })).await;
    dispute(&case, json!({ "status": "lost" })).await;
    case.sweep().await;
    case.sweep().await;
    let payment = case.payment().await;
    assert_eq!((&payment["dispute"], &payment["withdrawn"]), (&json!("lost"), &json!(3_000)));
    assert_eq!(balance(&case.world, "credit").await, 2_000);
    let booked = "SELECT CAST(COUNT(*) AS BIGINT) FROM journals WHERE kind = 'dispute'";
    assert_eq!(case.world.number(booked).await, 1);
    case.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inquiry_takes_nothing_is_found_without_webhooks_and_can_be_refunded() {
    let case = Case::paid(5_000, "operating").await;
    case.pause().await;
    dispute(&case, json!({ "status": "warning_needs_response" })).await;
    case.sweep().await;
    let payment = case.payment().await;
    assert_eq!((&payment["dispute"], &payment["withdrawn"]), (&json!("warning_needs_response"), &json!(0)));
    assert_eq!(payment["refundable"], 5_000, "a refund is the best answer to an inquiry");
    case.world.advance(Duration::from_secs(7 * 86_400)).await;
    case.sweep().await;
    let mails = subjects(&case).await;
    assert!(mails.iter().any(|subject| subject.contains("is due by")), "{mails:?}");
    dispute(&case, json!({ "status": "warning_closed" })).await;
    case.world.advance(Duration::from_secs(7 * 3_600)).await;
    case.sweep().await;
    assert_eq!(case.payment().await["dispute"], "warning_closed");
    assert_eq!(case.world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM journals WHERE kind = 'dispute'").await, 0);
    case.end().await;
}

/// The payer's bank returns a debit: lost at once, with no one to answer; the platform pays, and trust owes it.
#[tokio::test(flavor = "multi_thread")]
async fn a_returned_debit_of_trust_money_is_taken_from_its_matter_and_owed_to_operating() {
    let how = json!({ "method": "bank_debit", "settle": "manual" });
    let case = Case::paid_with(5_000, "trust", how).await;
    case.link_to_client().await;
    dispute(&case, json!({ "status": "lost", "reason": "insufficient_funds" })).await;
    let payment = until(&case, "lost").await;
    assert_eq!((&payment["withdrawn"], &payment["refundable"]), (&json!(5_000), &json!(0)));
    assert_eq!(balance(&case.world, "trust").await, 0);
    assert_eq!(balance(&case.world, "due_to_operating").await, 5_000);
    assert_eq!(balance(&case.world, "due_from_trust").await, -5_000);
    let refunds = case.refunds().await;
    assert!(refunds["disputes"][0]["evidence_due_at"].is_null() && refunds["refused_because"].is_string());
    case.end().await;
}

/// Each hint twice and shuffled, and the gateway asked again by every sweep.
#[tokio::test(flavor = "multi_thread")]
async fn hints_in_any_order_book_each_movement_once() {
    let case = Case::paid(5_000, "operating").await;
    for rule in [json!({ "kind": "duplicate_new_id", "n": 2 }), json!({ "kind": "reorder", "ms": 400 })] {
        let mut rule = rule;
        rule["target"] = json!("webhook");
        case.world.control(Method::POST, "faults", rule).await;
    }
    dispute(&case, json!({})).await;
    dispute(&case, json!({ "status": "won" })).await;
    until(&case, "won").await;
    case.sweep().await;
    for kind in ["dispute", "reinstatement"] {
        let found: i64 = sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM journals WHERE kind = $1")
            .bind(kind)
            .fetch_one(case.world.running.app.db.read())
            .await
            .unwrap();
        assert_eq!(found, 1, "{kind}");
    }
    assert_eq!((&case.payment().await["withdrawn"], balance(&case.world, "unlinked").await), (&json!(0), 5_000));
    case.world.control(Method::DELETE, "faults", json!({})).await;
    case.end().await;
}
