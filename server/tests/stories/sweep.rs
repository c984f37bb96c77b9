//! What no webhook told.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::world::World;

async fn sweep(world: &World) {
    let connections = world.get("/api/v1/connections").await;
    let id = connections["data"][0]["id"].as_str().unwrap();
    let (status, answer) = world.post(&format!("/api/v1/connections/{id}/sweep"), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    world.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_days_without_a_webhook_lose_nothing() {
    let world = World::new().await;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    let (paid, debit, left) =
        (world.link(5_000, json!({})).await, world.link(6_000, json!({})).await, world.link(7_000, json!({})).await);
    let page = world.checkout(&paid, "").await;
    world.pay(&page, json!({})).await;
    let page = world.checkout(&debit, "").await;
    let processing = world.pay(&page, json!({ "method": "bank_debit", "settle": "manual" })).await;
    world.checkout(&left, "").await;
    world.advance(Duration::from_secs(20 * 86_400)).await;
    let intent = processing["session"]["payment_intent"].as_str().unwrap();
    world.control(Method::POST, &format!("payment_intents/{intent}/settle"), json!({ "outcome": "succeed" })).await;
    world.advance(Duration::from_secs(20 * 86_400)).await;
    world.control(Method::POST, "webhooks", json!({ "paused": false, "discard": true })).await;

    sweep(&world).await;
    for link in [&paid, &debit] {
        assert_eq!(world.reload(link).await["status"], "paid");
    }
    assert_eq!(world.reload(&left).await["status"], "outstanding");
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM deliveries").await, 0, "no webhook came");
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM checkouts WHERE state = 'expired'").await, 1);
    sweep(&world).await;
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE kind = 'receipt'").await, 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_from_elsewhere_is_shown_and_never_linked() {
    let world = World::new().await;
    let body = json!({ "amount": 4_200, "currency": "usd", "key": world.outside.secret_key });
    world.control(Method::POST, "foreign_payment", body).await;
    sweep(&world).await;
    let payments = world.get("/api/v1/payments").await;
    assert_eq!(payments["data"][0]["flags"], json!(["foreign"]));
    assert!(payments["data"][0]["link_id"].is_null());
    world.end().await;
}

/// The gateway refuses one payment for days, for good as it seems, while others come and go.
#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_could_not_be_fetched_for_days_is_not_passed_over() {
    let world = World::new().await;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    let pay = |amount: i64| {
        let body = json!({ "amount": amount, "currency": "usd", "key": world.outside.secret_key });
        world.control(Method::POST, "foreign_payment", body)
    };
    let refused = pay(4_200).await;
    let path = format!("/v1/payment_intents/{}", refused["payment_intent"]["id"].as_str().unwrap());
    let fault = json!({ "target": "api", "kind": "status", "status": 404, "path_prefix": path });
    world.control(Method::POST, "faults", fault).await;
    server::connections::sweep::all(&world.running.app).await.unwrap();
    given_up(&world, 1).await;

    for day in 1..=3 {
        world.advance(Duration::from_secs(86_400)).await;
        pay(5_000 + day).await;
        server::connections::sweep::all(&world.running.app).await.unwrap();
        given_up(&world, 1).await;
    }
    let recorded = "SELECT CAST(COUNT(*) AS BIGINT) FROM payments WHERE status = 'succeeded'";
    assert_eq!(world.number(recorded).await, 3, "the others");
    world.control(Method::DELETE, "faults", json!({})).await;
    world.advance(Duration::from_secs(3 * 3_600)).await;
    server::connections::sweep::all(&world.running.app).await.unwrap();
    given_up(&world, 0).await;
    assert_eq!(world.number(recorded).await, 4);
    world.control(Method::POST, "webhooks", json!({ "paused": false, "discard": true })).await;
    world.end().await;
}

/// Waits until nothing is left to do but what was given up.
async fn given_up(world: &World, expected: i64) {
    let mut counts = (0, 0);
    for _ in 0..600 {
        counts = server::jobs::counts(&world.running.app.db).await.unwrap();
        if counts == (0, expected) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("waiting and given up: {counts:?}, not (0, {expected})");
}
