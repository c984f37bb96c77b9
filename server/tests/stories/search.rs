//! One search over everything.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    asking::{client, id, invoice, matter, send, stranger},
    world::World,
};

async fn found(world: &World, query: &str) -> Vec<(String, String, String)> {
    let hits = world.get(&format!("/api/v1/search?{query}")).await;
    let text = |hit: &Value, field: &str| hit[field].as_str().unwrap().to_owned();
    let hits = hits["data"].as_array().unwrap();
    hits.iter().map(|hit| (text(hit, "kind"), text(hit, "title"), text(hit, "detail"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_search_finds_all_that_holds_the_words() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh & Sons").await;
    let lease = matter(&world, &marsh, "M-17").await;
    invoice(&world, &marsh, 125_000, json!({ "matter_id": lease["id"], "number": "INV-2041" })).await;
    let recipient = json!({ "name": "Ann Marsh", "email": "ann@example.org" });
    let link = world.link(5_000, json!({ "recipient": recipient, "invoice_number": "X-1" })).await;
    let page = world.checkout(&link, "").await;
    world.pay(&page, json!({ "name": "Ann Marsh" })).await;
    world.wait_for(&link, "paid").await;
    world.settle().await;

    let hit = |kind: &str, title: &str, detail: &str| (kind.to_owned(), title.to_owned(), detail.to_owned());
    assert_eq!(
        found(&world, "q=MAR").await,
        [
            hit("client", "Marsh & Sons", "office@marsh.example"),
            hit("matter", "M-17", "Lease · Marsh & Sons"),
            hit("invoice", "INV-2041", "Marsh & Sons · $1,250.00 · Unpaid"),
            hit("link", "Ann Marsh", "Invoice X-1 · $50.00 · Payment received"),
            hit("payment", "Ann Marsh", "$50.00 · Invoice X-1 · Completed"),
        ]
    );
    let kinds = |hits: Vec<(String, String, String)>| hits.into_iter().map(|(kind, ..)| kind).collect::<Vec<_>>();
    assert_eq!(kinds(found(&world, "q=sons+2041").await), ["invoice"], "all of the words");
    assert_eq!(kinds(found(&world, "q=m-17").await), ["matter", "invoice"]);
    assert_eq!(kinds(found(&world, "q=marsh&mode=live").await), [""; 0]);
    assert_eq!(kinds(found(&world, "q=%25+_").await), [""; 0]);
    for i in 0..6 {
        client(&world, &format!("Alder {i}")).await;
    }
    let alders = found(&world, "q=alder").await;
    assert_eq!(alders.len(), 5, "of a kind at most five: {alders:?}");
    for query in ["q=a&mode=both".to_owned(), "q=%00".to_owned(), format!("q={}", "a".repeat(201))] {
        let path = format!("/api/v1/search?{query}");
        assert_eq!(send(&world, &world.api_key, Method::GET, &path, &json!({})).await.0, 400);
    }
    let foreign = send(&world, &stranger(&world).await, Method::GET, "/api/v1/search?q=marsh", &json!({})).await;
    assert_eq!(foreign, (200, json!({ "data": [] })), "{}", id(&marsh));
    let long = format!("/api/v1/search?q={}", "a".repeat(10_000));
    let status = send(&world, &world.api_key, Method::GET, &long, &json!({})).await.0;
    assert!((400..500).contains(&status), "{status}");
    world.end().await;
}
