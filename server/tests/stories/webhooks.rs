//! The inbox: signatures, duplicates, shuffles.

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::Row as _;

use crate::world::World;

async fn hook(world: &World) -> (String, String) {
    let row = sqlx::query("SELECT id, webhook_secret_sealed FROM connections")
        .fetch_one(world.running.app.db.read())
        .await
        .unwrap();
    let (id, sealed): (String, String) = (row.get(0), row.get(1));
    let secret = world.running.app.keyring().open(server::connections::WEBHOOK_SECRET, &sealed).unwrap();
    (format!("{}/hooks/stripe/{id}", world.url), secrecy::ExposeSecret::expose_secret(&secret).to_owned())
}

fn sign(world: &World, secret: &str, body: &str) -> String {
    let t = world.clock.now().seconds();
    let mac = server::crypto::hmac(secret.as_bytes(), format!("{t}.{body}").as_bytes());
    format!("t={t},v1={}", hex::encode(mac))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_malformed_or_too_large_is_refused_and_not_stored() {
    let world = World::new().await;
    let (url, secret) = hook(&world).await;
    let body =
        r#"{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1","object":"payment_intent"}}}"#;
    let send =
        |body: String, signature: String| world.http.post(&url).header("stripe-signature", signature).body(body).send();
    assert_eq!(send(body.into(), sign(&world, "whsec_wrong", body)).await.unwrap().status(), 400);
    assert_eq!(world.http.post(&url).body(body).send().await.unwrap().status(), 400);
    assert_eq!(send("{".into(), sign(&world, &secret, "{")).await.unwrap().status(), 400);
    let large = "x".repeat(300_000);
    assert_eq!(send(large.clone(), sign(&world, &secret, &large)).await.unwrap().status(), 413);
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM deliveries").await, 0);
    let unknown = format!("{}/hooks/stripe/con_00000000000000000000000000000000", world.url);
    assert_eq!(world.http.post(unknown).body(body).send().await.unwrap().status(), 404);
    world.end().await;
}

/// 200 payments, each announced under its three event types and again under other ids, shuffled,
/// from eight senders at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_duplicates_records_each_payment_once() {
    const PAYMENTS: usize = 200;
    let world = World::new().await;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    let account = world.account("operating").await;
    let mut intents = Vec::new();
    for i in 0..PAYMENTS {
        let body = json!({ "amount": 1_000 + i, "currency": "usd", "account_id": account });
        let (status, link) = world.post("/api/v1/links", body).await;
        assert_eq!(status, 201, "{link}");
        let page = world.checkout(&link, "").await;
        let paid = world.pay(&page, json!({ "email": format!("payer{i}@example.org") })).await;
        let session = &paid["session"];
        intents.push((session["id"].clone(), session["payment_intent"].clone()));
    }
    let (url, secret) = hook(&world).await;
    let mut events: Vec<String> = Vec::new();
    for (i, (session, intent)) in intents.iter().enumerate() {
        for round in 0..2 {
            let event = |kind: &str, object: Value| {
                json!({ "id": format!("evt_{i}_{round}_{kind}"), "type": kind, "data": { "object": object } })
                    .to_string()
            };
            events.push(event(
                "checkout.session.completed",
                json!({ "id": session, "object": "checkout.session", "payment_intent": intent }),
            ));
            events.push(event("payment_intent.succeeded", json!({ "id": intent, "object": "payment_intent" })));
            events.push(event(
                "charge.succeeded",
                json!({ "id": format!("ch_{i}"), "object": "charge", "payment_intent": intent }),
            ));
        }
    }
    // A shuffle that is the same in each run: steps of a prime that does not divide the length.
    let shuffled: Vec<String> = (0..events.len()).map(|i| events[i * 7919 % events.len()].clone()).collect();
    assert!(shuffled.len() >= 1_000);
    let senders = shuffled.chunks(shuffled.len() / 8 + 1).map(|part| {
        let (http, url, secret) = (world.http.clone(), url.clone(), secret.clone());
        let signed: Vec<(String, String)> =
            part.iter().map(|body| (sign(&world, &secret, body), body.clone())).collect();
        tokio::spawn(async move {
            for (signature, body) in signed {
                let status =
                    http.post(&url).header("stripe-signature", signature).body(body).send().await.unwrap().status();
                assert_eq!(status, 200);
            }
        })
    });
    for sender in senders.collect::<Vec<_>>() {
        sender.await.unwrap();
    }
    world.settle().await;
    let count = i64::try_from(PAYMENTS).unwrap();
    assert_eq!(
        world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM payments WHERE status = 'succeeded' AND flags = ''").await,
        count
    );
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE kind = 'receipt'").await, count);
    assert_eq!(
        world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM links WHERE status = 'paid' AND paid = amount").await,
        count
    );
    world.end().await;
}
