//! Asking the REST API for clients, matters and invoices.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::World;

/// A request with a key of one's own.
pub async fn send(world: &World, key: &str, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let request = world.http.request(method, format!("{}{path}", world.url)).bearer_auth(key).json(body);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
}

pub async fn patch(world: &World, path: &str, body: Value) -> (u16, Value) {
    send(world, &world.api_key, Method::PATCH, path, &body).await
}

/// What must succeed.
pub async fn made(world: &World, path: &str, body: Value) -> Value {
    let (status, row) = world.post(path, body).await;
    assert_eq!(status, 201, "{path}: {row}");
    row
}

/// What is refused at fields: the status, and where.
pub async fn refused(world: &World, path: &str, body: Value) -> (u16, Vec<String>) {
    let (status, problem) = world.post(path, body).await;
    (status.as_u16(), pointers(&problem))
}

pub fn pointers(problem: &Value) -> Vec<String> {
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["pointer"].as_str().unwrap().to_owned()).collect()
}

pub fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap()
}

pub async fn client(world: &World, name: &str) -> Value {
    made(world, "/api/v1/clients", json!({ "name": name, "email": "office@marsh.example" })).await
}

pub async fn matter(world: &World, client: &Value, number: &str) -> Value {
    made(world, "/api/v1/matters", json!({ "client_id": client["id"], "number": number, "name": "Lease" })).await
}

/// An invoice of one line.
pub async fn invoice(world: &World, client: &Value, amount: i64, more: Value) -> Value {
    let mut body = json!({ "client_id": client["id"], "lines": [{ "description": "Advice", "unit_price": amount }] });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    made(world, "/api/v1/invoices", body).await
}

/// A key for somebody of this firm.
pub async fn key(world: &World, role: &str) -> String {
    let key = made(world, "/api/v1/api_keys", json!({ "name": role, "role": role })).await;
    key["secret"].as_str().unwrap().to_owned()
}

/// A key of another firm.
pub async fn stranger(world: &World) -> String {
    let app = &world.running.app;
    let mut tx = app.db.begin().await.unwrap();
    let zone = "Europe/Berlin".parse().unwrap();
    let firm =
        server::firm::create_firm(app, &mut tx, &"Other".parse().unwrap(), &zone, domain::Currency::EUR).await.unwrap();
    let (_, secret) =
        server::keys::create_key(app, &mut tx, &firm, &"x".parse().unwrap(), domain::Role::Admin).await.unwrap();
    tx.commit().await.unwrap();
    secret
}

/// What the books say of an account of the chart: debits less credits, over all rows of that kind.
pub async fn booked(world: &World, kind: &str) -> i64 {
    sqlx::query_scalar("SELECT CAST(COALESCE(SUM(balance), 0) AS BIGINT) FROM ledger_accounts WHERE kind = $1")
        .bind(kind)
        .fetch_one(world.running.app.db.read())
        .await
        .unwrap()
}
