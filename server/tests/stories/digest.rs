//! The morning's mail of payments that wait to be linked.

use std::time::Duration;

use jiff::{ToSpan as _, tz::TimeZone};
use serde_json::json;

use crate::{asking::made, world::World};

/// Moves every clock to a hour of the next day, where the firm is.
async fn tomorrow_at(world: &World, hour: i8) {
    let firm = world.get("/api/v1/firm").await;
    let zone = TimeZone::get(firm["time_zone"].as_str().unwrap()).unwrap();
    let now = world.clock.now().timestamp().unwrap();
    let day = now.to_zoned(zone.clone()).date().saturating_add(1.day());
    let then = day.at(hour, 0, 0, 0).to_zoned(zone).unwrap().timestamp();
    world.advance(Duration::from_millis(u64::try_from(then.as_millisecond() - now.as_millisecond()).unwrap())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_links_payments_hears_each_morning_of_what_waits() {
    let world = World::new().await;
    let account = world.account("operating").await;
    for amount in [5_000, 2_500] {
        let cash = json!({
            "source": "cash", "amount": amount, "currency": "usd", "account_id": account, "received_on": "2026-01-31",
            "payer_name": "Ida Marsh",
        });
        made(&world, "/api/v1/payments", cash).await;
    }
    let told = async || {
        world.settle().await;
        let mails = world.mail("owner@haleorr.example").await;
        let about = mails.into_iter().filter(|mail| mail["subject"].as_str().unwrap().contains("to be linked"));
        about.map(|mail| mail.to_string()).collect::<Vec<_>>()
    };
    let before = told().await.len();
    tomorrow_at(&world, 6).await;
    server::digest::all(&world.running.app).await.unwrap();
    assert_eq!(told().await.len(), before, "it is not morning yet");
    world.advance(Duration::from_secs(3_600)).await;
    for _ in 0..2 {
        server::digest::all(&world.running.app).await.unwrap();
    }
    let mails = told().await;
    assert_eq!(mails.len(), before + 1, "once a day");
    assert!(mails.iter().any(|mail| mail.contains("2 payments of $75.00 wait to be linked")), "{mails:?}");
    assert!(!mails.iter().any(|mail| mail.contains("Marsh")), "it names nobody");

    let off = "UPDATE users SET digest_off = 1";
    let mut tx = world.running.app.db.begin().await.unwrap();
    sqlx::query(off).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    tomorrow_at(&world, 8).await;
    server::digest::all(&world.running.app).await.unwrap();
    assert_eq!(told().await.len(), before + 1, "who turned it off hears nothing");
    world.end().await;
}
