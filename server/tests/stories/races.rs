//! Two browsers, one link.

use std::time::Duration;

use domain::id::ConnectionId;
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

async fn connection(world: &World) -> ConnectionId {
    let db = world.running.app.db.read();
    let id: String = sqlx::query_scalar("SELECT id FROM connections").fetch_one(db).await.unwrap();
    id.parse().unwrap()
}

/// What the gateway says of one payment, heard now.
async fn hear(world: &World, paid: &serde_json::Value) {
    let intent = paid["payment_intent"]["id"].as_str().unwrap();
    server::payments::sync::payment(&world.running.app, &connection(world).await, intent).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decline_heard_late_does_not_reopen_a_link_with_a_debit_under_way() {
    let world = World::new().await;
    let link = world.link(10_000, json!({ "min_amount": 1_000 })).await;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    let first = world.checkout(&link, "50").await;
    let declined = world.pay(&first, json!({ "card": "4000000000000002" })).await;
    let second = world.checkout(&link, "100").await;
    let debit = world.pay(&second, json!({ "method": "bank_debit", "settle": "manual" })).await;
    hear(&world, &debit).await;
    assert_eq!(world.reload(&link).await["status"], "processing");
    hear(&world, &declined).await;
    assert_eq!(world.reload(&link).await["status"], "processing");
    world.control(Method::POST, "webhooks", json!({ "paused": false })).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debit_that_failed_before_anyone_asked_leaves_no_dead_session_behind() {
    let world = World::new().await;
    let link = world.link(10_000, json!({})).await;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    let page = world.checkout(&link, "").await;
    let debit = world.pay(&page, json!({ "method": "bank_debit", "settle": "manual" })).await;
    let intent = debit["payment_intent"]["id"].as_str().unwrap();
    world.control(Method::POST, &format!("payment_intents/{intent}/settle"), json!({ "outcome": "fail" })).await;
    world.get(&format!("/api/v1/public/links/{}/checkout", World::token(&link))).await;
    assert_ne!(world.checkout(&link, "").await, page, "another session");
    let (_, cancelled) =
        world.post(&format!("/api/v1/links/{}/cancellation", link["id"].as_str().unwrap()), json!({})).await;
    assert_eq!(cancelled["status"], "cancelled");
    world.control(Method::POST, "webhooks", json!({ "paused": false })).await;
    world.end().await;
}

/// 40 and 100 were both charged for 100, and the 40 came first.
async fn nobody_is_asked_for_what_is_paid(hear_part_first: bool) {
    let world = World::new().await;
    let link = world.link(10_000, json!({ "min_amount": 1_000, "send": true })).await;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    let (first, second) = (world.checkout(&link, "40").await, world.checkout(&link, "100").await);
    let part = world.pay(&first, json!({ "ignore_session_state": true })).await;
    world.advance(Duration::from_secs(3)).await;
    let full = world.pay(&second, json!({ "ignore_session_state": true })).await;
    let order = if hear_part_first { [&part, &full] } else { [&full, &part] };
    hear(&world, order[0]).await;
    hear(&world, order[1]).await;
    world.control(Method::POST, "webhooks", json!({ "paused": false })).await;
    world.settle().await;
    let link = world.reload(&link).await;
    assert_eq!(
        (&link["status"], &link["amount_paid"], &link["flagged"]),
        (&json!("paid"), &json!(14_000), &json!(true))
    );
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM links WHERE status = 'outstanding'").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_and_the_whole_heard_of_in_order() {
    nobody_is_asked_for_what_is_paid(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_and_the_whole_heard_of_the_other_way_round() {
    nobody_is_asked_for_what_is_paid(false).await;
}

/// Whichever is heard of first, the later one by the gateway's clock is flagged.
async fn both_charged(hear_late_one_first: bool) {
    let world = World::new().await;
    let link = world.link(100_000, json!({ "min_amount": 1_000 })).await;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    let first = world.checkout(&link, "1000").await;
    let second = world.checkout(&link, "900").await;
    let early = world.pay(&first, json!({ "ignore_session_state": true })).await;
    world.advance(Duration::from_secs(3)).await;
    let late = world.pay(&second, json!({ "ignore_session_state": true })).await;
    let intent = |paid: &serde_json::Value| paid["payment_intent"]["id"].as_str().unwrap().to_owned();
    let mut order = [intent(&early), intent(&late)];
    if hear_late_one_first {
        order.reverse();
    }
    for intent in &order {
        server::payments::sync::payment(&world.running.app, &connection(&world).await, intent).await.unwrap();
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

/// Asks the gateway about a payment, and holds its answer back until `Held::hear`.
struct Held {
    rule: String,
    asking: tokio::task::JoinHandle<()>,
}

impl Held {
    async fn ask(world: &World, intent: &str) -> Self {
        let path = format!("/v1/payment_intents/{intent}");
        let rule = json!({ "target": "api", "kind": "delay_after", "path_prefix": path, "count": 1 });
        let rule = world.control(Method::POST, "faults", rule).await["id"].to_string();
        let (app, connection, intent) = (world.running.app.clone(), connection(world).await, intent.to_owned());
        let asking = tokio::spawn(async move {
            server::payments::sync::payment(&app, &connection, &intent).await.unwrap();
        });
        while world.control(Method::GET, "faults", json!({})).await["data"][0]["held"] != 1 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // What is asked from here on is asked later by every clock.
        world.advance(Duration::from_secs(1)).await;
        Self { rule, asking }
    }

    async fn hear(self, world: &World) {
        world.control(Method::DELETE, &format!("faults/{}", self.rule), json!({})).await;
        self.asking.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_answer_does_not_undo_a_newer_one() {
    let world = World::new().await;
    let link = world.link(10_000, json!({})).await;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    let page = world.checkout(&link, "").await;
    let declined = world.pay(&page, json!({ "card": "4000000000000002" })).await;
    let intent = declined["payment_intent"]["id"].as_str().unwrap();

    let old = Held::ask(&world, intent).await;
    let debit = world.pay(&page, json!({ "method": "bank_debit", "settle": "manual" })).await;
    assert_eq!(debit["payment_intent"]["id"], intent, "the same payment, tried again");
    hear(&world, &debit).await;
    old.hear(&world).await;
    assert_eq!(world.reload(&link).await["status"], "processing", "the decline is of before");

    let old = Held::ask(&world, intent).await;
    world.control(Method::POST, &format!("payment_intents/{intent}/settle"), json!({ "outcome": "fail" })).await;
    hear(&world, &debit).await;
    old.hear(&world).await;
    assert_eq!(world.reload(&link).await["status"], "outstanding", "the debit is under way no more");
    let payments = world.get("/api/v1/payments").await;
    assert_eq!(payments["data"][0]["status"], "failed");
    world.control(Method::POST, "webhooks", json!({ "paused": false })).await;
    world.end().await;
}
