//! The files of clients: whose, who works on them, who pays.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    asking::{client, id, invoice, key, made, matter, patch, pointers, refused, send, stranger},
    world::World,
};

const MATTERS: &str = "/api/v1/matters";

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_says_who_is_asked_for_its_money() {
    let world = World::new().await;
    let people = json!([{ "name": "Ann", "email": "ann@marsh.example", "pays": true }, { "name": "Bo" }]);
    let marsh = json!({ "name": "Marsh", "email": "office@marsh.example", "contacts": people });
    let marsh = made(&world, "/api/v1/clients", marsh).await;
    let lease = matter(&world, &marsh, "M-1").await;
    assert_eq!(lease["payer"], json!({ "name": "Ann", "email": "ann@marsh.example" }), "the client's payer");
    assert!(lease["opened_on"].is_string(), "today");
    let path = format!("{MATTERS}/{}", id(&lease));
    let (_, lease) = patch(&world, &path, json!({ "payer_id": marsh["contacts"][1]["id"] })).await;
    assert_eq!(lease["payer"], json!({ "name": "Bo", "email": null }), "its own payer");
    let kept = json!([{ "id": marsh["contacts"][0]["id"], "name": "Ann" }]);
    patch(&world, &format!("/api/v1/clients/{}", id(&marsh)), json!({ "contacts": kept })).await;
    let lease = world.get(&path).await;
    assert_eq!(lease["payer"], json!({ "name": "Marsh", "email": "office@marsh.example" }), "in the end the client");

    let users = world.get("/api/v1/users").await;
    let responsible = &users["data"][0];
    let (_, lease) = patch(&world, &path, json!({ "responsible_id": responsible["id"], "note": "Urgent" })).await;
    assert_eq!(lease["responsible_name"], responsible["name"]);
    invoice(&world, &marsh, 5_000, json!({ "matter_id": lease["id"] })).await;
    let owed = world.get(&path).await;
    assert_eq!(owed["balances"], json!([{ "currency": "USD", "owed": 5_000, "trust": [] }]));
    let list = world.get(&format!("{MATTERS}?filter[client_id]={}&filter[q]=marsh", id(&marsh))).await;
    assert_eq!(list["data"], json!([owed]));
    let timeline = world.get(&format!("{path}/timeline")).await;
    let kinds: Vec<&Value> = timeline["data"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["invoice.created", "matter.changed", "matter.changed", "matter.created"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_matter_points_at_is_the_firms() {
    let world = World::new().await;
    let (marsh, alder) = (client(&world, "Marsh").await, client(&world, "Alder").await);
    let people = json!({ "contacts": [{ "name": "Eve" }] });
    let (_, alder) = patch(&world, &format!("/api/v1/clients/{}", id(&alder)), people).await;
    let new = |field: &str, value: Value| {
        let mut new = json!({ "client_id": marsh["id"], "number": "M-1", "name": "Lease" });
        new[field] = value;
        new
    };
    for (field, value) in [
        ("client_id", json!("cli_1")),
        ("client_id", json!("")),
        ("number", json!("")),
        ("name", json!("x".repeat(201))),
        ("opened_on", json!("yesterday")),
        ("responsible_id", json!("usr_00000000000000000000000000000000")),
        ("payer_id", alder["contacts"][0]["id"].clone()),
    ] {
        assert_eq!(refused(&world, MATTERS, new(field, value)).await, (422, vec![format!("/{field}")]));
    }
    made(&world, MATTERS, new("name", json!("Lease"))).await;
    assert_eq!(refused(&world, MATTERS, new("number", json!("m-1 "))).await, (422, vec!["/number".to_owned()]));
    let (status, _) = world.post(MATTERS, new("note", json!("n".repeat(1_000_000)))).await;
    assert!((400..500).contains(&status.as_u16()));

    let stranger = stranger(&world).await;
    let foreign = send(&world, &stranger, Method::POST, MATTERS, &new("number", json!("M-2"))).await;
    assert_eq!((foreign.0, pointers(&foreign.1)), (422, vec!["/client_id".to_owned()]), "another firm's client");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_with_trust_money_stays_open() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let lease = matter(&world, &marsh, "M-1").await;
    let path = format!("{MATTERS}/{}", id(&lease));
    let mut tx = world.running.app.db.begin().await.unwrap();
    sqlx::query(
        "INSERT INTO ledger_accounts (id, firm_id, mode, currency, kind, key, account_id, client_id, matter_id, balance)
         SELECT 'lac_1', firm_id, mode, 'USD', 'trust', 'k', $1, client_id, id, -7500 FROM matters",
    )
    .bind(world.account("trust").await)
    .execute(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let (status, problem) = patch(&world, &path, json!({ "status": "closed" })).await;
    assert_eq!((status, &problem["title"]), (409, &json!("This matter has $75.00 in trust")));
    assert!(problem["detail"].as_str().unwrap().contains("Pay it out"));
    let shown = world.get(&path).await;
    let trust = &shown["balances"][0]["trust"][0];
    assert_eq!((&trust["balance"], &trust["available"]), (&json!(7_500), &json!(7_500)));

    let mut tx = world.running.app.db.begin().await.unwrap();
    sqlx::query("DELETE FROM ledger_accounts WHERE id = 'lac_1'").execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    let (_, closed) = patch(&world, &path, json!({ "status": "closed" })).await;
    assert_eq!(closed["status"], "closed");
    assert!(closed["closed_on"].is_string());
    let (_, open) = patch(&world, &path, json!({ "status": "open" })).await;
    assert_eq!((&open["status"], &open["closed_on"]), (&json!("open"), &Value::Null));
    assert_eq!(patch(&world, &path, json!({ "status": "lost" })).await.0, 422);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn matters_are_for_those_who_may_and_for_their_firm() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let lease = matter(&world, &marsh, "M-1").await;
    let path = format!("{MATTERS}/{}", id(&lease));
    let (viewer, stranger) = (key(&world, "viewer").await, stranger(&world).await);
    assert_eq!(send(&world, &viewer, Method::POST, MATTERS, &json!({})).await.0, 403);
    assert_eq!(send(&world, &viewer, Method::PATCH, &path, &json!({})).await.0, 403);
    assert_eq!(send(&world, &viewer, Method::GET, &path, &json!({})).await.0, 200);
    for (method, path) in
        [(Method::GET, path.clone()), (Method::GET, format!("{path}/timeline")), (Method::PATCH, path.clone())]
    {
        assert_eq!(send(&world, &stranger, method, &path, &json!({})).await.0, 404, "{path}");
    }
    let counts = send(&world, &stranger, Method::GET, &format!("{MATTERS}/counts"), &json!({})).await.1;
    assert_eq!(counts["matching"]["count"], 0);
    world.end().await;
}
