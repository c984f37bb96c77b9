//! Money that came by cheque, in cash or by transfer.

use reqwest::Method;
use serde_json::{Value, json};

use super::{balance, by_hand, payment, prove, record};
use crate::{
    asking::{client, id, invoice, key, pointers, send},
    world::World,
};

fn reversal(payment: &Value) -> String {
    format!("/api/v1/payments/{}/reversal", id(payment))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cheque_is_recorded_with_what_it_pays_and_found_by_its_number() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    invoice(&world, &marsh, 4_000, json!({})).await;
    let cheque = by_hand(&world, "operating", 5_000, json!({ "allocation": { "client_id": marsh["id"] } })).await;
    assert_eq!((&cheque["status"], &cheque["source"]), (&json!("succeeded"), &json!("cheque")));
    assert_eq!((&cheque["received_on"], &cheque["reference"]), (&json!("2026-01-31"), &json!("No. 117")));
    assert_eq!((&cheque["mode"], &cheque["allocated"]), (&json!("test"), &json!(5_000)));
    assert_eq!(cheque["paid_at"], json!("2026-01-31T08:00:00Z"), "the day begins in Los Angeles");
    assert_eq!(cheque["refundable"], 0, "no gateway can give it back");
    assert_eq!((balance(&world, "bank").await, balance(&world, "credit").await), (5_000, 1_000));
    let found = world.get("/api/v1/payments?filter[q]=117").await;
    assert_eq!(found["data"][0]["id"], cheque["id"]);
    prove(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_cheque_is_said_at_its_fields() {
    let world = World::new().await;
    let tomorrow = world.clock.now().plus_ms(2 * 86_400_000).to_string();
    for (more, at) in [
        (json!({ "source": "gateway" }), "/source"),
        (json!({ "amount": 0 }), "/amount"),
        (json!({ "amount": 100_000_000_000_i64 }), "/amount"),
        (json!({ "currency": "eur" }), "/currency"),
        (json!({ "account_id": "acc_00000000000000000000000000000001" }), "/account_id"),
        (json!({ "received_on": tomorrow[..10] }), "/received_on"),
        (json!({ "received_on": "31.1.2026" }), "/received_on"),
        (json!({ "reference": "x".repeat(301) }), "/reference"),
        (json!({ "payer_email": "ida" }), "/payer_email"),
        (json!({ "mode": "real" }), "/mode"),
        (json!({ "allocation": { "client_id": "" } }), "/allocation/client_id"),
        (json!({ "allocation": { "client_id": "cli_00000000000000000000000000000001" } }), "/allocation/client_id"),
    ] {
        let (status, problem) = record(&world, "operating", 5_000, more.clone()).await;
        assert_eq!((status.as_u16(), pointers(&problem)), (422, vec![at.to_owned()]), "{more}");
    }
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM payments").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_cheque_sent_twice_is_recorded_once() {
    let world = World::new().await;
    let body = json!({ "source": "cash", "amount": 5_000, "currency": "usd", "received_on": "2026-01-31",
        "account_id": world.account("operating").await });
    let url = format!("{}/api/v1/payments", world.url);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let request = world.http.post(&url).bearer_auth(&world.api_key).header("idempotency-key", "cash-1");
        let answer: Value = request.json(&body).send().await.unwrap().json().await.unwrap();
        ids.push(answer["id"].clone());
    }
    assert_eq!(ids[0], ids[1]);
    assert_eq!(balance(&world, "bank").await, 5_000);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_is_reversed_and_stays_in_the_list() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 4_000, json!({})).await;
    let cheque = by_hand(&world, "operating", 5_000, json!({ "allocation": { "client_id": marsh["id"] } })).await;
    let biller = key(&world, "biller").await;
    let body = json!({ "reason": "The cheque bounced" });
    assert_eq!(send(&world, &biller, Method::POST, &reversal(&cheque), &body).await.0, 403);
    let (status, problem) = world.post(&reversal(&cheque), json!({})).await;
    assert_eq!((status.as_u16(), pointers(&problem)), (422, vec!["/reason".to_owned()]));
    let (status, reversed) = world.post(&reversal(&cheque), body.clone()).await;
    assert_eq!(status, 200, "{reversed}");
    assert_eq!((&reversed["status"], &reversed["failure"]), (&json!("failed"), &json!("The cheque bounced")));
    assert!(!reversed["reversed_at"].is_null());
    assert_eq!(payment(&world, &cheque).await["allocated"], 0);
    assert_eq!(world.get(&format!("/api/v1/invoices/{}", id(&bill))).await["status"], "unpaid");
    for kind in ["bank", "credit", "unlinked"] {
        assert_eq!(balance(&world, kind).await, 0, "{kind}");
    }
    assert_eq!(world.post(&reversal(&cheque), body.clone()).await.0, 409, "once");
    let (status, _) = world.post(&super::allocations(&cheque), json!({ "client_id": marsh["id"] })).await;
    assert_eq!(status, 409, "what never came pays nothing");

    let ask = world.link(10_000, json!({})).await;
    let page = world.checkout(&ask, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&ask, "paid").await;
    let online = world.get("/api/v1/payments?filter[source]=gateway").await;
    assert_eq!(world.post(&reversal(&online["data"][0]), body).await.0, 409, "that is refunded instead");
    world.settle().await;
    prove(&world).await;
    world.end().await;
}
