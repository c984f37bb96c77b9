use std::time::Duration;

use hmac::{Hmac, Mac};
use serde_json::json;
use sha2::Sha256;

use crate::listener::{Delivery, Listener};
use crate::rig::{HOUR_MS, Rig, id};

const PAID: &[&str] = &["checkout.session.completed", "payment_intent.succeeded", "charge.succeeded"];

#[tokio::test]
async fn a_payment_is_announced_three_times_and_signed() {
    let rig = Rig::start().await;
    let listener = Listener::start(&rig, PAID).await;
    rig.paid_session("4242424242424242").await;
    let deliveries = listener.wait_for(3).await;
    let mut kinds: Vec<String> = deliveries.iter().map(Delivery::kind).collect();
    kinds.sort();
    assert_eq!(kinds, ["charge.succeeded", "checkout.session.completed", "payment_intent.succeeded"]);
    for delivery in &deliveries {
        assert_eq!(delivery.content_type, "application/json; charset=utf-8");
        let (time, code) = delivery.signature.split_once(",v1=").unwrap();
        let time = time.strip_prefix("t=").unwrap();
        let mut expected = Hmac::<Sha256>::new_from_slice(listener.secret.as_bytes()).unwrap();
        expected.update(format!("{time}.{}", delivery.body).as_bytes());
        assert_eq!(code, hex::encode(expected.finalize().into_bytes()));
        assert!(delivery.event()["data"]["object"]["id"].is_string());
    }
}

#[tokio::test]
async fn the_secret_is_shown_once_and_only_loopback_is_served() {
    let rig = Rig::start().await;
    let listener = Listener::start(&rig, &["*"]).await;
    assert!(listener.secret.starts_with("whsec_"));
    let endpoint = rig.get(&format!("/v1/webhook_endpoints/{}", listener.endpoint)).await.ok();
    assert!(endpoint.get("secret").is_none());
    for url in ["https://example.com/hook", "http://10.0.0.1/hook", "ftp://127.0.0.1/hook", "nonsense"] {
        let parameters = [("url", url), ("enabled_events[]", "*")];
        assert_eq!(rig.post("/v1/webhook_endpoints", &parameters).await.refusal().3, "url", "{url}");
    }
    let unknown = [("url", listener.url.as_str()), ("enabled_events[]", "charge.exploded")];
    assert_eq!(rig.post("/v1/webhook_endpoints", &unknown).await.status, 400);
    let gone = rig.delete(&format!("/v1/webhook_endpoints/{}", listener.endpoint)).await.ok();
    assert_eq!(gone["deleted"], true);
    assert_eq!(rig.get("/v1/webhook_endpoints").await.ok()["data"], json!([]));
}

#[tokio::test]
async fn an_endpoint_that_was_down_gets_the_event_later() {
    let rig = Rig::start().await;
    rig.control("/control/settings", json!({ "webhook_backoff_ms": [20, 50] })).await.ok();
    let listener = Listener::start(&rig, &["checkout.session.completed"]).await;
    listener.refuse(3);
    let paid = rig.paid_session("4242424242424242").await;
    let deliveries = listener.wait_for(1).await;
    assert_eq!(deliveries[0].event()["data"]["object"]["id"], paid["session"]["id"]);
    let event = deliveries[0].event();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let event = rig.get(&format!("/v1/events/{}", id(&event))).await.ok();
    assert_eq!(event["pending_webhooks"], 0);
}

#[tokio::test]
async fn deliveries_can_be_paused_and_forgotten() {
    let rig = Rig::start().await;
    let listener = Listener::start(&rig, &["checkout.session.completed"]).await;
    let pause =
        |paused: bool, discard: bool| rig.control("/control/webhooks", json!({ "paused": paused, "discard": discard }));
    pause(true, false).await;
    rig.paid_session("4242424242424242").await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(listener.deliveries().is_empty());
    pause(false, false).await;
    listener.wait_for(1).await;

    pause(true, false).await;
    rig.paid_session("4242424242424242").await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    pause(false, true).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(listener.deliveries().len(), 1);
    assert_eq!(rig.get("/v1/events?type=checkout.session.completed").await.ok()["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn webhooks_are_dropped_doubled_and_announced_under_new_ids() {
    let rig = Rig::start().await;
    let listener = Listener::start(&rig, PAID).await;
    for fault in [
        json!({ "target": "webhook", "kind": "drop", "event_type": "charge.succeeded" }),
        json!({ "target": "webhook", "kind": "duplicate", "n": 2, "event_type": "payment_intent.succeeded" }),
        json!({ "target": "webhook", "kind": "duplicate_new_id", "n": 1, "event_type": "checkout.session.*" }),
        json!({ "target": "webhook", "kind": "reorder", "ms": 300, "seed": 7 }),
    ] {
        rig.control("/control/faults", fault).await.ok();
    }
    rig.paid_session("4242424242424242").await;
    let deliveries = listener.wait_for(5).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(listener.deliveries().len(), 5);
    let ids = |kind: &str| {
        let mut ids: Vec<String> = deliveries
            .iter()
            .filter(|delivery| delivery.kind() == kind)
            .map(|delivery| id(&delivery.event()).to_owned())
            .collect();
        let all = ids.len();
        ids.sort();
        ids.dedup();
        (all, ids.len())
    };
    assert_eq!(ids("charge.succeeded"), (0, 0));
    assert_eq!(ids("payment_intent.succeeded"), (3, 1));
    assert_eq!(ids("checkout.session.completed"), (2, 2));
}

#[tokio::test]
async fn an_event_is_sent_again_on_request_and_gone_after_thirty_days() {
    let rig = Rig::start().await;
    let listener = Listener::start(&rig, &["checkout.session.completed"]).await;
    rig.paid_session("4242424242424242").await;
    let event = listener.wait_for(1).await[0].event();
    rig.control(&format!("/control/events/{}/resend", id(&event)), json!({})).await.ok();
    let deliveries = listener.wait_for(2).await;
    assert_eq!(id(&deliveries[1].event()), id(&event));
    rig.advance(31 * 24 * HOUR_MS).await;
    assert_eq!(rig.get(&format!("/v1/events/{}", id(&event))).await.status, 404);
    assert_eq!(rig.get("/v1/events").await.ok()["data"], json!([]));
}
