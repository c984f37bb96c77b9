//! A gateway that answers wrongly, late, or not at all after having done the work.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::World;

async fn sessions(world: &World) -> Vec<Value> {
    let state = world.control(Method::GET, "state", json!({})).await;
    state["sessions"].as_array().unwrap().clone()
}

/// The payer clicks until it works, as payers do.
async fn insist(world: &World, link: &Value) -> String {
    for _ in 0..4 {
        let response = world.click(link, "").await;
        if response.status() == 303 {
            return response.headers()["location"].to_str().unwrap().to_owned();
        }
        assert_eq!(response.status(), 503);
    }
    panic!("the gateway never came back");
}

async fn one_session_survives(kind: &str, times: u32) {
    let world = World::new().await;
    let link = world.link(5_000, json!({})).await;
    let fault = json!({ "target": "api", "method": "POST", "path_prefix": "/v1/checkout/sessions", "count": times, "kind": kind, "status": 500, "ms": 500 });
    world.control(Method::POST, "faults", fault).await;
    let page = insist(&world, &link).await;
    assert_eq!(insist(&world, &link).await, page);
    let open = sessions(&world).await.iter().filter(|s| s["status"] == "open").count();
    assert_eq!(open, 1, "{kind}");
    world.pay(&page, json!({})).await;
    world.wait_for(&link, "paid").await;
    world.settle().await;
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM payments").await, 1);
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM links WHERE flagged = 1").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_500_after_the_work_makes_no_second_session() {
    one_session_survives("500_after", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_lost_after_the_work_makes_no_second_session() {
    one_session_survives("reset_after", 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_500_before_the_work_is_tried_again() {
    one_session_survives("status", 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_answer_is_waited_for() {
    one_session_survives("delay", 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_asks_to_wait_is_given_time() {
    let world = World::new().await;
    let link = world.link(5_000, json!({})).await;
    let fault = json!({ "target": "api", "method": "POST", "path_prefix": "/v1/checkout/sessions", "count": 2, "kind": "status", "status": 429 });
    world.control(Method::POST, "faults", fault).await;
    let page = world.checkout(&link, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&link, "paid").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_waits_for_the_gateway_and_a_payment_wins() {
    let world = World::new().await;
    let link = world.link(5_000, json!({})).await;
    let page = world.checkout(&link, "").await;
    let fault = json!({ "target": "api", "method": "POST", "path_prefix": "/v1/checkout/sessions", "kind": "status", "status": 500 });
    world.control(Method::POST, "faults", fault).await;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    let (_, closing) =
        world.post(&format!("/api/v1/links/{}/cancellation", link["id"].as_str().unwrap()), json!({})).await;
    assert_eq!((&closing["status"], &closing["closing"]), (&json!("outstanding"), &json!("cancel")));
    world.pay(&page, json!({})).await;
    world.control(Method::DELETE, "faults", json!({})).await;
    let link = world.wait_for(&link, "paid").await;
    assert!(link["closing"].is_null());
    world.settle().await;
    world.control(Method::POST, "webhooks", json!({ "paused": false })).await;
    world.end().await;
}
