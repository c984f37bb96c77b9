//! What becomes of a file.

use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{everything, export};
use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_was_killed_begins_again() {
    let world = World::new().await;
    world.copies(2_500).await;
    let (status, begun) = world.begin_export(export("csv", &everything(), "")).await;
    assert_eq!(status, 202);
    let id = begun["id"].as_str().unwrap();
    world.written(id).await;
    let whole = world.file(id).await.bytes().await.unwrap();
    // As a worker leaves it that dies between two pieces: some are there, and nobody holds it.
    let app = &world.running.app;
    for sql in [
        "DELETE FROM export_chunks WHERE number > 1",
        "UPDATE exports SET state = 'running', size = NULL, rows_written = 1000",
    ] {
        let mut tx = app.db.begin().await.unwrap();
        sqlx::query(sql).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(world.file(id).await.status(), 409, "half a file is none");
    // Two workers, each of which takes the other for dead: the one that came first gives up.
    let lanes = [0, 1, 0, 1, 0, 1];
    join_all(lanes.map(|lane| async move { server::exports::run(app, lane).await.unwrap() })).await;
    let export = world.written(id).await;
    assert_eq!((&export["state"], &export["rows"]), (&json!("done"), &json!(2_501)), "{export}");
    assert_eq!(world.file(id).await.bytes().await.unwrap(), whole);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_its_makers_and_gone_after_a_day() {
    let world = World::new().await;
    world.link(5_000, json!({})).await;
    let app = &world.running.app;
    let mut tx = app.db.begin().await.unwrap();
    let firm: String = sqlx::query_scalar("SELECT id FROM firms").fetch_one(tx.conn()).await.unwrap();
    let firm = firm.parse().unwrap();
    let name = "Key".parse().unwrap();
    let (_, one) = server::keys::create_key(app, &mut tx, &firm, &name, domain::Role::Viewer).await.unwrap();
    let (_, other) = server::keys::create_key(app, &mut tx, &firm, &name, domain::Role::Viewer).await.unwrap();
    let zone = "Europe/Berlin".parse().unwrap();
    let foreign =
        server::firm::create_firm(app, &mut tx, &"Other".parse().unwrap(), &zone, domain::Currency::EUR).await;
    let (_, foreign) =
        server::keys::create_key(app, &mut tx, &foreign.unwrap(), &name, domain::Role::Admin).await.unwrap();
    tx.commit().await.unwrap();
    let call = async |key: &str, method: Method, path: &str| {
        let request = world.http.request(method, format!("{}{path}", world.url)).bearer_auth(key);
        let response = request.json(&export("csv", &["recipient"], "")).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let (status, begun) = call(&one, Method::POST, "/api/v1/exports").await;
    assert_eq!(status, 202, "who sees the table may have a file of it");
    let begun: Value = serde_json::from_str(&begun).unwrap();
    let id = begun["id"].as_str().unwrap();
    world.written(id).await;
    let (path, file) = (format!("/api/v1/exports/{id}"), format!("/api/v1/exports/{id}/file"));
    for (key, expected) in [(&one, 200), (&world.api_key, 200), (&other, 404), (&foreign, 404)] {
        assert_eq!(call(key, Method::GET, &path).await.0, expected);
        assert_eq!(call(key, Method::GET, &file).await.0, expected);
    }
    for key in [&other, &foreign] {
        assert_eq!(call(key, Method::DELETE, &path).await.0, 404);
    }
    let (_, empty) = call(&foreign, Method::POST, "/api/v1/exports").await;
    let empty: Value = serde_json::from_str(&empty).unwrap();
    let mine = format!("/api/v1/exports/{}", empty["id"].as_str().unwrap());
    world.settle().await;
    let told: Value = serde_json::from_str(&call(&foreign, Method::GET, &mine).await.1).unwrap();
    assert_eq!((&told["state"], &told["rows"]), (&json!("done"), &json!(0)), "nothing of another firm");

    world.clock.advance(std::time::Duration::from_secs(86_400));
    assert_eq!(call(&one, Method::GET, &path).await.0, 404);
    assert_eq!(call(&one, Method::GET, &file).await.0, 404);
    assert_eq!(call(&one, Method::DELETE, &path).await.0, 404);
    server::exports::forget_old(app).await.unwrap();
    for table in ["SELECT CAST(COUNT(*) AS BIGINT) FROM exports", "SELECT CAST(COUNT(*) AS BIGINT) FROM export_chunks"]
    {
        assert_eq!(world.number(table).await, 0);
    }
    let events = world.get("/api/v1/audit_events?limit=100").await;
    let made = events["data"].as_array().unwrap().iter().filter(|e| e["kind"] == "export.created").count();
    assert_eq!(made, 1, "the audit trail keeps that there was one");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_written_is_refused_at_once() {
    let world = World::new().await;
    let long = "x".repeat(20_000);
    for (change, pointer) in [
        (json!({ "table": "users" }), "/table"),
        (json!({ "columns": [] }), "/columns"),
        (json!({ "columns": ["amount", "amount"] }), "/columns"),
        (json!({ "columns": ["secret"] }), "/columns"),
        (json!({ "sort": "message" }), "/sort"),
        (json!({ "sort": "nothing" }), "/sort"),
        (json!({ "selection": {} }), "/selection"),
        (json!({ "selection": { "query": "amount=cheap" } }), "/selection/query"),
        (json!({ "selection": { "query": long } }), "/selection/query"),
        (json!({ "selection": { "query": "", "except": vec!["lnk_1"; 1_001] } }), "/selection/except"),
    ] {
        let mut wrong = export("csv", &["amount"], "");
        wrong.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, problem) = world.begin_export(wrong).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["pointer"]), (422, &json!(pointer)), "{problem}");
    }
    for malformed in
        [json!({ "table": "links" }), json!({ "table": "links", "format": "pdf", "columns": [], "selection": {} })]
    {
        assert_eq!(world.begin_export(malformed).await.0, 400);
    }
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM exports").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_firm_has_three_files_written_at_once_and_can_do_without_one() {
    let world = World::new().await;
    world.link(5_000, json!({})).await;
    // Three that wait for a worker.
    let app = &world.running.app;
    let mut tx = app.db.begin().await.unwrap();
    for i in 0..3 {
        sqlx::query(
            "INSERT INTO exports (id, firm_id, format, request, file_name, state, lane, created_by, created_by_id, created_at)
             SELECT $1, id, 'csv', '{}', 'links.csv', 'running', 99, 'Key', 'key', $2 FROM firms",
        )
        .bind(format!("exp_{i:032x}"))
        .bind(app.now().ms())
        .execute(tx.conn())
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let (status, problem) = world.begin_export(export("csv", &["amount"], "")).await;
    assert_eq!((status.as_u16(), &problem["type"]), (409, &json!("/problems/too-many-exports")));
    let url = format!("{}/api/v1/exports/exp_{:032x}", world.url, 0);
    for expected in [204, 404] {
        assert_eq!(world.http.delete(&url).bearer_auth(&world.api_key).send().await.unwrap().status(), expected);
    }
    let id = {
        let send = || {
            let request = world.http.post(format!("{}/api/v1/exports", world.url)).bearer_auth(&world.api_key);
            request.header("idempotency-key", "file-1").json(&export("csv", &["amount"], "")).send()
        };
        let first: Value = send().await.unwrap().json().await.unwrap();
        let again: Value = send().await.unwrap().json().await.unwrap();
        assert_eq!(first["id"], again["id"]);
        first["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(world.written(&id).await["state"], "done");
    // One of another version can't be read any more: it fails, and the lane goes on.
    server::exports::run(app, 99).await.unwrap();
    let failed = world.export(&format!("exp_{:032x}", 1)).await;
    assert_eq!(failed["state"], "failed");
    assert!(failed["failure"].as_str().unwrap().contains("Try again"));
    assert_eq!(world.file(&format!("exp_{:032x}", 1)).await.status(), 409);
    world.settle().await;
    assert_eq!(world.export(&format!("exp_{:032x}", 2)).await["state"], "failed");
    world.end().await;
}
