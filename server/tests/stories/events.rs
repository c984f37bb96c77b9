//! Appointments: when they are, what is paid for them, and who else sees them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    asking::{client, id, key, made, matter, patch, pointers, refused, send, stranger},
    world::World,
};

const EVENTS: &str = "/api/v1/events";

/// A visit of a client for 100.00 dollars, a quarter of it as a deposit; `more` overrides.
async fn visit(world: &World, client: &Value, more: Value) -> Value {
    let mut body = json!({
        "client_id": client["id"], "title": "First visit", "place": "Room 2", "starts_at": "2027-03-01T09:30",
        "minutes": 45, "fee": 10_000, "account_id": world.account("operating").await, "deposit_kind": "percent",
        "deposit_percent": 2_500,
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    made(world, EVENTS, body).await
}

fn at(visit: &Value) -> String {
    format!("{EVENTS}/{}", id(visit))
}

/// Asks for money by link: the status, and the link.
async fn ask(world: &World, visit: &Value, kind: &str, send: bool) -> (u16, Value) {
    let (status, link) = world.post(&format!("{}/links", at(visit)), json!({ "kind": kind, "send": send })).await;
    (status.as_u16(), link)
}

async fn pay(world: &World, link: &Value) {
    let url = world.checkout(link, "").await;
    world.pay(&url, json!({})).await;
    world.wait_for(link, "paid").await;
    world.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_is_booked_moved_and_cancelled() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let lease = matter(&world, &marsh, "M-1").await;
    let users = world.get("/api/v1/users").await;
    let with = users["data"][0]["id"].clone();
    let first = visit(&world, &marsh, json!({ "matter_id": lease["id"], "responsible_id": with })).await;
    assert_eq!((&first["local_start"], &first["local_end"]), (&json!("2027-03-01T09:30"), &json!("2027-03-01T10:15")));
    assert_eq!(
        (&first["deposit"], &first["payment"], &first["status"]),
        (&json!(2_500), &json!("deposit_unpaid"), &json!("booked"))
    );
    assert_eq!(first["overlaps"], json!([]));
    let second = visit(&world, &marsh, json!({ "starts_at": "2027-03-01T10:00", "responsible_id": with })).await;
    assert_eq!(second["overlaps"][0]["id"], first["id"], "told, and not refused");

    let revision = second["revision"].clone();
    let moved = json!({ "starts_at": "2027-03-01T10:15", "revision": revision });
    let (status, second) = patch(&world, &at(&second), moved.clone()).await;
    assert_eq!((status, &second["overlaps"]), (200, &json!([])));
    assert_eq!(patch(&world, &at(&second), moved).await.0, 409, "somebody changed it meanwhile");

    for (field, value, pointer) in [
        ("client_id", json!("cli_1"), "/client_id"),
        ("title", json!(" "), "/title"),
        ("starts_at", json!("2027-03-14T02:30"), "/starts_at"),
        ("starts_at", json!("2027-11-07T01:30"), "/repeated"),
        ("minutes", json!(1_441), "/minutes"),
        ("fee", json!(-1), "/fee"),
        ("account_id", json!(""), "/account_id"),
        ("deposit_percent", json!(10_001), "/deposit_percent"),
        ("responsible_id", json!("usr_00000000000000000000000000000000"), "/responsible_id"),
        ("matter_id", json!("mtr_00000000000000000000000000000000"), "/matter_id"),
    ] {
        let mut body = json!({
            "client_id": marsh["id"], "title": "Visit", "starts_at": "2027-03-01T09:30", "minutes": 45, "fee": 10_000,
            "account_id": world.account("operating").await, "deposit_kind": "percent", "deposit_percent": 2_500,
        });
        body[field] = value;
        assert_eq!(refused(&world, EVENTS, body).await, (422, vec![pointer.to_owned()]), "{field}");
    }
    let twice = visit(&world, &marsh, json!({ "starts_at": "2027-11-07T01:30", "repeated": "second" })).await;
    assert_eq!(twice["starts_at"], "2027-11-07T09:30:00Z");

    for (status, word) in [("checked_in", "checked_in"), ("completed", "completed"), ("no_show", "no_show")] {
        let (_, stands) = patch(&world, &at(&twice), json!({ "status": status })).await;
        assert_eq!(stands["status"], word);
    }
    assert_eq!(patch(&world, &at(&twice), json!({ "status": "cancelled" })).await.0, 422);
    let (_, gone) = world.post(&format!("{}/cancellation", at(&first)), json!({})).await;
    assert_eq!(gone["status"], "cancelled");
    assert_eq!(patch(&world, &at(&first), json!({ "title": "Another" })).await.0, 409, "restored first");
    assert_eq!(ask(&world, &first, "deposit", false).await.0, 409);
    assert_eq!(patch(&world, &at(&first), json!({ "status": "booked" })).await.1["status"], "booked");
    let timeline = world.get(&format!("{}/timeline", at(&first))).await;
    let kinds: Vec<&Value> = timeline["data"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["event.restored", "event.cancelled", "event.booked"]);

    let calendar = world.get(&format!("{EVENTS}/calendar?from=2027-03-01&to=2027-03-07")).await;
    let titles = calendar["data"].as_array().unwrap().len();
    assert_eq!((titles, &calendar["more"]), (2, &json!(false)));
    let (status, problem) = send(
        &world,
        &world.api_key,
        Method::GET,
        &format!("{EVENTS}/calendar?from=2027-03-01&to=2027-04-12"),
        &json!({}),
    )
    .await;
    assert_eq!((status, pointers(&problem)), (422, vec!["/to".to_owned()]), "43 days");
    let list =
        world.get(&format!("{EVENTS}?filter[starts_at]=2027-03-01..2027-03-02&filter[q]=room&sort=starts_at")).await;
    assert_eq!(list["data"].as_array().unwrap().len(), 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_is_paid_by_itself_when_its_links_are() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let first = visit(&world, &marsh, json!({})).await;
    let (status, deposit) = ask(&world, &first, "deposit", true).await;
    assert_eq!((status, &deposit["amount"], &deposit["client_id"]), (201, &json!(2_500), &marsh["id"]));
    assert_eq!(
        ask(&world, &first, "deposit", false).await,
        (200, world.reload(&deposit).await),
        "the one that is open"
    );

    let (_, dearer) = patch(&world, &at(&first), json!({ "fee": 20_000 })).await;
    assert_eq!(dearer["deposit"], 5_000);
    let (status, replaced) = ask(&world, &first, "deposit", true).await;
    assert_eq!((status, &replaced["amount"]), (201, &json!(5_000)), "one for today's amount in its place");
    assert_eq!(world.reload(&deposit).await["status"], "cancelled");
    pay(&world, &replaced).await;
    let paid = world.get(&at(&first)).await;
    assert_eq!(
        (&paid["payment"], &paid["paid"], &paid["remaining"]),
        (&json!("deposit_paid"), &json!(5_000), &json!(15_000))
    );
    assert_eq!(ask(&world, &first, "deposit", false).await.0, 409, "the deposit is paid");
    assert_eq!(refused_change(&world, &first, json!({ "fee": 4_999 })).await, ["/fee"]);
    assert_eq!(
        refused_change(&world, &first, json!({ "account_id": world.account("trust").await })).await,
        ["/account_id"]
    );
    let found = world.get(&format!("{EVENTS}?filter[payment]=deposit_paid")).await;
    assert_eq!(found["data"].as_array().unwrap().len(), 1);

    let (_, balance) = ask(&world, &first, "balance", false).await;
    assert_eq!((&balance["amount"], &balance["description"]), (&json!(15_000), &json!("First visit")));
    assert_eq!(ask(&world, &first, "deposit", false).await.0, 409);
    pay(&world, &balance).await;
    let paid = world.get(&at(&first)).await;
    assert_eq!((&paid["payment"], &paid["remaining"]), (&json!("paid"), &json!(0)));
    assert_eq!(ask(&world, &first, "balance", false).await.0, 409);

    let payments = world.get("/api/v1/payments").await;
    let newest = id(&payments["data"][0]).to_owned();
    let refund = json!({ "amount": 15_000, "reason": "requested_by_customer" });
    let request =
        world.http.post(format!("{}/api/v1/payments/{newest}/refunds", world.url)).bearer_auth(&world.api_key);
    let answer = request.header("idempotency-key", "back").json(&refund).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    world.settle().await;
    assert_eq!(world.get(&at(&first)).await["payment"], "deposit_paid", "what went back is not paid");

    let mails = world.mail("office@marsh.example").await;
    let said: String = mails.iter().map(Value::to_string).collect();
    assert!(said.contains("Monday, 1 March 2027, 09:30"), "mails say when: {said}");
    assert!(said.contains("/event.ics"), "and where a calendar finds it");
    world.end().await;
}

async fn refused_change(world: &World, visit: &Value, change: Value) -> Vec<String> {
    let (status, problem) = patch(world, &at(visit), change).await;
    assert_eq!(status, 422, "{problem}");
    pointers(&problem)
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_an_appointment_withdraws_its_open_links_and_keeps_what_was_paid() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let first = visit(&world, &marsh, json!({})).await;
    let (_, deposit) = ask(&world, &first, "deposit", false).await;
    pay(&world, &deposit).await;
    let (_, balance) = ask(&world, &first, "balance", false).await;
    let file = world.http.get(format!("{}/l/{}/event.ics", world.url, World::token(&balance))).send().await.unwrap();
    assert_eq!(file.headers()["content-type"], "text/calendar; charset=utf-8");
    let text = file.text().await.unwrap();
    assert!(text.contains("DTSTART:20270301T173000Z\r\n") && text.contains("LOCATION:Room 2\r\n"), "{text}");
    assert!(text.contains("STATUS:CONFIRMED\r\n") && !text.contains("Marsh"), "{text}");

    let (_, gone) = world.post(&format!("{}/cancellation", at(&first)), json!({})).await;
    assert_eq!(
        (&gone["status"], &gone["paid"], &gone["payment"]),
        (&json!("cancelled"), &json!(2_500), &json!("deposit_paid"))
    );
    assert_eq!(world.reload(&balance).await["status"], "cancelled");
    let links = world.get(&format!("{}/links", at(&first))).await;
    let kinds: Vec<&Value> = links["data"].as_array().unwrap().iter().map(|link| &link["kind"]).collect();
    assert_eq!(kinds, ["balance", "deposit"]);
    let request = world.http.get(format!("{}{}/ics", world.url, at(&first))).bearer_auth(&world.api_key);
    let text = request.send().await.unwrap().text().await.unwrap();
    assert!(text.contains("STATUS:CANCELLED\r\n") && text.contains("SEQUENCE:1\r\n"), "{text}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn appointments_are_for_those_who_may_and_for_their_firm() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let first = visit(&world, &marsh, json!({})).await;
    let (viewer, stranger) = (key(&world, "viewer").await, stranger(&world).await);
    let nothing = json!({});
    for (method, path) in [
        (Method::POST, EVENTS.to_owned()),
        (Method::PATCH, at(&first)),
        (Method::POST, format!("{}/links", at(&first))),
        (Method::POST, format!("{}/cancellation", at(&first))),
    ] {
        assert_eq!(send(&world, &viewer, method, &path, &nothing).await.0, 403, "{path}");
    }
    for (method, path) in [
        (Method::GET, at(&first)),
        (Method::PATCH, at(&first)),
        (Method::GET, format!("{}/ics", at(&first))),
        (Method::GET, format!("{}/links", at(&first))),
        (Method::GET, format!("{}/timeline", at(&first))),
        (Method::POST, format!("{}/cancellation", at(&first))),
    ] {
        assert_eq!(send(&world, &stranger, method, &path, &nothing).await.0, 404, "{path}");
    }
    let foreign =
        send(&world, &stranger, Method::POST, &format!("{}/links", at(&first)), &json!({ "kind": "deposit" })).await;
    assert_eq!(foreign.0, 404);
    assert_eq!(
        send(&world, &world.api_key, Method::GET, "/api/v1/calendar_feed", &nothing).await.0,
        403,
        "a key is nobody"
    );
    for bad in ["x.ics".to_owned(), format!("{}.ics", "0".repeat(64)), "0".repeat(64)] {
        let unknown = world.http.get(format!("{}/calendar/{bad}", world.url)).send().await.unwrap();
        assert_eq!(unknown.status(), 404, "{bad}");
    }
    world.end().await;
}
