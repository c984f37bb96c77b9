//! Whose a payment is, and what it pays.

use futures::future::join_all;
use serde_json::{Value, json};

use super::{allocations, balance, by_hand, link, payment, prove, unlink};
use crate::{
    asking::{client, id, invoice, key, matter, pointers, refused, send, stranger},
    world::World,
};

async fn shown(world: &World, invoice: &Value) -> (i64, String) {
    let now = world.get(&format!("/api/v1/invoices/{}", id(invoice))).await;
    (now["paid"].as_i64().unwrap(), now["status"].as_str().unwrap().to_owned())
}

fn parts(answer: &Value) -> Vec<(String, i64)> {
    let part = |part: &Value| (part["target"].as_str().unwrap().to_owned(), part["amount"].as_i64().unwrap());
    answer["data"].as_array().unwrap().iter().map(part).collect()
}

fn part(target: &str, amount: i64) -> (String, i64) {
    (target.to_owned(), amount)
}

#[tokio::test(flavor = "multi_thread")]
async fn operating_money_pays_the_oldest_invoices_and_the_rest_is_credit_until_that_is_taken_back() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let young = invoice(&world, &marsh, 5_000, json!({ "issued_on": "2026-03-01" })).await;
    let old = invoice(&world, &marsh, 3_000, json!({ "issued_on": "2026-01-01" })).await;
    let cheque = by_hand(&world, "operating", 10_000, json!({})).await;
    assert_eq!(balance(&world, "unlinked").await, 10_000);
    let answer = link(&world, &cheque, json!({ "client_id": marsh["id"] })).await;
    let mut pays = parts(&answer);
    pays.sort();
    assert_eq!(pays, [part("credit", 2_000), part("invoice", 3_000), part("invoice", 5_000)]);
    assert_eq!((shown(&world, &young).await.1, shown(&world, &old).await.1), ("paid".into(), "paid".into()));
    let now = payment(&world, &cheque).await;
    assert_eq!((&now["client_id"], &now["allocated"]), (&marsh["id"], &json!(10_000)));
    assert_eq!((balance(&world, "unlinked").await, balance(&world, "receivable").await), (0, 0));
    prove(&world).await;

    let (status, answer) = unlink(&world, &cheque).await;
    assert_eq!((status.as_u16(), &answer["unallocated"]), (200, &json!(10_000)), "{answer}");
    assert_eq!(shown(&world, &old).await, (0, "unpaid".into()));
    assert_eq!(payment(&world, &cheque).await["client_id"], Value::Null);
    assert_eq!((balance(&world, "credit").await, balance(&world, "receivable").await), (0, 8_000));
    assert_eq!(unlink(&world, &cheque).await.0, 409, "there is nothing to take back");
    link(&world, &cheque, json!({ "client_id": marsh["id"] })).await;
    assert_eq!(unlink(&world, &cheque).await.0, 200, "as often as one likes");
    prove(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_split_over_invoices_and_matters_as_somebody_says() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let (lease, sale) = (matter(&world, &marsh, "M-1").await, matter(&world, &marsh, "M-2").await);
    let bill = invoice(&world, &marsh, 5_000, json!({ "matter_id": lease["id"] })).await;
    let other = invoice(&world, &marsh, 5_000, json!({ "matter_id": sale["id"] })).await;
    let cheque = by_hand(&world, "operating", 9_000, json!({})).await;
    let split = json!({ "client_id": marsh["id"], "parts": [
        { "invoice_id": bill["id"], "amount": 5_000 }, { "invoice_id": other["id"], "amount": 1_000 },
        { "matter_id": sale["id"], "amount": 500 },
    ]});
    let answer = link(&world, &cheque, split).await;
    assert_eq!(answer["unallocated"], 2_500, "parts may come to less");
    assert_eq!(shown(&world, &other).await, (1_000, "partly_paid".into()));
    let rest = link(&world, &cheque, json!({ "client_id": marsh["id"], "matter_id": sale["id"] })).await;
    assert_eq!(rest["unallocated"], 0);
    assert_eq!(shown(&world, &other).await, (3_500, "partly_paid".into()), "one matter's invoices alone");
    prove(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trust_money_goes_to_the_matter_and_to_no_invoice() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let lease = matter(&world, &marsh, "M-1").await;
    let bill = invoice(&world, &marsh, 5_000, json!({})).await;
    let deposit = by_hand(&world, "trust", 8_000, json!({})).await;
    assert_eq!(balance(&world, "unidentified").await, 8_000);
    let wrong = json!({ "client_id": marsh["id"], "parts": [{ "invoice_id": bill["id"], "amount": 5_000 }] });
    let (status, problem) = world.post(&allocations(&deposit), wrong).await;
    assert_eq!((status.as_u16(), pointers(&problem)), (422, vec!["/parts/0/invoice_id".to_owned()]));
    assert!(problem["errors"][0]["detail"].as_str().unwrap().contains("Trust money"), "{problem}");
    let answer = link(&world, &deposit, json!({ "client_id": marsh["id"], "matter_id": lease["id"] })).await;
    assert_eq!(parts(&answer), [part("trust", 8_000)]);
    assert_eq!(shown(&world, &bill).await.0, 0);
    let trust = world.get("/api/v1/ledger/accounts?kind=trust").await;
    assert_eq!((&trust["data"][0]["matter_id"], &trust["data"][0]["balance"]), (&lease["id"], &json!(8_000)));

    // Some of it is on its way out.
    let mut tx = world.running.app.db.begin().await.unwrap();
    sqlx::query("UPDATE ledger_accounts SET held = 1000 WHERE kind = 'trust'").execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    let (status, problem) = unlink(&world, &deposit).await;
    assert_eq!(status, 409);
    assert!(problem["title"].as_str().unwrap().contains("$70.00 left"), "{problem}");
    assert_eq!(payment(&world, &deposit).await["client_id"], marsh["id"], "nothing happened");
    prove(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_said_at_its_field() {
    let world = World::new().await;
    let (marsh, hale) = (client(&world, "Marsh").await, client(&world, "Hale").await);
    let foreign = matter(&world, &hale, "H-1").await;
    let (bill, hers) =
        (invoice(&world, &marsh, 5_000, json!({})).await, invoice(&world, &hale, 5_000, json!({})).await);
    let cheque = by_hand(&world, "operating", 9_000, json!({})).await;
    let path = allocations(&cheque);
    let whole = |parts: Value| json!({ "client_id": marsh["id"], "parts": parts });
    for (body, at) in [
        (json!({}), "/client_id"),
        (json!({ "client_id": "cli_00000000000000000000000000000001" }), "/client_id"),
        (json!({ "client_id": marsh["id"], "matter_id": foreign["id"] }), "/matter_id"),
        (whole(json!([])), "/parts"),
        (whole(json!([{ "amount": 0 }])), "/parts/0/amount"),
        (whole(json!([{ "amount": 9_001 }])), "/parts"),
        (whole(json!([{ "invoice_id": hers["id"], "amount": 1 }])), "/parts/0/invoice_id"),
        (whole(json!([{ "invoice_id": "inv_1", "amount": 1 }])), "/parts/0/invoice_id"),
        (whole(json!([{ "invoice_id": bill["id"], "amount": 5_001 }])), "/parts/0/amount"),
        (whole(json!([{ "matter_id": foreign["id"], "amount": 1 }])), "/parts/0/matter_id"),
    ] {
        assert_eq!(refused(&world, &path, body.clone()).await, (422, vec![at.to_owned()]), "{body}");
    }
    let twice =
        whole(json!([{ "invoice_id": bill["id"], "amount": 4_000 }, { "invoice_id": bill["id"], "amount": 4_000 }]));
    assert_eq!(world.post(&path, twice).await.0, 409, "an invoice takes no more than is open");
    link(&world, &cheque, json!({ "client_id": marsh["id"], "parts": [{ "amount": 1_000 }] })).await;
    assert_eq!(world.post(&path, json!({ "client_id": hale["id"] })).await.0, 409, "it is another client's");
    let viewer = key(&world, "viewer").await;
    let post = reqwest::Method::POST;
    assert_eq!(send(&world, &viewer, post.clone(), &path, &whole(json!([]))).await.0, 403);
    let other = stranger(&world).await;
    assert_eq!(send(&world, &other, post, &path, &json!({ "client_id": marsh["id"] })).await.0, 404);
    assert_eq!(send(&world, &other, reqwest::Method::GET, &path, &Value::Null).await.0, 404);
    prove(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_says_whose_it_is_is_allocated_by_itself() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 5_000, json!({})).await;
    let body = json!({ "client_id": marsh["id"], "items": [{ "invoice_id": bill["id"], "amount": 5_000 }] });
    let ask = world.link(5_000, body).await;
    let page = world.checkout(&ask, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&ask, "paid").await;
    world.settle().await;
    assert_eq!(shown(&world, &bill).await, (5_000, "paid".into()));
    let payments = world.get("/api/v1/payments").await;
    assert_eq!((&payments["data"][0]["client_id"], &payments["data"][0]["allocated"]), (&marsh["id"], &json!(5_000)));

    let lease = matter(&world, &marsh, "M-1").await;
    let deposit =
        json!({ "client_id": marsh["id"], "matter_id": lease["id"], "account_id": world.account("trust").await });
    let ask = world.link(6_000, deposit).await;
    let page = world.checkout(&ask, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&ask, "paid").await;
    world.settle().await;
    assert_eq!((balance(&world, "trust").await, balance(&world, "unidentified").await), (6_000, 0));
    let nobodys = world.link(7_000, json!({})).await;
    let page = world.checkout(&nobodys, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&nobodys, "paid").await;
    world.settle().await;
    assert_eq!(balance(&world, "unlinked").await, 7_000, "nobody said whose it is");
    prove(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_likely_clients_are_proposed_and_say_why() {
    let world = World::new().await;
    let (marsh, hale) = (client(&world, "Ida Marsh").await, client(&world, "Hale").await);
    client(&world, "Somebody else").await;
    let bill = invoice(&world, &hale, 5_000, json!({ "number": "2026-17" })).await;
    let cheque = json!({ "reference": "for inv 2026-17, thanks", "payer_email": "OFFICE@marsh.example" });
    let cheque = by_hand(&world, "operating", 5_000, cheque).await;
    let proposals = world.get(&format!("/api/v1/payments/{}/proposals", id(&cheque))).await;
    let said = proposals["data"].as_array().unwrap();
    assert_eq!((&said[0]["client_id"], &said[0]["invoice_id"]), (&hale["id"], &bill["id"]), "{proposals}");
    assert_eq!(said[0]["reasons"], json!(["Invoice number", "Same email", "Same amount"]));
    assert_eq!((&said[1]["client_id"], &said[1]["reasons"]), (&marsh["id"], &json!(["Same email", "Same name"])));
    assert_eq!(said[2]["reasons"], json!(["Same email"]));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_who_link_the_same_payment_at_once_link_it_once() {
    let world = World::new().await;
    let (marsh, hale) = (client(&world, "Marsh").await, client(&world, "Hale").await);
    let cheque = by_hand(&world, "operating", 5_000, json!({})).await;
    let path = allocations(&cheque);
    let tries = [&marsh, &hale, &marsh, &hale].map(|client| world.post(&path, json!({ "client_id": client["id"] })));
    let answers = join_all(tries).await;
    let mut statuses: Vec<u16> = answers.iter().map(|(status, _)| status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409], "{answers:?}");
    prove(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_payments_at_once_never_pay_an_invoice_twice() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 5_000, json!({})).await;
    let mut cheques = Vec::new();
    for _ in 0..20 {
        cheques.push(by_hand(&world, "operating", 1_000, json!({})).await);
    }
    let paths: Vec<String> = cheques.iter().map(allocations).collect();
    let said = |i: usize| {
        let parts = json!([{ "invoice_id": bill["id"], "amount": 1_000 }]);
        if i.is_multiple_of(2) {
            json!({ "client_id": marsh["id"] })
        } else {
            json!({ "client_id": marsh["id"], "parts": parts })
        }
    };
    let answers = join_all(paths.iter().enumerate().map(|(i, path)| world.post(path, said(i)))).await;
    for (status, answer) in &answers {
        assert!(matches!(status.as_u16(), 201 | 409 | 422), "{status} {answer}");
    }
    assert_eq!(shown(&world, &bill).await, (5_000, "paid".into()));
    assert_eq!(balance(&world, "receivable").await, 0);
    prove(&world).await;
    world.end().await;
}
