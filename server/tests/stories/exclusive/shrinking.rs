//! A link asks for no more than is owed.

use serde_json::{Value, json};
use server::jobs::Job;

use super::{asks, books_agree, history, now};
use crate::{
    asking::{client, invoice},
    world::World,
};

fn items(link: &Value) -> Vec<(String, i64)> {
    let of = |item: &Value| (item["invoice_number"].as_str().unwrap().to_owned(), item["amount"].as_i64().unwrap());
    link["items"].as_array().unwrap().iter().map(of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_loses_what_was_paid_another_way() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let march = invoice(&world, &marsh, 10_000, json!({ "number": "MARCH" })).await;
    let april = invoice(&world, &marsh, 5_000, json!({ "number": "APRIL" })).await;
    let both = asks(&world, &marsh, &[(&march, 10_000), (&april, 5_000)], json!({ "min_amount": 12_000 })).await;
    let one = asks(&world, &marsh, &[(&march, 10_000)], json!({})).await;
    let page = world.checkout(&one, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&one, "paid").await;
    world.settle().await;
    let both = world.reload(&both).await;
    assert_eq!((&both["amount"], &both["min_amount"]), (&json!(5_000), &json!(5_000)));
    assert_eq!(items(&both), [("APRIL".to_owned(), 5_000)]);
    let said = history(&world, &both, "link.amount_changed").await;
    assert_eq!(said, ["$50.00. Invoice MARCH was paid another way"]);
    let page = world.checkout(&both, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&both, "paid").await;
    world.settle().await;
    for bill in [&march, &april] {
        assert_eq!(now(&world, bill).await["status"], "paid");
    }
    books_agree(&world).await;
    world.end().await;
}

/// The gateway is asked once more for what paid a link.
async fn hear_again(world: &World, link: &Value) {
    let app = &world.running.app;
    let (connection, payment_intent): (String, String) =
        sqlx::query_as("SELECT connection_id, payment_intent FROM payments WHERE link_id = $1")
            .bind(link["id"].as_str().unwrap())
            .fetch_one(app.db.read())
            .await
            .unwrap();
    let mut tx = app.db.begin().await.unwrap();
    let job = Job::SyncPayment { connection: connection.parse().unwrap(), payment_intent };
    job.enqueue(app, &mut tx, app.now()).await.unwrap();
    tx.commit().await.unwrap();
    world.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_someone_pays_keeps_what_it_asks_for() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let march = invoice(&world, &marsh, 10_000, json!({ "number": "MARCH" })).await;
    let april = invoice(&world, &marsh, 5_000, json!({ "number": "APRIL" })).await;
    let parts = json!({ "min_amount": 1_000 });
    let both = asks(&world, &marsh, &[(&march, 10_000), (&april, 5_000)], parts).await;
    let one = asks(&world, &marsh, &[(&april, 5_000)], json!({})).await;
    // The oldest first: this touches March alone, so April is free for the other link.
    let part = world.checkout(&both, "60").await;
    assert_eq!(
        (now(&world, &march).await["reserved"].clone(), now(&world, &april).await["reserved"].clone()),
        (json!(6_000), json!(0))
    );
    let page = world.checkout(&one, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&one, "paid").await;
    world.settle().await;
    assert_eq!(world.reload(&both).await["amount"], 15_000, "somebody is paying it");

    world.pay(&part, json!({})).await;
    let both = world.wait_for(&both, "partly_paid").await;
    world.settle().await;
    let rest = world.get(&format!("/api/v1/links/{}", both["successor_id"].as_str().unwrap())).await;
    assert_eq!((&rest["amount"], &rest["status"]), (&json!(4_000), &json!("outstanding")));
    assert_eq!(items(&rest), [("MARCH".to_owned(), 4_000)], "April was paid another way");
    hear_again(&world, &both).await;
    let again = world.reload(&rest).await;
    assert_eq!((&again["amount"], items(&again)), (&json!(4_000), items(&rest)), "the payment was heard of again");
    assert_eq!(now(&world, &march).await["paid"], 6_000);
    books_agree(&world).await;
    world.end().await;
}
