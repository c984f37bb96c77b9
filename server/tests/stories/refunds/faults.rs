//! A gateway that answers wrongly, late, or not at all after having given the money back.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::{Case, balance};

async fn fault(case: &Case, kind: &str, count: Option<u32>) {
    let mut rule = json!({ "target": "api", "method": "POST", "path_prefix": "/v1/refunds", "kind": kind });
    if kind.starts_with("status") {
        rule["status"] = json!(500);
    }
    if let Some(count) = count {
        rule["count"] = json!(count);
    }
    case.world.control(Method::POST, "faults", rule).await;
}

/// However the gateway answers, it makes one refund.
async fn one_refund(kind: &str) {
    let case = Case::paid(5_000, "operating").await;
    fault(&case, kind, Some(2)).await;
    case.ask(2_000).await;
    case.until("succeeded").await;
    assert_eq!(case.at_gateway().await.len(), 1, "{kind}");
    assert_eq!((&case.payment().await["refunded"], balance(&case.world, "unlinked").await), (&json!(2_000), 3_000));
    case.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_after_the_work_makes_no_second_refund() {
    one_refund("reset_after").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_failure_after_the_work_makes_no_second_refund() {
    one_refund("status_after_stored").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_failure_without_the_work_is_tried_under_a_new_key() {
    one_refund("status_stored").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_before_the_work_is_tried_again() {
    one_refund("status").await;
}

/// Past the life of its key the refund is looked for, and adopted.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_day_without_an_answer_the_refund_is_looked_for() {
    let case = Case::paid(5_000, "operating").await;
    case.pause().await;
    fault(&case, "reset_after", None).await;
    case.ask(2_000).await;
    for _ in 0..600 {
        if case.at_gateway().await.len() == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(case.at_gateway().await.len(), 1, "it was made, and nobody has heard of it");
    case.world.advance(Duration::from_secs(25 * 3_600)).await;
    case.until("succeeded").await;
    assert_eq!(case.at_gateway().await.len(), 1);
    case.world.control(Method::DELETE, "faults", json!({})).await;
    case.end().await;
}

/// A refund that the gateway refuses is with the firm again, and staff hear why.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_gives_the_money_back_to_what_it_paid() {
    let case = Case::paid(5_000, "operating").await;
    case.link_to_client().await;
    case.pause().await;
    // The bank contests the payment, and nobody has told us.
    let path = format!("charges/{}/dispute", case.charge);
    case.world.control(Method::POST, &path, json!({ "amount": 1_000 })).await;
    case.ask(2_000).await;
    let refunds = case.until("failed").await;
    assert!(refunds["data"][0]["failure"].as_str().unwrap().contains("contests"), "{refunds}");
    let payment = case.payment().await;
    assert_eq!((&payment["refunded"], &payment["withdrawn"]), (&json!(0), &json!(1_000)), "{payment}");
    assert_eq!((&payment["refundable"], balance(&case.world, "credit").await), (&json!(0), 4_000));
    assert!(refunds["refused_because"].as_str().unwrap().contains("dispute"), "{refunds}");
    case.end().await;
}

/// The server dies between the commit and the call.
#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_was_stored_is_sent_after_a_restart_and_once() {
    let mut case = Case::paid(5_000, "operating").await;
    fault(&case, "reset", None).await;
    case.ask(2_000).await;
    case.world.running.finish().await;
    assert_eq!(case.at_gateway().await.len(), 0);
    case.world.control(Method::DELETE, "faults", json!({})).await;
    case.world.start_again().await;
    case.until("succeeded").await;
    assert_eq!(case.at_gateway().await.len(), 1);
    case.end().await;
}

/// Every hint comes twice, under other ids, and in any order; then the gateway is asked again.
#[tokio::test(flavor = "multi_thread")]
async fn hints_that_come_twice_and_shuffled_change_nothing() {
    let case = Case::paid(5_000, "operating").await;
    for (kind, more) in [("duplicate_new_id", json!({ "n": 2 })), ("reorder", json!({ "ms": 400 }))] {
        let mut rule = json!({ "target": "webhook", "kind": kind });
        rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        case.world.control(Method::POST, "faults", rule).await;
    }
    case.ask(1_500).await;
    case.refund_outside(&[("amount", "500")]).await;
    case.world.until("SELECT CAST(COUNT(*) AS BIGINT) FROM refunds WHERE status = 'succeeded'", 2).await;
    case.sweep().await;
    case.sweep().await;
    assert_eq!((&case.payment().await["refunded"], balance(&case.world, "unlinked").await), (&json!(2_000), 3_000));
    assert_eq!(case.world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM refunds").await, 2);
    assert_eq!(case.world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE kind = 'refund'").await, 2);
    case.world.control(Method::DELETE, "faults", json!({})).await;
    case.end().await;
}
