//! A database that comes back from a backup does not know what happened since, and does nothing rash.

use std::{process::Command, time::Duration};

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{World, environment};

/// Runs `tender` beside the story's server.
fn tender(world: &World, arguments: &[&str]) {
    let vars = environment(&world.outside, &world.database, world.folder.path(), "127.0.0.1:0");
    let done = Command::new(env!("CARGO_BIN_EXE_tender")).args(arguments).envs(vars).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A copy takes the place of the database: `tender backup` makes it of SQLite, and other tools of
/// PostgreSQL, whose copies are marked by hand.
async fn restore(world: &mut World) {
    let copy = world.folder.path().join("copy.db");
    let is_sqlite = world.database.url.starts_with("sqlite:");
    if is_sqlite {
        tender(world, &["backup", "--to", copy.to_str().unwrap()]);
        assert_eq!(world.get("/api/v1/quarantine").await["since"], json!(null), "the original goes on");
    }
    world.running.finish().await;
    world.running.app.db.close().await;
    if is_sqlite {
        world.database.url = format!("sqlite:{}", copy.display());
    } else {
        tender(world, &["quarantine"]);
    }
}

/// A firm with a mail that was never sent and a link that is paid while nobody listens; then restored.
async fn firm_with_a_past(world: &mut World) -> (Value, Value) {
    world.control(Method::POST, "faults", json!({ "target": "smtp", "kind": "status", "status": 451 })).await;
    let mailed = world.link(7_000, json!({ "send": true })).await;
    let paid = world.link(5_000, json!({})).await;
    let page = world.checkout(&paid, "").await;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    restore(world).await;
    world.pay(&page, json!({})).await;
    world.control(Method::POST, "webhooks", json!({ "paused": false, "discard": true })).await;
    world.control(Method::DELETE, "faults", json!({})).await;
    (mailed, paid)
}

/// Signs the owner in: the cookie.
async fn owner(world: &World) -> String {
    let body = json!({ "email": "owner@haleorr.example", "password": "demo-of-tender" });
    let response =
        world.http.post(format!("{}/api/v1/session", world.url)).json(&body).header("origin", &world.url).send();
    let response = response.await.unwrap();
    response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
}

async fn let_go(world: &World, cookie: &str, query: &str) -> (u16, Value) {
    let url = format!("{}/api/v1/quarantine{query}", world.url);
    let response = world.http.delete(url).header("cookie", cookie).header("origin", &world.url).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
}

async fn sweep(world: &World) {
    let connections = world.get("/api/v1/connections").await;
    let path = format!("/api/v1/connections/{}/sweep", connections["data"][0]["id"].as_str().unwrap());
    assert_eq!(world.post(&path, json!({})).await.0, 200);
}

async fn until_swept(world: &World) {
    for _ in 0..600 {
        if world.get("/api/v1/quarantine").await["waits_for"] == json!([]) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the sweep does not end: {}", world.get("/api/v1/quarantine").await);
}

async fn until_closing(world: &World, link: &Value) {
    for _ in 0..600 {
        if world.reload(link).await["closing"] == "expire" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never closing: {}", world.reload(link).await);
}

async fn sessions(world: &World) -> usize {
    let state = world.control(Method::GET, "state", json!({})).await;
    state["sessions"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_firm_listens_and_rests_until_its_owner_lets_go() {
    let mut world = World::new().await;
    let (mailed, paid) = firm_with_a_past(&mut world).await;
    // What moved the gateway's balance cannot be read yet.
    let fault = json!({ "target": "api", "kind": "status", "status": 500, "path_prefix": "/v1/balance_transactions" });
    world.control(Method::POST, "faults", fault).await;
    world.start_again().await;

    world.wait_for(&paid, "paid").await;
    let quarantine = world.get("/api/v1/quarantine").await;
    assert!(quarantine["since"].is_string(), "{quarantine}");
    assert_eq!(quarantine["mails"], 3, "the link, the receipt and the notice: {quarantine}");
    assert!(quarantine["waits_for"][0].as_str().unwrap().contains("has not told yet"), "{quarantine}");

    let before = sessions(&world).await;
    let refused = world.click(&mailed, "").await;
    assert_eq!(refused.status(), 503);
    assert!(refused.text().await.unwrap().contains("You have not been charged"));
    assert_eq!(sessions(&world).await, before, "nobody can pay what may have been paid");

    let owner = owner(&world).await;
    let (status, problem) = let_go(&world, &owner, "").await;
    assert_eq!((status, &problem["title"]), (409, &json!("It is too early to let go")));
    let admin = world.http.delete(format!("{}/api/v1/quarantine", world.url)).bearer_auth(&world.api_key);
    assert_eq!(admin.send().await.unwrap().status(), 403, "an owner's word is needed");

    world.control(Method::DELETE, "faults", json!({})).await;
    sweep(&world).await;
    until_swept(&world).await;
    for address in ["carla@example.org", "payer@example.org", "owner@haleorr.example"] {
        assert!(world.mail(address).await.is_empty(), "mail to {address} rests");
    }

    assert_eq!(let_go(&world, &owner, "").await.0, 204);
    world.settle().await;
    for address in ["carla@example.org", "payer@example.org", "owner@haleorr.example"] {
        assert_eq!(world.mail(address).await.len(), 1, "mail to {address}");
    }
    let events = world.get("/api/v1/audit_events").await;
    let kinds: Vec<&str> = events["data"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"quarantine.ended"), "{kinds:?}");
    assert_eq!(world.get("/api/v1/quarantine").await["since"], json!(null));
    assert_eq!(let_go(&world, &owner, "").await.0, 409, "it is over");
    let page = world.checkout(&mailed, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&mailed, "paid").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_that_may_have_gone_out_can_be_withdrawn() {
    let mut world = World::new().await;
    let (mailed, paid) = firm_with_a_past(&mut world).await;
    world.start_again().await;
    world.wait_for(&paid, "paid").await;
    until_swept(&world).await;
    assert_eq!(world.reload(&mailed).await["delivery"], "queued");
    let owner = owner(&world).await;
    assert_eq!(let_go(&world, &owner, "?mail=perhaps").await.0, 400);
    assert_eq!(let_go(&world, &owner, "?mail=withdraw").await.0, 204);
    world.settle().await;
    for address in ["carla@example.org", "payer@example.org", "owner@haleorr.example"] {
        assert!(world.mail(address).await.is_empty(), "mail to {address} was withdrawn");
    }
    assert_eq!(world.reload(&mailed).await["delivery"], json!(null));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_asked_about_and_not_ended() {
    let mut world = World::new().await;
    let ends = world.clock.now().plus_ms(3_600_000);
    let link = world.link(5_000, json!({ "expires_at": ends.to_string() })).await;
    let page = world.checkout(&link, "").await;
    restore(&mut world).await;
    world.start_again().await;
    // The original may have extended it, or may still be at work.
    world.advance(Duration::from_secs(3_700)).await;
    until_closing(&world, &link).await;
    sweep(&world).await;
    until_swept(&world).await;
    world.pay(&page, json!({ "ignore_session_state": true })).await;
    world.wait_for(&link, "paid").await;
    let requests = world.control(Method::GET, "state?requests=500", json!({})).await;
    let ended =
        requests["requests"].as_array().unwrap().iter().filter(|r| r["path"].as_str().unwrap().ends_with("/expire"));
    assert_eq!(ended.count(), 0);
    tender(&world, &["quarantine", "--end"]);
    world.end().await;
}
