//! The invoice's own page.

use std::time::Duration;

use futures::future::join_all;
use reqwest::Response;
use serde_json::{Value, json};

use super::{asks, books_agree, now, shows};
use crate::{
    asking::{client, invoice},
    world::World,
};

/// The click on *Pay now*, without JavaScript.
async fn pay_now(world: &World, bill: &Value) -> Response {
    let url = format!("{}/i/{}/checkout", world.url, World::token(bill));
    world.http.post(url).header("origin", &world.url).send().await.unwrap()
}

fn leads_to(response: &Response) -> String {
    assert_eq!(response.status(), 303);
    response.headers()["location"].to_str().unwrap().to_owned()
}

async fn public(world: &World, bill: &Value) -> Value {
    world.get(&format!("/api/v1/public/invoices/{}", World::token(bill))).await
}

async fn html(world: &World, path: &str) -> (u16, String) {
    let response = world.http.get(format!("{}{path}", world.url)).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_is_paid_from_its_page_by_one_link_however_often_one_clicks() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let lines =
        json!({ "lines": [{ "description": "Advice", "quantity": 1_500, "unit_price": 20_000, "tax_rate": 8_875 }] });
    let bill = invoice(&world, &marsh, 1, lines).await;
    let (status, page) = html(&world, &format!("/i/{}", World::token(&bill))).await;
    assert_eq!(status, 200);
    for text in
        ["Invoice INV-0001", "Marsh", "Advice", "1.5 × $200.00 · 8.875 % tax", "$326.63", "Unpaid", "Pay $326.63 now"]
    {
        assert!(page.contains(text), "{text} is missing in {page}");
    }
    let clicks = join_all((0..8).map(|_| pay_now(&world, &bill))).await;
    let pages: Vec<String> = clicks.iter().map(leads_to).collect();
    assert!(pages.iter().all(|page| page == &pages[0]), "{pages:?}");
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM links").await, 1);
    world.pay(&pages[0], json!({})).await;
    world.until("SELECT CAST(COUNT(*) AS BIGINT) FROM invoices WHERE status = 'paid'", 1).await;
    let shown = public(&world, &bill).await;
    assert_eq!((&shown["status"], &shown["paid"], &shown["open"]), (&json!("paid"), &json!(32_663), &json!(0)));
    let (_, page) = html(&world, &format!("/i/{}", World::token(&bill))).await;
    assert!(page.contains("Paid in full") && !page.contains("<form"), "{page}");
    let back = leads_to(&pay_now(&world, &bill).await);
    assert_eq!(back, format!("/i/{}", percent(World::token(&bill))), "its page says that it is paid");
    books_agree(&world).await;
    world.end().await;
}

/// As a redirect writes it.
fn percent(token: &str) -> String {
    token.replace('-', "%2D").replace('_', "%5F")
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_foreign_and_malformed_tokens_look_alike() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let link = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    let unknown = "z".repeat(27);
    // A link's token opens no invoice, and the other way round.
    let wrong = [unknown.as_str(), "x", World::token(&link)];
    let mut answers = Vec::new();
    for token in wrong {
        let url = format!("{}/api/v1/public/invoices/{token}", world.url);
        let response = world.http.get(&url).send().await.unwrap();
        assert_eq!(response.status(), 404);
        answers.push(response.text().await.unwrap());
        let begun = world.http.post(format!("{url}/checkout")).json(&json!({})).send().await.unwrap();
        assert_eq!(begun.status(), 404);
        let (status, page) = html(&world, &format!("/i/{token}")).await;
        assert_eq!(status, 404);
        assert!(page.contains("We can’t find this page") && !page.contains("Marsh"), "{page}");
    }
    assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
    let (status, _) = html(&world, &format!("/l/{}", World::token(&bill))).await;
    assert_eq!(status, 404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_and_a_link_exclude_each_other() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let link = asks(&world, &marsh, &[(&bill, 4_000)], json!({})).await;
    let part = world.checkout(&link, "").await;
    let refused = pay_now(&world, &bill).await;
    assert_eq!(refused.status(), 409);
    let text = refused.text().await.unwrap();
    assert!(text.contains("Someone is paying invoice") && text.contains("Pay $100.00 now"), "{text}");
    world.pay(&part, json!({})).await;
    world.wait_for(&link, "paid").await;
    world.settle().await;
    let shown = public(&world, &bill).await;
    assert_eq!((&shown["status"], &shown["open"]), (&json!("partly_paid"), &json!(6_000)));
    // The page's link, made for all of it, asks for the rest by now.
    let page = leads_to(&pay_now(&world, &bill).await);
    world.pay(&page, json!({})).await;
    world.until("SELECT CAST(COUNT(*) AS BIGINT) FROM invoices WHERE status = 'paid'", 1).await;
    assert_eq!(now(&world, &bill).await["paid"], 10_000);
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM payments WHERE flags <> ''").await, 0);
    books_agree(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_tells_of_a_debit_and_asks_for_what_it_leaves() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let link = asks(&world, &marsh, &[(&bill, 4_000)], json!({})).await;
    let part = world.checkout(&link, "").await;
    world.pay(&part, json!({ "method": "bank_debit", "settle": "manual" })).await;
    world.wait_for(&link, "processing").await;
    let (_, page) = html(&world, &format!("/i/{}", World::token(&bill))).await;
    assert!(page.contains("A bank debit of $40.00 is on its way") && page.contains("Pay $60.00 now"), "{page}");
    let rest = leads_to(&pay_now(&world, &bill).await);
    world.pay(&rest, json!({})).await;
    world.until("SELECT CAST(COUNT(*) AS BIGINT) FROM invoices WHERE paid = 6000", 1).await;
    let refused = pay_now(&world, &bill).await;
    assert_eq!(refused.status(), 409);
    assert!(refused.text().await.unwrap().contains("A bank debit of $40.00 is on its way"));
    books_agree(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_turns_back_from_one_page_can_pay_on_another() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let link = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    let first = leads_to(&pay_now(&world, &bill).await);
    assert_eq!(leads_to(&pay_now(&world, &bill).await), first, "the session is still open");
    world.advance(Duration::from_secs(11 * 60)).await;
    let page = world.checkout(&link, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&link, "paid").await;
    world.settle().await;
    assert_eq!(public(&world, &bill).await["status"], "paid");
    assert_eq!(shows(&world, &link).await, "paid");
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM links WHERE status = 'cancelled'").await, 1);
    books_agree(&world).await;
    world.end().await;
}
