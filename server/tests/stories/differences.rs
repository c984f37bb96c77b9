//! The gateway against us: what no webhook told is found, repaired, and then there are 0 differences.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    asking::{pointers, send, stranger},
    refunds::Case,
    world::World,
};

async fn connection(world: &World) -> String {
    let connections = world.get("/api/v1/connections").await;
    format!("/api/v1/connections/{}/differences", connections["data"][0]["id"].as_str().unwrap())
}

fn day(world: &World, back: i64) -> String {
    world.clock.now().plus_ms(-back * 86_400_000).to_string()[..10].to_owned()
}

/// Compares the last ten days, and waits for the end.
async fn compare(world: &World) -> Value {
    let path = connection(world).await;
    // Tomorrow in London can be today in Los Angeles, but never the other way round.
    let period = json!({ "from": day(world, 10), "to": day(world, 1) });
    let (status, begun) = world.post(&path, period).await;
    assert_eq!(status, 202, "{begun}");
    world.settle().await;
    let found = world.get(&path).await;
    assert_eq!(found["comparison"]["state"], "done", "{found}");
    found
}

fn kinds(found: &Value) -> Vec<(&str, &str)> {
    let rows = found["data"].as_array().unwrap().iter();
    let mut kinds: Vec<_> = rows.map(|d| (d["about"].as_str().unwrap(), d["kind"].as_str().unwrap())).collect();
    kinds.sort_unstable();
    kinds
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_webhook_told_is_found_and_repaired() {
    let case = Case::paid(5_000, "operating").await;
    let world = &case.world;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    case.refund_outside(&[("amount", "1500")]).await;
    let body = json!({ "amount": 4_200, "currency": "usd", "key": world.outside.secret_key });
    world.control(Method::POST, "foreign_payment", body).await;
    let mut tx = world.running.app.db.begin().await.unwrap();
    sqlx::query("UPDATE payments SET fee = fee + 1").execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    world.advance(Duration::from_secs(2 * 86_400)).await;

    let found = compare(world).await;
    assert_eq!(kinds(&found), [("payment", "fee"), ("payment", "missing_here"), ("refund", "missing_here")], "{found}");
    assert_eq!(found["comparison"]["differences"], 3);
    let path = |difference: &Value| format!("/api/v1/differences/{}/repair", difference["id"].as_str().unwrap());
    for difference in found["data"].as_array().unwrap() {
        let (status, repaired) = world.post(&path(difference), json!({})).await;
        assert_eq!((status.as_u16(), repaired["repaired_at"].is_string()), (200, true), "{repaired}");
    }
    let other = stranger(world).await;
    assert_eq!(send(world, &other, Method::POST, &path(&found["data"][0]), &json!({})).await.0, 404);
    assert_eq!(world.get(&connection(world).await).await["comparison"]["differences"], 0, "what was repaired");
    world.settle().await;
    let again = compare(world).await;
    assert_eq!(again["comparison"]["differences"], 0, "{again}");
    assert_eq!(kinds(&again), [("payment", "foreign")], "shown, and no difference");
    assert_eq!((&again["comparison"]["payments"], &again["comparison"]["refunds"]), (&json!(2), &json!(1)));
    assert_eq!(case.payment().await["refunded"], 1_500);
    case.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_is_checked_and_what_runs_can_be_stopped() {
    let world = World::new().await;
    let path = connection(&world).await;
    for (from, to, at) in [
        (day(&world, 200), day(&world, 1), "/from"),
        (day(&world, 1), day(&world, 3), "/to"),
        (day(&world, 1), day(&world, -3), "/to"),
        ("yesterday".to_owned(), day(&world, 1), "/from"),
    ] {
        let (status, problem) = world.post(&path, json!({ "from": from, "to": to })).await;
        assert_eq!((status.as_u16(), pointers(&problem)), (422, vec![at.to_owned()]), "{from} {to}");
    }
    assert_eq!(world.get(&path).await, json!({ "comparison": null, "data": [] }));
    let fault = json!({ "target": "api", "kind": "status", "status": 500, "path_prefix": "/v1/payment_intents" });
    world.control(Method::POST, "faults", fault).await;
    let period = json!({ "from": day(&world, 10), "to": day(&world, 1) });
    assert_eq!(world.post(&path, period.clone()).await.0, 202);
    assert_eq!(world.post(&path, period).await.0, 409, "one at a time");
    assert_eq!(send(&world, &world.api_key, Method::DELETE, &path, &json!({})).await.0, 204);
    assert_eq!(world.get(&path).await["comparison"]["state"], "stopped");
    world.control(Method::DELETE, "faults", json!({})).await;
    world.advance(Duration::from_secs(3_600)).await;
    world.end().await;
}
