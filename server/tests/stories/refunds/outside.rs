//! What happens at the gateway without us is found and booked, also if no webhook ever comes.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::{Case, balance};

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_made_in_the_gateways_dashboard_is_found_by_the_sweep() {
    let case = Case::paid(5_000, "operating").await;
    case.link_to_client().await;
    case.pause().await;
    case.refund_outside(&[("amount", "1200")]).await;
    case.sweep().await;
    let refunds = case.refunds().await;
    assert_eq!((&refunds["data"][0]["outside"], &refunds["data"][0]["status"]), (&json!(true), &json!("succeeded")));
    assert_eq!((&refunds["refundable"], balance(&case.world, "credit").await), (&json!(3_800), 3_800));
    let trail = "SELECT CAST(COUNT(*) AS BIGINT) FROM events WHERE kind = 'refund.found'";
    case.sweep().await;
    assert_eq!(case.world.number(trail).await, 1);
    case.end().await;
}

/// A debit's refund is under way for days, and its failure is told by nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_pending_refund_that_failed_unheard_comes_back_by_the_sweep() {
    let case = Case::paid_with(5_000, "operating", json!({ "method": "bank_debit", "settle": "manual" })).await;
    case.world.control(Method::POST, "settings", json!({ "bank_debit_ms": null })).await;
    case.ask(5_000).await;
    case.until("pending").await;
    assert_eq!(case.refunds().await["refundable"], 0);
    case.pause().await;
    let refund = case.at_gateway().await.remove(0);
    let path = format!("refunds/{}/settle", refund["id"].as_str().unwrap());
    case.world.control(Method::POST, &path, json!({ "outcome": "fail" })).await;
    case.world.advance(Duration::from_secs(7 * 3_600)).await;
    case.sweep().await;
    let refunds = case.refunds().await;
    assert_eq!((&refunds["data"][0]["status"], &refunds["refundable"]), (&json!("failed"), &json!(5_000)));
    assert_eq!(balance(&case.world, "unlinked").await, 5_000);
    case.end().await;
}

/// A debit that is still on its way can't be given back.
#[tokio::test(flavor = "multi_thread")]
async fn money_that_has_not_arrived_is_not_given_back() {
    let world = crate::world::World::new().await;
    let link = world.link(5_000, json!({})).await;
    let page = world.checkout(&link, "").await;
    world.pay(&page, json!({ "method": "bank_debit", "settle": "manual" })).await;
    world.wait_for(&link, "processing").await;
    let payments = world.get("/api/v1/payments").await;
    let refunds = world.get(&format!("/api/v1/payments/{}/refunds", payments["data"][0]["id"].as_str().unwrap())).await;
    assert!(refunds["refused_because"].as_str().unwrap().contains("on its way"), "{refunds}");
    assert_eq!(refunds["refundable"], 0);
    world.end().await;
}
