//! Exclusivity is per debt: several links, and the invoice's own page, ask for the same invoice.

mod giving_way;
mod page;
mod shrinking;
mod staff;
mod two_payers;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    asking::{id, made},
    world::World,
};

/// A link that asks for so much of each invoice.
async fn asks(world: &World, client: &Value, items: &[(&Value, i64)], more: Value) -> Value {
    let amount: i64 = items.iter().map(|(_, amount)| amount).sum();
    let items: Vec<Value> =
        items.iter().map(|(bill, amount)| json!({ "invoice_id": bill["id"], "amount": amount })).collect();
    let mut body = json!({
        "account_id": world.account("operating").await, "currency": "usd", "amount": amount,
        "client_id": client["id"], "items": items,
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    made(world, "/api/v1/links", body).await
}

/// An invoice as it is now.
async fn now(world: &World, bill: &Value) -> Value {
    world.get(&format!("/api/v1/invoices/{}", id(bill))).await
}

/// What the payer's page of a link shows.
async fn shows(world: &World, link: &Value) -> String {
    let page = world.get(&format!("/api/v1/public/links/{}", World::token(link))).await;
    page["state"].as_str().unwrap().to_owned()
}

/// The click, and the page that it leads to, if that is one of ours.
async fn click(world: &World, link: &Value) -> (StatusCode, String) {
    let response = world.click(link, "").await;
    (response.status(), response.text().await.unwrap())
}

/// What every story ends with: what is reserved is what checkouts under way have reserved, and nothing is paid twice.
async fn books_agree(world: &World) {
    let wrong = "SELECT CAST(COUNT(*) AS BIGINT) FROM invoices i WHERE i.paid + i.reserved > i.total OR i.reserved <>
        (SELECT CAST(COALESCE(SUM(r.amount), 0) AS BIGINT) FROM reservations r WHERE r.invoice_id = i.id)";
    assert_eq!(world.number(wrong).await, 0, "invoices.reserved is the sum of their reservations");
    let stray = "SELECT CAST(COUNT(*) AS BIGINT) FROM reservations r JOIN checkouts c ON c.id = r.checkout_id
        WHERE c.state IN ('expired', 'failed') OR (c.state = 'complete' AND NOT EXISTS
            (SELECT 1 FROM payments p WHERE p.checkout_id = c.id AND p.status = 'processing'))";
    assert_eq!(world.number(stray).await, 0, "what has ended has nothing reserved");
}

/// How often a link's history says something.
async fn history(world: &World, link: &Value, kind: &str) -> Vec<String> {
    let timeline = world.get(&format!("/api/v1/links/{}/timeline", id(link))).await;
    let entries = timeline["data"].as_array().unwrap();
    let of_kind = entries.iter().filter(|entry| entry["kind"] == kind);
    of_kind.map(|entry| entry["detail"].as_str().unwrap_or_default().to_owned()).collect()
}
