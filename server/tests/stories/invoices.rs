//! What clients owe: issued, changed, withdrawn, paid.

use domain::id::{FirmId, InvoiceId};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use server::{
    audit::Actor,
    invoices::paying::{self, Cause, Coming, Going, NotPaid},
};

use crate::{
    asking::{booked, client, id, invoice, key, made, matter, patch, pointers, refused, send, stranger},
    world::World,
};

const INVOICES: &str = "/api/v1/invoices";

fn path(invoice: &Value) -> String {
    format!("{INVOICES}/{}", id(invoice))
}

async fn firm(world: &World) -> FirmId {
    let id: String = sqlx::query_scalar("SELECT firm_id FROM invoices LIMIT 1")
        .fetch_one(world.running.app.db.read())
        .await
        .unwrap();
    id.parse().unwrap()
}

/// Pays, or takes back what pays, as the books do.
async fn paid(world: &World, invoice: &Value, amount: i64) -> Result<(), NotPaid> {
    let (app, firm) = (&world.running.app, firm(world).await);
    let whose: (&FirmId, &InvoiceId) = (&firm, &id(invoice).parse().unwrap());
    let cause = Cause { actor: Actor::tender(), payment: None };
    let mut tx = app.db.begin().await.unwrap();
    match amount {
        0.. => paying::pay(app, &mut tx, whose, amount, Coming::Anew, cause).await?,
        _ => paying::unpay(app, &mut tx, whose, -amount, Going::Returned, cause).await?,
    };
    tx.commit().await.unwrap();
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_is_issued_and_stands_in_the_books() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let lease = matter(&world, &marsh, "M-1").await;
    let lines = json!([
        { "description": "Advice", "quantity": 1_500, "unit_price": 33_333, "tax_rate": 8_875 },
        { "description": "Discount", "unit_price": -5_000 },
    ]);
    let new = json!({ "matter_id": lease["id"], "lines": lines, "issued_on": "2026-01-31", "due_on": "2026-02-28" });
    let bill = made(&world, INVOICES, new).await;
    let sums = ["subtotal", "tax", "total", "paid", "open"].map(|sum| bill[sum].as_i64().unwrap());
    assert_eq!(sums, [45_000, 4_438, 49_438, 0, 49_438]);
    assert_eq!((&bill["client_id"], &bill["number"]), (&marsh["id"], &json!("INV-0001")));
    assert_eq!((&bill["status"], &bill["overdue"]), (&json!("unpaid"), &json!(true)));
    assert_eq!(bill["lines"][0]["amount"], 50_000);
    assert!(bill["url"].as_str().unwrap().starts_with(&format!("{}/i/", world.url)), "{bill}");
    let token = bill["url"].as_str().unwrap().rsplit('/').next().unwrap();
    let hash: String =
        sqlx::query_scalar("SELECT token_hash FROM invoices").fetch_one(world.running.app.db.read()).await.unwrap();
    assert_eq!(hash, server::crypto::fingerprint(token), "its page is found by the token");
    for (kind, sum) in [("receivable", 49_438), ("fees", -45_000), ("tax", -4_438)] {
        assert_eq!(booked(&world, kind).await, sum, "{kind}");
    }
    assert_eq!(world.get(&path(&bill)).await, bill);
    let list = world.get(&format!("{INVOICES}?filter[due_on]=past&filter[status]=unpaid&filter[q]=0001+494")).await;
    assert_eq!(list["data"][0]["number"], "INV-0001");
    assert_eq!(list["data"][0]["lines"], json!([]), "lists are short");
    let client = world.get(&format!("/api/v1/clients/{}", id(&marsh))).await;
    assert_eq!(client["balances"][0]["owed"], 49_438);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_field_is_named_and_nothing_is_booked() {
    let world = World::new().await;
    let (marsh, alder) = (client(&world, "Marsh").await, client(&world, "Alder").await);
    let lease = matter(&world, &alder, "M-1").await;
    let new = |field: &str, value: Value| {
        let mut new = json!({ "client_id": marsh["id"], "lines": [{ "description": "A", "unit_price": 100 }] });
        new[field] = value;
        new
    };
    let line = |field: &str, value: Value| {
        let mut line = json!({ "description": "A", "unit_price": 100 });
        line[field] = value;
        json!([line])
    };
    for (body, at) in [
        (json!({ "lines": [{ "description": "A", "unit_price": 100 }] }), "/client_id"),
        (new("client_id", json!("cli_1")), "/client_id"),
        (new("matter_id", lease["id"].clone()), "/matter_id"),
        (new("account_id", json!(world.account("trust").await)), "/account_id"),
        (new("number", json!("x".repeat(65))), "/number"),
        (new("due_on", json!("2026-02-30")), "/due_on"),
        (new("lines", json!([])), "/lines"),
        (new("lines", json!(vec![json!({ "description": "A", "unit_price": 1 }); 201])), "/lines"),
        (new("lines", line("unit_price", json!(-100))), "/lines"),
        (new("lines", line("unit_price", json!(i64::MAX))), "/lines/0/unit_price"),
        (new("lines", line("quantity", json!(0))), "/lines/0/quantity"),
        (new("lines", line("quantity", json!(i64::MIN))), "/lines/0/quantity"),
        (new("lines", line("tax_rate", json!(100_001))), "/lines/0/tax_rate"),
        (new("lines", line("description", json!(""))), "/lines/0/description"),
        (new("lines", line("description", json!("d".repeat(10_000)))), "/lines/0/description"),
    ] {
        assert_eq!(refused(&world, INVOICES, body).await, (422, vec![at.to_owned()]));
    }
    let early = json!({ "client_id": marsh["id"], "lines": line("tax_rate", json!(0)), "issued_on": "2026-02-01",
        "due_on": "2026-01-31" });
    assert_eq!(refused(&world, INVOICES, early).await, (422, vec!["/due_on".to_owned()]));
    for hostile in ["\u{0}".to_owned(), "n".repeat(1_000_000)] {
        let (status, _) = world.post(INVOICES, new("note", json!(hostile))).await;
        assert!((400..500).contains(&status.as_u16()), "{status}");
    }
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM journals").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_go_on_by_themselves_and_are_never_given_twice() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    invoice(&world, &marsh, 100, json!({ "number": "2026-009" })).await;
    let new = json!({ "client_id": marsh["id"], "lines": [{ "description": "A", "unit_price": 100 }] });
    let mut asked = join_all((0..6).map(|_| world.post(INVOICES, new.clone()))).await;
    asked.extend(
        join_all(["2026-020", "2026-020"].map(|n| {
            let mut new = new.clone();
            new["number"] = json!(n);
            world.post(INVOICES, new)
        }))
        .await,
    );
    let mut numbers: Vec<&str> = asked.iter().filter_map(|(_, row)| row["number"].as_str()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, ["2026-010", "2026-011", "2026-012", "2026-013", "2026-014", "2026-015", "2026-020"]);
    let refusal = asked.iter().find(|(status, _)| *status == 422).unwrap();
    assert_eq!(pointers(&refusal.1), ["/number"]);
    let next = invoice(&world, &marsh, 100, json!({})).await;
    assert_eq!(next["number"], "2026-021", "one more than the highest");
    let (status, problem) = patch(&world, &path(&next), json!({ "number": "2026-009" })).await;
    assert_eq!((status, pointers(&problem)), (422, vec!["/number".to_owned()]));
    let journals = world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM journals").await;
    assert_eq!(journals, 9, "one for each that was issued");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_change_while_nothing_pays_and_the_books_follow() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let lines = json!({ "lines": [{ "description": "Less", "unit_price": 8_000, "tax_rate": 10_000 }] });
    let (status, changed) = patch(&world, &path(&bill), lines.clone()).await;
    assert_eq!((status, &changed["total"], &changed["tax"]), (200, &json!(8_800), &json!(800)), "{changed}");
    assert_eq!((booked(&world, "receivable").await, booked(&world, "fees").await), (8_800, -8_000));
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM journals").await, 3, "issued, taken back, issued");
    let (_, changed) = patch(&world, &path(&bill), json!({ "note": "Thank you", "due_on": "2999-01-01" })).await;
    assert_eq!((&changed["note"], &changed["due_on"]), (&json!("Thank you"), &json!("2999-01-01")));
    let (status, problem) = patch(&world, &path(&bill), json!({ "number": "", "issued_on": " " })).await;
    assert_eq!((status, pointers(&problem)), (422, vec!["/number".to_owned(), "/issued_on".to_owned()]));

    paid(&world, &bill, 800).await.unwrap();
    let (status, problem) = patch(&world, &path(&bill), lines).await;
    assert_eq!((status, &problem["type"]), (409, &json!("/problems/invoice-paid")));
    assert!(problem["detail"].as_str().unwrap().contains("Unlink the payment"));
    assert_eq!(world.post(&format!("{}/voiding", path(&bill)), json!({})).await.0, 409);
    assert_eq!(
        patch(&world, &path(&bill), json!({ "due_on": "" })).await.1["due_on"],
        Value::Null,
        "the rest may change"
    );
    assert_eq!(booked(&world, "receivable").await, 8_800);
    world.end_with_wrong_books().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_invoice_is_owed_by_nobody() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    for _ in 0..2 {
        let (status, void) = world.post(&format!("{}/voiding", path(&bill)), json!({})).await;
        assert_eq!((status.as_u16(), &void["status"], &void["open"]), (200, &json!("void"), &json!(0)));
    }
    assert_eq!((booked(&world, "receivable").await, booked(&world, "fees").await), (0, 0));
    let (status, problem) = patch(&world, &path(&bill), json!({ "note": "x" })).await;
    assert_eq!((status, &problem["type"]), (409, &json!("/problems/invoice-void")));
    assert!(matches!(paid(&world, &bill, 1).await, Err(NotPaid::Void(_))));
    let timeline = world.get(&format!("{}/timeline", path(&bill))).await;
    let kinds: Vec<&Value> = timeline["data"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["invoice.voided", "invoice.created"], "withdrawn once");
    let counts = world.get(&format!("{INVOICES}/counts")).await;
    assert_eq!(counts["all"]["count"], 1);
    let next = invoice(&world, &marsh, 100, json!({})).await;
    assert_eq!(next["number"], "INV-0002", "its number is not given again");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_is_never_paid_beyond_its_total_whoever_races() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let done = join_all((0..8).map(|_| paid(&world, &bill, 3_000))).await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 3);
    let refusal = done.into_iter().find_map(Result::err).unwrap();
    assert_eq!(refusal.to_string(), format!("Invoice {} takes at most $10.00 now", bill["number"].as_str().unwrap()));
    paid(&world, &bill, 1_000).await.unwrap();
    let full = world.get(&path(&bill)).await;
    assert_eq!((&full["status"], &full["open"]), (&json!("paid"), &json!(0)));
    assert!(full["paid_at"].is_string());
    paid(&world, &bill, -4_000).await.unwrap();
    let part = world.get(&path(&bill)).await;
    assert_eq!(
        (&part["status"], &part["returned"], &part["paid_at"]),
        (&json!("partly_paid"), &json!(4_000), &Value::Null)
    );
    assert!(matches!(paid(&world, &bill, -6_001).await, Err(NotPaid::TooLittle { .. })));
    paid(&world, &bill, -6_000).await.unwrap();
    assert_eq!(world.get(&path(&bill)).await["status"], "refunded");
    let timeline = world.get(&format!("{}/timeline", path(&bill))).await;
    let kinds: Vec<&Value> = timeline["data"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["invoice.reopened", "invoice.paid", "invoice.created"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn open_invoices_come_oldest_first_without_what_is_about_to_be_paid() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let lease = matter(&world, &marsh, "M-1").await;
    let days = |issued: &str, due: Option<&str>| json!({ "issued_on": issued, "due_on": due });
    let late = invoice(&world, &marsh, 100, days("2026-01-01", Some("2026-03-01"))).await;
    let old = invoice(&world, &marsh, 200, days("2026-01-15", None)).await;
    let mut of_lease = days("2026-01-02", Some("2026-02-01"));
    of_lease["matter_id"] = lease["id"].clone();
    let middle = invoice(&world, &marsh, 300, of_lease).await;
    let app = &world.running.app;
    let firm = firm(&world).await;
    let marsh_id = id(&marsh).parse().unwrap();
    let mut conn = app.db.read().acquire().await.unwrap();
    let whose = (&firm, domain::Mode::Test);
    let all = paying::open_of(&mut conn, whose, &marsh_id, None, domain::Currency::USD).await.unwrap();
    let ids: Vec<&str> = all.iter().map(|open| open.id.as_str()).collect();
    assert_eq!(ids, [id(&old), id(&middle), id(&late)]);
    let lease_id = id(&lease).parse().unwrap();
    let one = paying::open_of(&mut conn, whose, &marsh_id, Some(&lease_id), domain::Currency::USD).await.unwrap();
    assert_eq!((one.len(), one[0].debt.open, one[0].matter.as_ref()), (1, 300, Some(&lease_id)));
    drop(conn);

    let mut tx = app.db.begin().await.unwrap();
    sqlx::query("UPDATE invoices SET reserved = 150 WHERE id = $1").bind(id(&old)).execute(tx.conn()).await.unwrap();
    sqlx::query("UPDATE invoices SET reserved = 300 WHERE id = $1").bind(id(&middle)).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = app.db.read().acquire().await.unwrap();
    let left = paying::open_of(&mut conn, whose, &marsh_id, None, domain::Currency::USD).await.unwrap();
    let free: Vec<i64> = left.iter().map(|open| open.debt.open).collect();
    assert_eq!(free, [50, 100]);
    drop(conn);
    assert!(matches!(paid(&world, &old, 51).await, Err(NotPaid::TooMuch { .. })));
    let (status, problem) = world.post(&format!("{}/voiding", path(&middle)), json!({})).await;
    assert_eq!((status.as_u16(), &problem["type"]), (409, &json!("/problems/invoice-reserved")));
    world.end_with_wrong_books().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn invoices_are_for_those_who_may_and_for_their_firm() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let (viewer, stranger) = (key(&world, "viewer").await, stranger(&world).await);
    let writes = [
        (Method::POST, INVOICES.to_owned()),
        (Method::PATCH, path(&bill)),
        (Method::POST, format!("{}/voiding", path(&bill))),
    ];
    for (method, path) in &writes {
        assert_eq!(send(&world, &viewer, method.clone(), path, &json!({})).await.0, 403, "{method} {path}");
    }
    let reads = [(Method::GET, path(&bill)), (Method::GET, format!("{}/timeline", path(&bill)))];
    for (method, path) in &reads {
        assert_eq!(send(&world, &viewer, method.clone(), path, &json!({})).await.0, 200, "{method} {path}");
    }
    for (method, path) in writes[1..].iter().chain(&reads) {
        assert_eq!(send(&world, &stranger, method.clone(), path, &json!({})).await.0, 404, "{method} {path}");
    }
    let account = json!({ "name": "Operating", "kind": "operating", "currency": "EUR" });
    assert_eq!(send(&world, &stranger, Method::POST, "/api/v1/accounts", &account).await.0, 201);
    let new = json!({ "client_id": marsh["id"], "lines": [{ "description": "A", "unit_price": 100 }] });
    let foreign = send(&world, &stranger, Method::POST, INVOICES, &new).await;
    assert_eq!((foreign.0, pointers(&foreign.1)), (422, vec!["/client_id".to_owned()]), "{}", foreign.1);
    world.end().await;
}
