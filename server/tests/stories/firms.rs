//! Who may do what, and what another firm sees: nothing.

use reqwest::Method;
use serde_json::json;

use crate::world::World;

async fn key(world: &World, role: &str) -> String {
    let (status, key) = world.post("/api/v1/api_keys", json!({ "name": role, "role": role })).await;
    assert_eq!(status, 201, "{key}");
    key["secret"].as_str().unwrap().to_owned()
}

async fn status(world: &World, key: &str, method: Method, path: &str) -> u16 {
    let request = world.http.request(method, format!("{}{path}", world.url)).bearer_auth(key).json(&json!({}));
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_checked_on_every_route() {
    let world = World::new().await;
    let link = world.link(5_000, json!({})).await;
    let id = link["id"].as_str().unwrap();
    let (viewer, biller) = (key(&world, "viewer").await, key(&world, "biller").await);
    assert_eq!(status(&world, &viewer, Method::GET, &format!("/api/v1/links/{id}")).await, 200);
    for (method, path) in [
        (Method::POST, "/api/v1/links".to_owned()),
        (Method::POST, format!("/api/v1/links/{id}/cancellation")),
        (Method::POST, format!("/api/v1/links/{id}/deliveries")),
    ] {
        assert_eq!(status(&world, &viewer, method, &path).await, 403, "{path}");
    }
    for (method, path) in [
        (Method::GET, "/api/v1/connections"),
        (Method::POST, "/api/v1/connections"),
        (Method::POST, "/api/v1/accounts"),
        (Method::PATCH, "/api/v1/firm"),
        (Method::POST, "/api/v1/users"),
        (Method::POST, "/api/v1/api_keys"),
        (Method::GET, "/api/v1/audit_events"),
    ] {
        assert_eq!(status(&world, &biller, method, path).await, 403, "{path}");
    }
    assert_eq!(status(&world, "tnd_nobody", Method::GET, "/api/v1/links").await, 401);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_of_another_firm_is_not_there() {
    let world = World::new().await;
    let link = world.link(5_000, json!({})).await;
    let app = &world.running.app;
    let mut tx = app.db.begin().await.unwrap();
    let zone = "Europe/Berlin".parse().unwrap();
    let other =
        server::firm::create_firm(app, &mut tx, &"Other".parse().unwrap(), &zone, domain::Currency::EUR).await.unwrap();
    let (_, secret) =
        server::keys::create_key(app, &mut tx, &other, &"x".parse().unwrap(), domain::Role::Admin).await.unwrap();
    tx.commit().await.unwrap();
    let id = link["id"].as_str().unwrap();
    for (method, path) in [
        (Method::GET, format!("/api/v1/links/{id}")),
        (Method::GET, format!("/api/v1/links/{id}/timeline")),
        (Method::GET, format!("/api/v1/links/{id}/qr.svg")),
        (Method::POST, format!("/api/v1/links/{id}/cancellation")),
        (Method::POST, format!("/api/v1/links/{id}/deliveries")),
    ] {
        assert_eq!(status(&world, &secret, method, &path).await, 404, "{path}");
    }
    let list: serde_json::Value = world
        .http
        .get(format!("{}/api/v1/links", world.url))
        .bearer_auth(&secret)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(list["data"], json!([]));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trust_account_without_its_condition_makes_no_link() {
    let world = World::new().await;
    let connections = world.get("/api/v1/connections").await;
    let connection = &connections["data"][0]["id"];
    let body = json!({ "name": "IOLTA", "kind": "trust", "currency": "USD", "connection_id": connection });
    let (status, account) = world.post("/api/v1/accounts", body).await;
    assert_eq!((status.as_u16(), &account["ready"]), (201, &json!(false)), "{account}");
    assert!(account["not_ready_because"].as_str().unwrap().len() > 20);
    let (status, problem) =
        world.post("/api/v1/links", json!({ "amount": 5_000, "currency": "USD", "account_id": account["id"] })).await;
    assert_eq!((status.as_u16(), &problem["errors"][0]["pointer"]), (422, &json!("/account_id")));
    // The demo's own one is paid in full by destination.
    let link = world.link(5_000, json!({ "account_id": world.account("trust").await })).await;
    let page = world.checkout(&link, "").await;
    let paid = world.pay(&page, json!({})).await;
    let destination = paid["payment_intent"]["transfer_data"]["destination"].as_str().unwrap();
    assert!(destination.starts_with("acct_"), "paid in full to the connected account");
    world.wait_for(&link, "paid").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_sign_in_and_out_and_foreign_pages_cannot_act_for_them() {
    let world = World::new().await;
    let sign_in = |password: &'static str| {
        let body = json!({ "email": "owner@haleorr.example", "password": password });
        world.http.post(format!("{}/api/v1/session", world.url)).json(&body).header("origin", &world.url).send()
    };
    assert_eq!(sign_in("not this one").await.unwrap().status(), 401);
    let response = sign_in("demo-of-tender").await.unwrap();
    assert_eq!(response.status(), 200);
    let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let pair = cookie.split(';').next().unwrap().to_owned();
    let me = world.http.get(format!("{}/api/v1/session", world.url)).header("cookie", &pair).send().await.unwrap();
    assert_eq!(me.json::<serde_json::Value>().await.unwrap()["role"], "owner");
    let foreign = world
        .http
        .patch(format!("{}/api/v1/firm", world.url))
        .header("cookie", &pair)
        .header("origin", "https://evil.example")
        .json(&json!({}));
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    let out =
        world.http.delete(format!("{}/api/v1/session", world.url)).header("cookie", &pair).header("origin", &world.url);
    assert_eq!(out.send().await.unwrap().status(), 204);
    let gone = world.http.get(format!("{}/api/v1/session", world.url)).header("cookie", &pair);
    assert_eq!(gone.send().await.unwrap().status(), 401);
    world.end().await;
}
