//! A refund and a dispute, or two refunds, take more out of a payment than there was; then some of it comes back.

use std::time::Duration;

use domain::id::ConnectionId;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Case, balance};
use crate::asking::{client, id, invoice};

/// An invoice that all of the payment pays.
async fn billed(case: &Case) -> String {
    let marsh = client(&case.world, "Marsh").await;
    let owed = invoice(&case.world, &marsh, 5_000, json!({})).await;
    let path = format!("/api/v1/payments/{}/allocations", case.payment);
    let (status, linked) = case.world.post(&path, json!({ "client_id": marsh["id"] })).await;
    assert!(status.is_success(), "{linked}");
    format!("/api/v1/invoices/{}", id(&owed))
}

async fn dispute(case: &Case, wish: Value) {
    case.world.control(Method::POST, &format!("charges/{}/dispute", case.charge), wish).await;
}

/// No refund that is asked for reaches the gateway, until the faults are taken away.
async fn hold_refunds(case: &Case) {
    let rule = json!({ "target": "api", "method": "POST", "path_prefix": "/v1/refunds", "kind": "reset" });
    case.world.control(Method::POST, "faults", rule).await;
}

/// Waits until what refunds and disputes took is so much, though jobs may still wait.
async fn until_gone(case: &Case, refunded: i64, withdrawn: i64) {
    for _ in 0..600 {
        let payment = case.payment().await;
        if (&payment["refunded"], &payment["withdrawn"]) == (&json!(refunded), &json!(withdrawn)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never {refunded} and {withdrawn}: {}", case.payment().await);
}

async fn prove(case: &Case) {
    let report = server::ledger::verify::run(&case.world.running.app.db).await.unwrap();
    assert!(report.is_fine(), "{report:#?}");
}

/// The money that the books count as lost, as nobody's, and as paid for invoices.
async fn books(case: &Case) -> (i64, i64, i64) {
    let world = &case.world;
    (-balance(world, "dispute_losses").await, balance(world, "unlinked").await, balance(world, "receivable").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_a_dispute_overtook_is_refused_and_the_dispute_is_booked() {
    let case = Case::paid(5_000, "operating").await;
    let owed = billed(&case).await;
    hold_refunds(&case).await;
    case.ask(5_000).await;
    dispute(&case, json!({})).await;
    until_gone(&case, 5_000, 5_000).await;
    assert_eq!(books(&case).await, (5_000, 0, -5_000), "as far as anyone knows it went twice");
    case.world.control(Method::DELETE, "faults", json!({})).await;
    case.until("failed").await;
    until_gone(&case, 0, 5_000).await;
    assert_eq!(books(&case).await, (0, 0, -5_000), "the refund never left");
    assert_eq!(case.world.get(&owed).await["paid"], 0);
    prove(&case).await;

    dispute(&case, json!({ "status": "won" })).await;
    until_gone(&case, 0, 0).await;
    case.world.settle().await;
    assert_eq!(books(&case).await, (0, 5_000, -5_000), "it is there again");
    prove(&case).await;
    case.end().await;
}

/// Most of the payment is given back in the gateway's dashboard while all of it is on its way out from here.
#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_another_one_overtook_gives_back_what_is_left() {
    for heard_first in [true, false] {
        let case = Case::paid(5_000, "operating").await;
        let owed = billed(&case).await;
        case.pause().await;
        case.refund_outside(&[("amount", "3000")]).await;
        if heard_first {
            hold_refunds(&case).await;
            case.ask(5_000).await;
            server::connections::sweep::all(&case.world.running.app).await.unwrap();
            until_gone(&case, 8_000, 0).await;
            assert_eq!(books(&case).await, (3_000, 0, -5_000));
            case.world.control(Method::DELETE, "faults", json!({})).await;
        } else {
            case.ask(5_000).await;
        }
        until_gone(&case, 3_000, 0).await;
        case.world.until("SELECT CAST(COUNT(*) AS BIGINT) FROM refunds WHERE status = 'failed'", 1).await;
        case.sweep().await;
        until_gone(&case, 3_000, 0).await;
        assert_eq!(books(&case).await, (0, 0, -3_000), "heard first: {heard_first}");
        assert_eq!(case.world.get(&owed).await["paid"], 2_000);
        prove(&case).await;
        case.end().await;
    }
}

/// Asks for the payment's disputes alone, as their hint does.
async fn hear_disputes(case: &Case) {
    let row = sqlx::query_as("SELECT connection_id, payment_intent FROM payments WHERE id = $1");
    let (connection, intent): (String, String) =
        row.bind(case.payment.as_str()).fetch_one(case.world.running.app.db.read()).await.unwrap();
    let connection: ConnectionId = connection.parse().unwrap();
    server::disputes::of_payment(&case.world.running.app, &connection, &intent).await.unwrap();
}

/// A refund of the dashboard is heard of after the dispute that followed it; the dispute is won, and the refund fails.
async fn heard_late(kind: &str, nobodys: &str, theirs: &str) {
    let case = Case::paid(5_000, kind).await;
    case.link_to_client().await;
    case.pause().await;
    let refund = case.refund_outside(&[("amount", "2000")]).await;
    dispute(&case, json!({ "amount": 5_000 })).await;
    hear_disputes(&case).await;
    until_gone(&case, 0, 5_000).await;
    case.sweep().await;
    until_gone(&case, 2_000, 5_000).await;
    let losses = async || -balance(&case.world, "dispute_losses").await;
    assert_eq!((losses().await, balance(&case.world, theirs).await), (2_000, 0));
    prove(&case).await;

    dispute(&case, json!({ "status": "won" })).await;
    hear_disputes(&case).await;
    until_gone(&case, 2_000, 0).await;
    assert_eq!((losses().await, balance(&case.world, theirs).await), (0, 3_000), "{kind}");
    let owed = if kind == "trust" { 2_000 } else { 0 };
    assert_eq!(balance(&case.world, "due_to_operating").await, owed, "the platform paid the refund");
    prove(&case).await;

    let path = format!("refunds/{}/fail", refund["id"].as_str().unwrap());
    case.world.control(Method::POST, &path, json!({})).await;
    case.sweep().await;
    until_gone(&case, 0, 0).await;
    assert_eq!((losses().await, balance(&case.world, nobodys).await), (0, 2_000), "{kind}");
    assert_eq!(balance(&case.world, "due_to_operating").await, 0);
    prove(&case).await;
    case.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_is_won_after_a_refund_that_was_heard_late() {
    heard_late("operating", "unlinked", "credit").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_about_trust_money_is_won_after_a_refund_that_was_heard_late() {
    heard_late("trust", "unidentified", "trust").await;
}
