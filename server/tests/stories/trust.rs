//! Trust money goes only where its account says now.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::World;

pub async fn change(world: &World, account: &str, change: Value) {
    let url = format!("{}/api/v1/accounts/{account}", world.url);
    let response = world.http.patch(url).bearer_auth(&world.api_key).json(&change).send().await.unwrap();
    assert_eq!(response.status(), 200, "{}", response.text().await.unwrap());
    world.settle().await;
}

/// The statuses of the sessions behind some checkout pages.
async fn sessions(world: &World, pages: &[&String]) -> Vec<String> {
    let state = world.control(Method::GET, "state", json!({})).await;
    let status = |page: &&String| {
        let id = page.rsplit('/').next().unwrap();
        let session = state["sessions"].as_array().unwrap().iter().find(|s| s["id"] == id).unwrap();
        session["status"].as_str().unwrap().to_owned()
    };
    pages.iter().map(status).collect()
}

pub async fn another_connected_account(world: &World) -> String {
    let body = json!({ "key": world.outside.secret_key, "name": "Second IOLTA" });
    let account = world.control(Method::POST, "connected_accounts", body).await;
    account["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_destination_ends_open_sessions_before_anyone_clicks() {
    let world = World::new().await;
    let trust = world.account("trust").await;
    let link = world.link(5_000, json!({ "account_id": trust })).await;
    let operating = world.link(6_000, json!({})).await;
    let (old, other) = (world.checkout(&link, "").await, world.checkout(&operating, "").await);
    change(&world, &trust, json!({ "name": "IOLTA" })).await;
    assert_eq!(sessions(&world, &[&old, &other]).await, ["open", "open"], "a name moves no money");

    let second = another_connected_account(&world).await;
    change(&world, &trust, json!({ "destination": second })).await;
    assert_eq!(sessions(&world, &[&old, &other]).await, ["expired", "open"]);
    let new = world.checkout(&link, "").await;
    let paid = world.pay(&new, json!({})).await;
    assert_eq!(paid["payment_intent"]["transfer_data"]["destination"], json!(second));
    world.wait_for(&link, "paid").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_may_take_nothing_more_ends_open_sessions() {
    let world = World::new().await;
    let (trust, operating) = (world.account("trust").await, world.account("operating").await);
    let connections = world.get("/api/v1/connections").await;
    let connection = &connections["data"][0]["id"];
    let link = world.link(5_000, json!({ "account_id": trust })).await;
    for (account, without, with) in [
        // No destination and no attestation.
        (&trust, json!({ "destination": "" }), json!({ "destination": another_connected_account(&world).await })),
        (&trust, json!({ "connection_id": "" }), json!({ "connection_id": connection })),
        // Fees and chargebacks of the trust account's payments debited this account.
        (&operating, json!({ "connection_id": "" }), json!({ "connection_id": connection })),
    ] {
        let page = world.checkout(&link, "").await;
        change(&world, account, without.clone()).await;
        assert_eq!(sessions(&world, &[&page]).await, ["expired"], "{without}");
        assert_eq!(world.click(&link, "").await.status(), 503, "{without}");
        change(&world, account, with).await;
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_was_faster_than_the_change_is_kept() {
    let world = World::new().await;
    let trust = world.account("trust").await;
    let link = world.link(5_000, json!({ "account_id": trust })).await;
    let page = world.checkout(&link, "").await;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    world.pay(&page, json!({})).await;
    change(&world, &trust, json!({ "destination": another_connected_account(&world).await })).await;
    assert_eq!(world.reload(&link).await["status"], "paid");
    world.control(Method::POST, "webhooks", json!({ "paused": false })).await;
    world.end().await;
}
