//! What is not finished gives way, and what comes in all the same is booked.

use std::time::Duration;

use serde_json::json;

use super::{asks, books_agree, click, now};
use crate::{
    asking::{client, id, invoice},
    world::World,
};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_session_gives_back_what_it_held() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let one = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    let other = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    world.checkout(&one, "").await;
    assert_eq!(now(&world, &bill).await["reserved"], 10_000);
    world.advance(24 * 60 * MINUTE).await;
    world.until("SELECT CAST(COUNT(*) AS BIGINT) FROM checkouts WHERE state = 'expired'", 1).await;
    assert_eq!(now(&world, &bill).await["reserved"], 0);
    world.checkout(&other, "").await;
    assert_eq!(now(&world, &bill).await["reserved"], 10_000);
    books_agree(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_nobody_finishes_gives_way_after_ten_minutes() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let one = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    let other = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    let first = world.checkout(&one, "").await;
    world.advance(9 * MINUTE).await;
    let (status, text) = click(&world, &other).await;
    assert_eq!(status, 409, "{text}");
    world.advance(2 * MINUTE).await;
    let second = world.checkout(&other, "").await;
    assert_ne!(first, second);
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM checkouts WHERE state = 'expired'").await, 1);
    assert_eq!(now(&world, &bill).await["reserved"], 10_000);
    // Now it is the first who comes second.
    let (status, _) = click(&world, &one).await;
    assert_eq!(status, 409);
    books_agree(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_paid_on_a_session_that_gave_way_is_booked_and_flagged() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let one = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    let other = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    let first = world.checkout(&one, "").await;
    world.advance(11 * MINUTE).await;
    let second = world.checkout(&other, "").await;
    world.pay(&second, json!({})).await;
    world.wait_for(&other, "paid").await;
    world.wait_for(&one, "cancelled").await;
    world.settle().await;

    // The bank had let it through before the session ended.
    world.pay(&first, json!({ "ignore_session_state": true })).await;
    world.until("SELECT CAST(COUNT(*) AS BIGINT) FROM payments WHERE status = 'succeeded'", 2).await;
    let payments = world.get(&format!("/api/v1/payments?filter[link_id]={}", id(&one))).await;
    let late = &payments["data"][0];
    assert_eq!((&late["amount"], &late["flags"]), (&json!(10_000), &json!(["duplicate"])), "{late}");
    assert_eq!(world.reload(&one).await["flagged"], true);
    let credit =
        "SELECT CAST(COALESCE(SUM(amount - taken_back), 0) AS BIGINT) FROM allocations WHERE target = 'credit'";
    assert_eq!(world.number(credit).await, 10_000);
    let bill = now(&world, &bill).await;
    assert_eq!((&bill["status"], &bill["paid"]), (&json!("paid"), &json!(10_000)));
    books_agree(&world).await;
    world.end().await;
}
