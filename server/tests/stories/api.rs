//! The REST API as an integration sees it.

use serde_json::{Value, json};

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn wrong_input_is_named_field_by_field_and_never_a_500() {
    let world = World::new().await;
    let account = world.account("operating").await;
    let (status, problem) = world
        .post("/api/v1/links", json!({
            "amount": 0, "currency": "USD", "account_id": account, "due_on": "30.11.2026", "expires_at": "2020-01-01T00:00:00Z",
            "recipient": { "name": "", "email": "nobody" }, "min_amount": 5,
        }))
        .await;
    assert_eq!(status, 422);
    let pointers: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    for pointer in ["/amount", "/due_on", "/expires_at", "/recipient/email"] {
        assert!(pointers.contains(&pointer), "{pointer} in {pointers:?}");
    }
    for (body, expected) in
        [("{", 400), ("[]", 400), (r#"{"amount":"12"}"#, 400), (r#"{"amount":1e30}"#, 400), ("\0", 400), ("", 422)]
    {
        let url = format!("{}/api/v1/links", world.url);
        let response = world
            .http
            .post(url)
            .bearer_auth(&world.api_key)
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status().as_u16(), expected, "{body:?}");
        assert_eq!(response.headers()["content-type"], "application/problem+json", "{body:?}");
    }
    let (status, problem) =
        world.post("/api/v1/links", json!({ "amount": 10, "currency": "USD", "account_id": account })).await;
    assert_eq!(
        (status.as_u16(), &problem["errors"][0]["detail"]),
        (422, &json!("Card networks take no less than $0.50"))
    );
    let (status, problem) =
        world.post("/api/v1/links", json!({ "amount": 1000, "currency": "EUR", "account_id": account })).await;
    assert_eq!((status.as_u16(), &problem["errors"][0]["pointer"]), (422, &json!("/currency")));
    for path in [
        "/api/v1/links/lnk_1",
        "/api/v1/links/lnk_00000000000000000000000000000000",
        "/api/v1/nothing",
        "/api/v1/public/links/x",
    ] {
        let response = world.http.get(format!("{}{path}", world.url)).bearer_auth(&world.api_key).send().await.unwrap();
        assert_eq!(response.status(), 404, "{path}");
    }
    for path in [
        "/api/v1/links?limit=0",
        "/api/v1/links?limit=101",
        "/api/v1/links?sort=id",
        "/api/v1/links?cursor=x",
        "/api/v1/links?filter[status]=x",
    ] {
        let response = world.http.get(format!("{}{path}", world.url)).bearer_auth(&world.api_key).send().await.unwrap();
        assert_eq!(response.status(), 400, "{path}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sort_pages_through_everything_once() {
    let world = World::new().await;
    for i in 0..13_i64 {
        let due = (i % 3 != 0).then(|| format!("2027-01-{:02}", 10 + i % 4));
        world.link(1_000 + (i % 5) * 100, json!({ "due_on": due, "recipient": { "name": format!("Person {}", i % 4), "email": "p@example.org" } })).await;
    }
    for sort in ["created_at", "-created_at", "due_on", "-due_on", "amount", "-amount", "recipient", "-recipient"] {
        let mut seen: Vec<Value> = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = world.get(&format!("/api/v1/links?sort={sort}&limit=4&cursor={cursor}")).await;
            seen.extend(page["data"].as_array().unwrap().clone());
            match page["next_cursor"].as_str() {
                Some(next) => next.clone_into(&mut cursor),
                None => break,
            }
        }
        let mut ids: Vec<&str> = seen.iter().map(|l| l["id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((ids.len(), seen.len()), (13, 13), "{sort}");
        let dues: Vec<bool> = seen.iter().map(|l| l["due_on"].is_null()).collect();
        if sort.ends_with("due_on") {
            assert!(dues.is_sorted(), "links without a due date come last: {dues:?}");
        }
    }
    let found = world.get("/api/v1/links?filter[q]=person%202").await;
    assert_eq!(found["data"].as_array().unwrap().len(), 3);
    let none = world.get("/api/v1/links?filter[q]=100%25").await;
    assert_eq!(none["data"], json!([]), "a percent sign is a percent sign");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_makes_one_link() {
    let world = World::new().await;
    let account = world.account("operating").await;
    let send = |amount: i64| {
        let body = json!({ "amount": amount, "currency": "USD", "account_id": account });
        world
            .http
            .post(format!("{}/api/v1/links", world.url))
            .bearer_auth(&world.api_key)
            .header("idempotency-key", "order-1")
            .json(&body)
            .send()
    };
    let first: Value = send(5_000).await.unwrap().json().await.unwrap();
    let again = send(5_000).await.unwrap();
    assert_eq!(again.status(), 201);
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!(again.json::<Value>().await.unwrap()["id"], first["id"]);
    assert_eq!(send(6_000).await.unwrap().status(), 422);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_names_every_resource() {
    let world = World::new().await;
    let document: Value =
        world.http.get(format!("{}/api/openapi.json", world.url)).send().await.unwrap().json().await.unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in
        ["/api/v1/links", "/api/v1/links/{id}/cancellation", "/api/v1/payments", "/api/v1/accounts", "/api/v1/session"]
    {
        assert!(document["paths"][path].is_object(), "{path}");
    }
    assert_eq!(world.http.get(format!("{}/api/docs/", world.url)).send().await.unwrap().status(), 200);
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(world.http.get(format!("{}{path}", world.url)).send().await.unwrap().status(), 200, "{path}");
    }
    world.end().await;
}
