//! What arrives is booked where it is recorded.

use reqwest::Method;
use serde_json::json;

use super::{balance, by_hand, link, prove};
use crate::{
    asking::{client, id, invoice, matter, stranger},
    world::World,
};

const JOURNALS: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM journals WHERE kind = 'payment'";
const FEES: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM journals WHERE kind = 'fee'";

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_and_its_fee_are_booked_once() {
    let world = World::new().await;
    let ask = world.link(10_000, json!({})).await;
    let page = world.checkout(&ask, "").await;
    let paid = world.pay(&page, json!({})).await;
    world.wait_for(&ask, "paid").await;
    world.settle().await;
    let payments = world.get("/api/v1/payments").await;
    let fee = payments["data"][0]["fee"].as_i64().unwrap();
    assert!(fee > 0, "{payments}");
    let intent = paid["payment_intent"]["id"].as_str().unwrap();
    let connection: String =
        sqlx::query_scalar("SELECT id FROM connections").fetch_one(world.running.app.db.read()).await.unwrap();
    server::payments::sync::payment(&world.running.app, &connection.parse().unwrap(), intent).await.unwrap();
    assert_eq!((world.number(JOURNALS).await, world.number(FEES).await), (1, 1), "heard of again, booked once");
    assert_eq!((balance(&world, "unlinked").await, balance(&world, "gateway").await), (10_000, 10_000 - fee));
    assert_eq!(balance(&world, "gateway_fees").await, fee);
    prove(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trust_money_lies_in_full_where_it_was_sent() {
    let world = World::new().await;
    let ask = world.link(10_000, json!({ "account_id": world.account("trust").await })).await;
    let page = world.checkout(&ask, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&ask, "paid").await;
    world.settle().await;
    assert_eq!(balance(&world, "unidentified").await, 10_000);
    let gateways = world.get("/api/v1/ledger/accounts?kind=gateway").await;
    let mut held: Vec<i64> =
        gateways["data"].as_array().unwrap().iter().map(|account| account["balance"].as_i64().unwrap()).collect();
    held.sort_unstable();
    assert_eq!(held.last(), Some(&10_000), "all of it: {gateways}");
    assert!(held.len() == 2 && held[0] < 0, "the fee is operating's: {gateways}");
    prove(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_from_elsewhere_is_booked_to_the_first_operating_account() {
    let world = World::new().await;
    let body = json!({ "amount": 4_200, "currency": "usd", "key": world.outside.secret_key });
    world.control(Method::POST, "foreign_payment", body).await;
    world.until("SELECT CAST(COUNT(*) AS BIGINT) FROM payments WHERE status = 'succeeded'", 1).await;
    let unlinked = world.get("/api/v1/ledger/accounts?kind=unlinked").await;
    assert_eq!(unlinked["data"][0]["account_id"], json!(world.account("operating").await));
    assert_eq!(unlinked["data"][0]["balance"], 4_200);
    prove(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_recorded_before_there_were_books_is_booked_by_a_job() {
    let world = World::new().await;
    let ask = world.link(10_000, json!({})).await;
    let page = world.checkout(&ask, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&ask, "paid").await;
    world.settle().await;
    let app = &world.running.app;
    let mut tx = app.db.begin().await.unwrap();
    for statement in
        ["DELETE FROM ledger_entries", "DELETE FROM journals", "DELETE FROM ledger_accounts", "DELETE FROM ledgers"]
    {
        sqlx::query(statement).execute(tx.conn()).await.unwrap();
    }
    // The job as the migration queues it.
    let migration = include_str!("../../../migrations/0004_books.sql");
    let queued = migration[migration.find("INSERT INTO jobs").unwrap()..].split(';').next().unwrap();
    sqlx::query(queued).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    world.settle().await;
    assert_eq!((world.number(JOURNALS).await, world.number(FEES).await), (1, 1));
    prove(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_and_their_entries_are_read_page_by_page() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    for amount in [1_000, 2_000, 3_000] {
        let cheque = by_hand(&world, "operating", amount, json!({})).await;
        link(&world, &cheque, json!({ "client_id": marsh["id"] })).await;
    }
    let path = format!("/api/v1/ledger/accounts?client_id={}", id(&marsh));
    let accounts = world.get(&path).await;
    let credit = &accounts["data"][0];
    assert_eq!((&credit["kind"], &credit["name"]), (&json!("credit"), &json!("Marsh")));
    assert_eq!((&credit["balance"], &credit["entries"]), (&json!(6_000), &json!(3)));
    let entries = format!("/api/v1/ledger/accounts/{}/entries?limit=2", id(credit));
    let first = world.get(&entries).await;
    let seen = |page: &serde_json::Value| -> Vec<(i64, i64)> {
        let number = |entry: &serde_json::Value, name: &str| entry[name].as_i64().unwrap();
        page["data"].as_array().unwrap().iter().map(|e| (number(e, "amount"), number(e, "balance"))).collect()
    };
    assert_eq!(seen(&first), [(3_000, 6_000), (2_000, 3_000)]);
    let next = world.get(&format!("{entries}&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!(seen(&next), [(1_000, 1_000)]);
    let all = world.get("/api/v1/ledger/accounts?limit=1").await;
    let more =
        world.get(&format!("/api/v1/ledger/accounts?limit=1&cursor={}", all["next_cursor"].as_str().unwrap())).await;
    assert_ne!(all["data"][0]["id"], more["data"][0]["id"]);

    let firm_key = stranger(&world).await;
    let foreign = format!("{}/api/v1/ledger/accounts/{}/entries", world.url, id(credit));
    assert_eq!(world.http.get(foreign).bearer_auth(firm_key).send().await.unwrap().status(), 404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_opens_changes_and_closes_by_the_days_on_which_things_happened() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    invoice(&world, &marsh, 50_000, json!({ "issued_on": "2026-01-10" })).await;
    let late = json!({ "received_on": "2026-02-20", "allocation": { "client_id": marsh["id"] } });
    by_hand(&world, "operating", 20_000, late).await;
    let trust = json!({ "allocation": { "client_id": marsh["id"] } });
    by_hand(&world, "trust", 7_000, trust).await;
    let year = world.get(&format!("/api/v1/clients/{}/statement?from=2026-01-01&to=2999-12-31", id(&marsh))).await;
    assert_eq!((&year["owed"]["opening"], &year["owed"]["closing"]), (&json!(0), &json!(30_000)), "{year}");
    let changes: Vec<i64> =
        year["owed"]["entries"].as_array().unwrap().iter().map(|entry| entry["amount"].as_i64().unwrap()).collect();
    assert_eq!(changes.iter().sum::<i64>(), 30_000);
    assert_eq!(year["trust"][0]["closing"], 7_000);
    assert_eq!(year["credit"]["entries"], json!([]));
    let after = world.get(&format!("/api/v1/clients/{}/statement?from=2999-01-01&to=2999-12-31", id(&marsh))).await;
    assert_eq!((&after["owed"]["opening"], &after["owed"]["entries"]), (&json!(30_000), &json!([])));
    let bad = format!("{}/api/v1/clients/{}/statement?from=2026-02-01&to=2026-01-01", world.url, id(&marsh));
    assert_eq!(world.http.get(bad).bearer_auth(&world.api_key).send().await.unwrap().status(), 400);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matters_statement_keeps_what_a_duplicate_owed() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let twin = client(&world, "Marsh again").await;
    let lease = matter(&world, &twin, "M-1").await;
    let bill = invoice(&world, &twin, 5_000, json!({ "matter_id": lease["id"] })).await;
    let merger = format!("/api/v1/clients/{}/merger", id(&marsh));
    let (status, merged) = world.post(&merger, json!({ "duplicate_id": twin["id"] })).await;
    assert_eq!(status, 200, "{merged}");
    let cheque = by_hand(&world, "operating", 2_000, json!({})).await;
    let parts = json!([{ "invoice_id": bill["id"], "amount": 2_000 }]);
    link(&world, &cheque, json!({ "client_id": marsh["id"], "parts": parts })).await;
    let days = format!("from=2026-01-01&to=2999-12-31&matter_id={}", id(&lease));
    let owed = world.get(&format!("/api/v1/clients/{}/statement?{days}", id(&marsh))).await["owed"].clone();
    let changes: Vec<_> = owed["entries"].as_array().unwrap().iter().map(|entry| entry["amount"].clone()).collect();
    assert_eq!((changes, &owed["closing"]), (vec![json!(5_000), json!(-2_000)], &json!(3_000)), "{owed}");
    world.end().await;
}
