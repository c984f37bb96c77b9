//! Paying part of a link, where no other link is to ask for the rest.

use serde_json::{Value, json};

use crate::{
    asking::{client, invoice},
    world::World,
};

/// Pays part of a link and waits until it is known.
async fn pay_part(world: &World, link: &Value, amount: &str, paid: i64, more: Value) -> Value {
    let page = world.checkout(link, amount).await;
    world.pay(&page, more).await;
    for _ in 0..300 {
        let now = world.reload(link).await;
        if now["amount_paid"] == paid {
            return now;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{paid} was never paid: {}", world.reload(link).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_stays_open_until_all_of_it_is_paid_part_by_part() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let older = invoice(&world, &marsh, 90_000, json!({ "due_on": "2030-01-01" })).await;
    let newer = invoice(&world, &marsh, 40_000, json!({ "due_on": "2030-02-01" })).await;
    let items = json!([{ "invoice_id": older["id"], "amount": 30_000 }, { "invoice_id": newer["id"] }]);
    let terms = json!({ "client_id": marsh["id"], "items": items, "min_amount": 10_000, "part_policy": "until_paid" });
    let link = world.link(70_000, terms).await;

    let first = pay_part(&world, &link, "200", 20_000, json!({})).await;
    assert_eq!((&first["status"], &first["amount_remaining"]), (&json!("outstanding"), &json!(50_000)));
    assert_eq!((&first["successor_id"], &first["items"][0]["amount"]), (&Value::Null, &json!(10_000)));
    let page = world.get(&format!("/api/v1/public/links/{}", World::token(&link))).await;
    assert_eq!((&page["state"], &page["paid"], &page["amount"]), (&json!("payable"), &json!(20_000), &json!(70_000)));
    assert_eq!(page["successor_url"], link["url"], "the rest is paid on the same page");
    let refused = world.click(&link, "500.01").await;
    assert_eq!(refused.status(), 422, "no more than is left");
    assert!(refused.text().await.unwrap().contains("Pay at most $500.00"));

    // What the older invoice was asked for on this link is paid first, and no more of it.
    let debit = world.checkout(&link, "300").await;
    let debit = world.pay(&debit, json!({ "method": "bank_debit", "settle": "manual" })).await;
    world.wait_for(&link, "processing").await;
    let id = debit["payment_intent"]["id"].as_str().unwrap();
    world
        .control(reqwest::Method::POST, &format!("payment_intents/{id}/settle"), json!({ "outcome": "succeed" }))
        .await;
    let second = world.wait_for(&link, "outstanding").await;
    assert_eq!((&second["amount_paid"], &second["amount_remaining"]), (&json!(50_000), &json!(20_000)));
    world.settle().await;
    let open = async |bill: &Value| world.get(&format!("/api/v1/invoices/{}", bill["id"].as_str().unwrap())).await;
    assert_eq!((&open(&older).await["paid"], &open(&newer).await["paid"]), (&json!(30_000), &json!(20_000)));

    let last = pay_part(&world, &link, "", 70_000, json!({})).await;
    assert_eq!((&last["status"], &last["amount_remaining"]), (&json!("paid"), &json!(0)));
    world.settle().await;
    assert_eq!((&open(&older).await["paid"], &open(&newer).await["status"]), (&json!(30_000), &json!("paid")));
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM links").await, 1, "no other link was made");
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM payments WHERE flags <> ''").await, 0);
    let mails = world.mail("payer@example.org").await;
    let pays = mails.iter().filter(|mail| mail["text"].as_str().unwrap().contains("Pay the rest:")).count();
    assert_eq!((mails.len(), pays), (3, 2), "each receipt but the last leads to the rest");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_with_a_part_or_is_withdrawn_after_one() {
    let world = World::new().await;
    let close = world.link(70_000, json!({ "min_amount": 1_000, "part_policy": "close" })).await;
    let paid = pay_part(&world, &close, "699.80", 69_980, json!({})).await;
    assert_eq!(
        (&paid["status"], &paid["amount_remaining"]),
        (&json!("paid"), &json!(0)),
        "a rest that small is let go"
    );

    let open = world.link(70_000, json!({ "min_amount": 1_000, "part_policy": "until_paid" })).await;
    pay_part(&world, &open, "100", 10_000, json!({})).await;
    let (status, _) =
        world.post(&format!("/api/v1/links/{}/cancellation", open["id"].as_str().unwrap()), json!({})).await;
    assert_eq!(status, 200);
    let cancelled = world.wait_for(&open, "cancelled").await;
    assert_eq!(cancelled["amount_paid"], 10_000, "what was paid stays");
    world.settle().await;
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM links").await, 2);

    let account = world.account("operating").await;
    for (terms, at) in [
        (json!({ "part_policy": "close" }), "/min_amount"),
        (json!({ "part_policy": "perhaps", "min_amount": 100 }), "/part_policy"),
    ] {
        let mut body = json!({ "amount": 5_000, "currency": "usd", "account_id": account });
        body.as_object_mut().unwrap().extend(terms.as_object().unwrap().clone());
        let (status, problem) = world.post("/api/v1/links", body).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["pointer"]), (422, &json!(at)), "{problem}");
    }
    world.end().await;
}
