//! Asking from the record: links of clients, matters and invoices.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    asking::{client, id, invoice, made, matter, patch, pointers, send, stranger},
    world::World,
};

const LINKS: &str = "/api/v1/links";

async fn ask(world: &World, amount: i64, more: Value) -> Value {
    let mut body = json!({ "amount": amount, "currency": "USD", "account_id": world.account("operating").await });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

async fn refused(world: &World, amount: i64, more: Value) -> Vec<String> {
    let (status, problem) = world.post(LINKS, ask(world, amount, more).await).await;
    assert_eq!(status, 422, "{problem}");
    pointers(&problem)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_asks_for_invoices_and_goes_to_who_pays() {
    let world = World::new().await;
    let people = json!([{ "name": "Ann", "email": "ann@marsh.example", "pays": true }]);
    let marsh = made(&world, "/api/v1/clients", json!({ "name": "Marsh", "contacts": people })).await;
    let lease = matter(&world, &marsh, "M-1").await;
    let first = invoice(&world, &marsh, 6_000, json!({ "matter_id": lease["id"] })).await;
    let second = invoice(&world, &marsh, 5_000, json!({})).await;
    let items = json!([{ "invoice_id": first["id"] }, { "invoice_id": second["id"], "amount": 1_000 }]);
    let link = made(
        &world,
        LINKS,
        ask(&world, 7_000, json!({ "matter_id": lease["id"], "items": items, "send": true })).await,
    )
    .await;
    assert_eq!((&link["client"], &link["matter"]), (&json!("Marsh"), &json!("M-1")));
    assert_eq!((&link["client_id"], &link["matter_id"]), (&marsh["id"], &lease["id"]));
    assert_eq!(link["recipient"], json!({ "name": "Ann", "email": "ann@marsh.example" }));
    let asked: Vec<(&Value, &Value)> =
        link["items"].as_array().unwrap().iter().map(|item| (&item["invoice_number"], &item["amount"])).collect();
    assert_eq!(asked, [(&first["number"], &json!(6_000)), (&second["number"], &json!(1_000))]);
    assert_eq!(world.reload(&link).await["items"], link["items"]);
    let of_client = world.get(&format!("{LINKS}?filter[client_id]={}", id(&marsh))).await;
    assert_eq!(of_client["data"][0]["id"], link["id"]);
    let bill = format!("/api/v1/invoices/{}", id(&first));
    assert_eq!(world.get(&bill).await["link_id"], link["id"]);

    let whole =
        ask(&world, 5_000, json!({ "client_id": marsh["id"], "items": [{ "invoice_id": second["id"] }] })).await;
    let link = made(&world, LINKS, whole).await;
    assert_eq!((&link["invoice_number"], &link["recipient"]), (&second["number"], &Value::Null), "sent to nobody");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_link_asks_for_fits() {
    let world = World::new().await;
    let (marsh, alder) = (client(&world, "Marsh").await, client(&world, "Alder").await);
    let lease = matter(&world, &alder, "M-1").await;
    let (bill, other) =
        (invoice(&world, &marsh, 6_000, json!({})).await, invoice(&world, &alder, 6_000, json!({})).await);
    let item = |bill: &Value, amount: Value| json!({ "invoice_id": bill["id"], "amount": amount });
    let of_marsh = |items: Value| json!({ "client_id": marsh["id"], "items": items });
    for (amount, more, at) in [
        (6_000, json!({ "items": [item(&bill, json!(6_000))] }), "/client_id"),
        (6_000, json!({ "client_id": "cli_1" }), "/client_id"),
        (6_000, json!({ "client_id": marsh["id"], "matter_id": lease["id"] }), "/matter_id"),
        (6_000, of_marsh(json!([item(&other, Value::Null)])), "/items/0/invoice_id"),
        (6_001, of_marsh(json!([item(&bill, json!(6_001))])), "/items/0/amount"),
        (6_000, of_marsh(json!([item(&bill, json!(-1))])), "/items/0/amount"),
        (5_000, of_marsh(json!([item(&bill, Value::Null)])), "/amount"),
        (6_000, of_marsh(json!([item(&bill, json!(3_000)), item(&bill, json!(3_000))])), "/items/1/invoice_id"),
        (6_000, of_marsh(json!(vec![item(&bill, json!(1)); 101])), "/items"),
        (
            6_000,
            json!({ "account_id": world.account("trust").await, "client_id": marsh["id"],
            "items": [item(&bill, Value::Null)] }),
            "/account_id",
        ),
    ] {
        assert_eq!(refused(&world, amount, more.clone()).await, [at], "{more}");
    }
    let path = format!("/api/v1/clients/{}", id(&marsh));
    patch(&world, &path, json!({ "email": "" })).await;
    let sent = json!({ "client_id": marsh["id"], "send": true });
    assert_eq!(refused(&world, 6_000, sent).await, ["/recipient/email"], "nobody knows where to");
    let (status, _) = world.post(&format!("/api/v1/invoices/{}/voiding", id(&bill)), json!({})).await;
    assert_eq!(status, 200);
    assert_eq!(refused(&world, 6_000, of_marsh(json!([item(&bill, Value::Null)]))).await, ["/items/0/invoice_id"]);
    patch(&world, &path, json!({ "status": "archived" })).await;
    assert_eq!(refused(&world, 6_000, json!({ "client_id": marsh["id"] })).await, ["/client_id"]);
    let foreign = send(
        &world,
        &stranger(&world).await,
        Method::POST,
        LINKS,
        &ask(&world, 1_000, json!({ "client_id": alder["id"] })).await,
    )
    .await;
    assert_eq!(foreign.0, 422, "another firm's client and account: {}", foreign.1);
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM links").await, 0);
    world.end().await;
}
