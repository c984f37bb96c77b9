//! Staff change what is owed while somebody is about to pay it.

use reqwest::Method;
use serde_json::{Value, json};

use super::{asks, books_agree, history, now};
use crate::{
    asking::{client, id, invoice, patch},
    world::World,
};

async fn cheque(world: &World, client: &Value, bill: &Value, amount: i64) -> (u16, Value) {
    let body = json!({
        "source": "cheque", "account_id": world.account("operating").await, "currency": "usd", "amount": amount,
        "received_on": "2026-01-02",
        "allocation": { "client_id": client["id"], "parts": [{ "invoice_id": bill["id"], "amount": amount }] },
    });
    let (status, answer) = world.post("/api/v1/payments", body).await;
    (status.as_u16(), answer)
}

async fn open_sessions(world: &World) -> usize {
    let state = world.control(Method::GET, "state", json!({})).await;
    state["sessions"].as_array().unwrap().iter().filter(|session| session["status"] == "open").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_by_hand_ends_the_session_that_it_affects() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({ "number": "MARCH" })).await;
    let link = asks(&world, &marsh, &[(&bill, 6_000)], json!({})).await;
    world.checkout(&link, "").await;
    let (status, answer) = cheque(&world, &marsh, &bill, 4_000).await;
    assert_eq!(status, 201, "{answer}");
    assert_eq!(open_sessions(&world).await, 1, "there is room for both");

    let (status, answer) = cheque(&world, &marsh, &bill, 6_000).await;
    assert_eq!(status, 201, "{answer}");
    assert_eq!(open_sessions(&world).await, 0);
    world.wait_for(&link, "cancelled").await;
    assert_eq!(history(&world, &link, "link.closing").await, ["Invoice MARCH was paid another way"]);
    let bill = now(&world, &bill).await;
    assert_eq!((&bill["status"], &bill["reserved"]), (&json!("paid"), &json!(0)));
    books_agree(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_stops_a_debit_that_is_under_way() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let link = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    let page = world.checkout(&link, "").await;
    world.pay(&page, json!({ "method": "bank_debit", "settle": "manual" })).await;
    world.wait_for(&link, "processing").await;
    let (status, problem) = world.post(&format!("/api/v1/invoices/{}/voiding", id(&bill)), json!({})).await;
    assert_eq!((status.as_u16(), &problem["type"]), (409, &json!("/problems/invoice-reserved")));
    let (status, problem) = cheque(&world, &marsh, &bill, 1_000).await;
    assert_eq!((status, &problem["type"]), (409, &json!("/problems/invoice-reserved")));
    books_agree(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_closes_links_and_another_amount_shrinks_them() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let march = invoice(&world, &marsh, 10_000, json!({ "number": "MARCH" })).await;
    let april = invoice(&world, &marsh, 5_000, json!({ "number": "APRIL" })).await;
    let one = asks(&world, &marsh, &[(&march, 10_000)], json!({})).await;
    let both = asks(&world, &marsh, &[(&march, 10_000), (&april, 5_000)], json!({})).await;
    world.checkout(&both, "").await;
    let lines = json!({ "lines": [{ "description": "Advice", "unit_price": 8_000 }] });
    let (status, answer) = patch(&world, &format!("/api/v1/invoices/{}", id(&march)), lines).await;
    assert_eq!(status, 200, "{answer}");
    world.settle().await;
    assert_eq!(open_sessions(&world).await, 0);
    assert_eq!(world.reload(&one).await["amount"], 8_000);
    assert_eq!(world.reload(&both).await["amount"], 13_000);

    world.checkout(&both, "").await;
    let (status, answer) = world.post(&format!("/api/v1/invoices/{}/voiding", id(&march)), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    world.wait_for(&one, "cancelled").await;
    world.settle().await;
    assert_eq!(history(&world, &one, "link.closing").await, ["Invoice MARCH was withdrawn"]);
    assert_eq!(world.reload(&both).await["amount"], 5_000);
    assert_eq!(open_sessions(&world).await, 0);
    books_agree(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_answered_again_whoever_pays_meanwhile() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let cheque = json!({
        "source": "cheque", "account_id": world.account("operating").await, "currency": "usd", "amount": 4_000,
        "received_on": "2026-01-02",
        "allocation": { "client_id": marsh["id"], "parts": [{ "invoice_id": bill["id"], "amount": 4_000 }] },
    });
    let once = async || {
        let url = format!("{}/api/v1/payments", world.url);
        let request = world.http.post(url).bearer_auth(&world.api_key).header("idempotency-key", "cheque 1");
        let answer = request.json(&cheque).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    let first = once().await;
    assert_eq!(first.0, 201, "{}", first.1);
    let link = asks(&world, &marsh, &[(&bill, 6_000)], json!({})).await;
    let page = world.checkout(&link, "").await;
    world.pay(&page, json!({ "method": "bank_debit", "settle": "manual" })).await;
    world.wait_for(&link, "processing").await;
    assert_eq!(once().await, first, "no room is left, and none is needed");
    assert_eq!(now(&world, &bill).await["paid"], 4_000);
    books_agree(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_ends_nobodys_session() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let link = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    world.checkout(&link, "").await;
    let path = format!("/api/v1/invoices/{}", id(&bill));
    let (status, problem) = patch(&world, &path, json!({ "lines": [{ "description": "", "unit_price": 1 }] })).await;
    assert_eq!(status, 422, "{problem}");
    let tomorrow = json!({
        "source": "cheque", "account_id": world.account("operating").await, "currency": "usd", "amount": 10_000,
        "received_on": "2999-01-01",
        "allocation": { "client_id": marsh["id"], "parts": [{ "invoice_id": bill["id"], "amount": 10_000 }] },
    });
    let (status, problem) = world.post("/api/v1/payments", tomorrow).await;
    assert_eq!(status, 422, "{problem}");
    assert_eq!((open_sessions(&world).await, &now(&world, &bill).await["reserved"]), (1, &json!(10_000)));
    books_agree(&world).await;
    world.end().await;
}
