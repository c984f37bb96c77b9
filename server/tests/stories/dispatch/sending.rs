//! Sending: every row becomes a link, or says why not.

use std::time::Duration;

use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{counts, domain_day, invoices, wrong};
use crate::{
    actions::{action, all},
    world::World,
};

#[tokio::test(flavor = "multi_thread")]
async fn every_row_becomes_a_link_and_its_mail() {
    let world = World::new().await;
    let mut rows = invoices(30);
    rows[0]["expires_on"] = json!("2027-06-30");
    rows[0]["due_on"] = json!("2027-06-01");
    rows[0]["message"] = json!("Thank you");
    let id = world.draft("mail", &rows).await;
    let path = format!("{}/api/v1/imports/{id}/dispatch", world.url);
    let ask = || world.http.post(&path).bearer_auth(&world.api_key).header("idempotency-key", "once").json(&json!({}));
    let answers = join_all([ask().send(), ask().send()]).await;
    for answer in answers {
        assert_eq!(answer.unwrap().status(), 202);
    }
    let import = world.rests(&id, "done").await;
    assert_eq!((counts(&import), &import["progress"], &import["trouble"]), ([0, 0, 0, 30], &Value::Null, &Value::Null));
    assert!(import["sent_at"].is_string());
    world.settle().await;
    world.adds_up(30, 30).await;
    assert_eq!(world.mail("client29@example.org").await.len(), 1);

    let line = &world.lines_of(&id).await[0];
    assert_eq!((&line["state"], &line["problems"]), (&json!("created"), &json!([])));
    let link = world.get(&format!("/api/v1/links/{}", line["link_id"].as_str().unwrap())).await;
    // The firm is in Los Angeles, where it is summer.
    for (field, expected) in [
        ("amount", json!(1_050)),
        ("invoice_number", json!("INV-0")),
        ("expires_at", json!("2027-07-01T06:59:59Z")),
        ("due_on", json!("2027-06-01")),
        ("message", json!("Thank you")),
        ("delivery", json!("sent")),
        ("import_id", json!(id)),
    ] {
        assert_eq!(link[field], expected, "{field}");
    }
    world.link(500, json!({})).await;
    let of_it = world.get(&format!("/api/v1/links/counts?filter[import_id]={id}")).await;
    assert_eq!(of_it["matching"]["count"], 30);
    let (status, again) = world.dispatch(&id, json!({})).await;
    assert_eq!((status.as_u16(), &again["title"]), (409, &json!("Every row has its link")));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_takes_no_money_any_more_holds_the_rest() {
    let world = World::new().await;
    let id = world.draft("mail", &invoices(30)).await;
    world.hold().await;
    world.send_off(&id).await;
    world.batch(&id).await;
    let connection: String = sqlx::query_scalar("SELECT connection_id FROM accounts WHERE kind = 'operating'")
        .fetch_one(world.running.app.db.read())
        .await
        .unwrap();
    world.execute("UPDATE accounts SET connection_id = NULL WHERE kind = 'operating'").await;
    world.batch(&id).await;
    let import = world.import(&id).await;
    assert_eq!((&import["state"], counts(&import)), (&json!("review"), [5, 0, 0, 25]));
    let trouble = import["trouble"].as_str().unwrap();
    assert!(trouble.starts_with("Sending stopped: ") && trouble.ends_with("send the rest"), "{trouble}");
    assert_eq!(world.dispatch(&id, json!({})).await.0, 422, "not before that is mended");
    let mut tx = world.running.app.db.begin().await.unwrap();
    sqlx::query("UPDATE accounts SET connection_id = $1 WHERE kind = 'operating'")
        .bind(connection)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.let_go().await;
    assert_eq!(world.send_off(&id).await["trouble"], Value::Null);
    world.rests(&id, "done").await;
    world.settle().await;
    world.adds_up(30, 30).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_whose_time_passed_since_the_review_says_so_and_the_others_go() {
    let world = World::new().await;
    let mut rows = invoices(3);
    rows[1]["expires_on"] = json!(domain_day(&world, 1));
    let id = world.draft("download", &rows).await;
    world.advance(Duration::from_secs(3 * 86_400)).await;
    world.send_off(&id).await;
    assert_eq!(counts(&world.rests(&id, "done").await), [0, 0, 1, 2]);
    let line = &world.lines_of(&id).await[1];
    assert_eq!((wrong(line).0, &line["state"]), (vec!["past_date"], &json!("error")));
    world.adds_up(2, 0).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_leave_at_a_set_rate_and_not_for_links_that_were_withdrawn() {
    let mut world = World::new().await;
    world.running.finish().await;
    world.start_again_with("TENDER_BULK_MAILS_PER_MINUTE", "1").await;
    let id = world.draft("mail", &invoices(4)).await;
    world.send_off(&id).await;
    world.rests(&id, "done").await;
    let sent = "SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE state = 'sent'";
    let waiting = "SELECT CAST(COUNT(*) AS BIGINT) FROM jobs WHERE kind = 'send_mail'";
    world.arrives(sent, 1).await;
    assert_eq!(world.number(waiting).await, 3);
    let gaps = "SELECT CAST(MAX(run_at) - MIN(run_at) AS BIGINT) FROM jobs WHERE kind = 'send_mail'";
    assert_eq!(world.number(gaps).await, 120_000, "a minute between each");
    world.advance(Duration::from_secs(60)).await;
    world.arrives(sent, 2).await;
    assert_eq!(world.number(waiting).await, 2);

    let first = world.lines_of(&id).await[0]["link_id"].clone();
    let link = world.get(&format!("/api/v1/links/{}", first.as_str().unwrap())).await;
    let page = world.checkout(&link, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&link, "paid").await;
    let cancel = world.begin(action("cancel", all(&format!("import_id={id}")))).await;
    let done = world.rest_of(&cancel).await;
    assert_eq!((&done["done"], &done["skipped"]), (&json!(3), &json!(1)));
    world.advance(Duration::from_secs(3_600)).await;
    world.settle().await;
    let cancelled = world.get(&format!("/api/v1/links/counts?filter[import_id]={id}&filter[status]=cancelled")).await;
    assert_eq!(cancelled["matching"]["count"], 3);
    assert_eq!(world.mail("client1@example.org").await.len(), 1);
    for i in [2, 3] {
        assert_eq!(
            world.mail(&format!("client{i}@example.org")).await.len(),
            0,
            "nobody is asked for what was withdrawn"
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_is_asked_for_and_other_firms_find_nothing() {
    let world = World::new().await;
    let (_, bare) = world.post("/api/v1/imports", json!({ "rows": [{ "amount": "5" }] })).await;
    let bare = bare["id"].as_str().unwrap();
    world.rests(bare, "review").await;
    let (status, refused) = world.dispatch(bare, json!({})).await;
    assert_eq!((status.as_u16(), &refused["errors"][0]["pointer"]), (422, &json!("/account_id")));
    let undecided = world.draft("undecided", &[json!({ "amount": "5" })]).await;
    let (status, refused) = world.dispatch(&undecided, json!({})).await;
    assert_eq!((status.as_u16(), &refused["errors"][0]["pointer"]), (422, &json!("/delivery")));

    let app = &world.running.app;
    let mut tx = app.db.begin().await.unwrap();
    let firm: String = sqlx::query_scalar("SELECT id FROM firms").fetch_one(tx.conn()).await.unwrap();
    let (name, zone) = ("Key".parse().unwrap(), "Europe/Berlin".parse().unwrap());
    let (_, looks) =
        server::keys::create_key(app, &mut tx, &firm.parse().unwrap(), &name, domain::Role::Viewer).await.unwrap();
    let other = server::firm::create_firm(app, &mut tx, &name, &zone, domain::Currency::EUR).await.unwrap();
    let (_, foreign) = server::keys::create_key(app, &mut tx, &other, &name, domain::Role::Admin).await.unwrap();
    tx.commit().await.unwrap();
    for (method, what) in [(Method::POST, "dispatch"), (Method::POST, "stoppage"), (Method::GET, "results")] {
        for (key, expected) in [(&looks, 403), (&foreign, 404)] {
            let request =
                world.http.request(method.clone(), format!("{}/api/v1/imports/{undecided}/{what}", world.url));
            let answer = request.bearer_auth(key).json(&json!({})).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), expected, "{what}");
        }
    }
    world.end().await;
}
