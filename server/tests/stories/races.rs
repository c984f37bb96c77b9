//! Two browsers, one link.

use futures::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn two_browsers_that_race_get_one_session() {
    let world = World::new().await;
    let link = world.link(5_000, json!({})).await;
    let pages = join_all((0..8).map(|_| world.checkout(&link, ""))).await;
    assert!(pages.iter().all(|page| page == &pages[0]), "{pages:?}");
    let state = world.control(Method::GET, "state", json!({})).await;
    assert_eq!(state["sessions"].as_array().unwrap().len(), 1);
    world.pay(&pages[0], json!({})).await;
    world.wait_for(&link, "paid").await;
    world.end().await;
}

/// Whichever is heard of first, the later one by the gateway's clock is flagged.
async fn both_charged(hear_late_one_first: bool) {
    let world = World::new().await;
    let link = world.link(100_000, json!({ "min_amount": 1_000 })).await;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    let first = world.checkout(&link, "1000").await;
    let second = world.checkout(&link, "900").await;
    let early = world.pay(&first, json!({ "ignore_session_state": true })).await;
    world.advance(std::time::Duration::from_secs(3)).await;
    let late = world.pay(&second, json!({ "ignore_session_state": true })).await;
    let intent = |paid: &serde_json::Value| paid["payment_intent"]["id"].as_str().unwrap().to_owned();
    let mut order = [intent(&early), intent(&late)];
    if hear_late_one_first {
        order.reverse();
    }
    let app = &world.running.app;
    let connection: String = sqlx::query_scalar("SELECT id FROM connections").fetch_one(app.db.read()).await.unwrap();
    for intent in &order {
        server::payments::sync::payment(app, &connection.parse().unwrap(), intent).await.unwrap();
    }
    world.control(Method::POST, "webhooks", json!({ "paused": false })).await;
    world.settle().await;
    let link = world.reload(&link).await;
    assert_eq!(
        (&link["status"], &link["amount_paid"], &link["flagged"]),
        (&json!("paid"), &json!(190_000), &json!(true))
    );
    let payments = world.get("/api/v1/payments").await;
    for payment in payments["data"].as_array().unwrap() {
        let is_late = payment["gateway_id"] == json!(intent(&late));
        assert_eq!(payment["flags"], if is_late { json!(["duplicate"]) } else { json!([]) });
    }
    let open: i64 = world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM links WHERE status = 'outstanding'").await;
    assert_eq!(open, 0, "no link asks for a rest that was paid");
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE kind = 'receipt'").await, 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_charges_heard_of_in_order() {
    both_charged(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_charges_heard_of_the_other_way_round() {
    both_charged(true).await;
}
