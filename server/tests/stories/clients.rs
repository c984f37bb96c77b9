//! Whom a firm works for: entered, found, changed, archived, merged.

use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    asking::{booked, client, id, invoice, key, made, matter, patch, pointers, refused, send, stranger},
    world::World,
};

const CLIENTS: &str = "/api/v1/clients";

async fn names(world: &World, query: &str) -> Vec<String> {
    let page = world.get(&format!("{CLIENTS}?{query}")).await;
    page["data"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_entered_found_and_changed() {
    let world = World::new().await;
    let new = json!({
        "kind": "organisation", "name": "Marsh & Sons", "number": "C-10", "email": "office@marsh.example",
        "contacts": [
            { "name": "Ann Marsh", "email": "ann@marsh.example", "pays": true },
            { "name": "Bo Marsh", "role": "Clerk", "phone": "+1 503 555 0100" },
        ],
    });
    let marsh = made(&world, CLIENTS, new).await;
    let people = marsh["contacts"].as_array().unwrap();
    assert_eq!((marsh["payer_id"].clone(), people.len()), (people[0]["id"].clone(), 2));
    assert_eq!((&marsh["mode"], &marsh["status"], &marsh["balances"]), (&json!("test"), &json!("active"), &json!([])));
    made(&world, CLIENTS, json!({ "name": "alder", "number": "C-9" })).await;

    assert_eq!(names(&world, "sort=name").await, ["alder", "Marsh & Sons"]);
    assert_eq!(names(&world, "sort=-number").await, ["Marsh & Sons", "alder"], "10 is more than 9");
    assert_eq!(names(&world, "filter[q]=ann+mar").await, ["Marsh & Sons"], "by the people there");
    assert_eq!(names(&world, "filter[kind]=person").await, ["alder"]);

    let path = format!("{CLIENTS}/{}", id(&marsh));
    let kept = json!([{ "id": people[1]["id"], "name": "Bo Marsh-Lee", "pays": true }, { "name": "Cy Orr" }]);
    let (status, changed) = patch(&world, &path, json!({ "contacts": kept, "email": "" })).await;
    assert_eq!((status, &changed["email"], &changed["number"]), (200, &Value::Null, &json!("C-10")), "{changed}");
    assert_eq!(changed["payer_id"], people[1]["id"]);
    let now: Vec<&Value> = changed["contacts"].as_array().unwrap().iter().map(|c| &c["name"]).collect();
    assert_eq!(now, ["Bo Marsh-Lee", "Cy Orr"]);
    assert_eq!(names(&world, "filter[q]=ann").await, [""; 0], "who is gone finds nothing");
    assert_eq!(world.get(&path).await, changed);
    let timeline = world.get(&format!("{path}/timeline")).await;
    let kinds: Vec<&Value> = timeline["data"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["client.changed", "client.created"]);
    assert_eq!(timeline["data"][0]["detail"], "email, contacts, payer");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_field_is_named_and_nothing_breaks_on_hostile_input() {
    let world = World::new().await;
    let wrong = json!({
        "kind": "robot", "name": " ", "number": "x".repeat(65), "email": "nobody", "mode": "both",
        "contacts": [{ "name": "", "email": "x@", "pays": true }, { "name": "B", "pays": true, "id": "ctc_1" }],
    });
    let (status, at) = refused(&world, CLIENTS, wrong).await;
    assert_eq!(status, 422);
    for pointer in ["/kind", "/name", "/number", "/email", "/mode", "/contacts/0/name", "/contacts/0/email"] {
        assert!(at.iter().any(|found| found == pointer), "{pointer} in {at:?}");
    }
    for pointer in ["/contacts/1/id", "/contacts/1/pays"] {
        assert!(at.iter().any(|found| found == pointer), "{pointer} in {at:?}");
    }
    let crowd: Vec<Value> = (0..21).map(|i| json!({ "name": format!("P{i}") })).collect();
    assert_eq!(refused(&world, CLIENTS, json!({ "name": "A", "contacts": crowd })).await.1, ["/contacts"]);
    let long = "a".repeat(1_000_000);
    for hostile in [json!({ "name": long }), json!({ "name": "A", "note": long }), json!({ "name": "A\u{0}" })] {
        let (status, _) = world.post(CLIENTS, hostile).await;
        assert!((400..500).contains(&status.as_u16()), "{status}");
    }
    for query in ["filter[name]=%00", "filter[status]=merged", "filter[owed]=1..", "sort=owed", "limit=0", "cursor=x"] {
        let (status, _) = send(&world, &world.api_key, Method::GET, &format!("{CLIENTS}?{query}"), &json!({})).await;
        assert!((400..500).contains(&status), "{query}: {status}");
    }
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM clients").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_are_for_those_who_may_and_for_their_firm() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let other = client(&world, "Marsh again").await;
    let path = format!("{CLIENTS}/{}", id(&marsh));
    let merger = (Method::POST, format!("{path}/merger"), json!({ "duplicate_id": other["id"] }));
    let writes = [(Method::POST, CLIENTS.to_owned(), json!({ "name": "X" })), (Method::PATCH, path.clone(), json!({}))];
    let (viewer, stranger) = (key(&world, "viewer").await, stranger(&world).await);
    for (method, path, body) in writes.iter().chain([&merger]) {
        assert_eq!(send(&world, &viewer, method.clone(), path, body).await.0, 403, "{method} {path}");
    }
    assert_eq!(send(&world, &viewer, Method::GET, &path, &json!({})).await.0, 200);
    for (method, path, body) in [
        (Method::GET, path.clone(), json!({})),
        (Method::GET, format!("{path}/timeline"), json!({})),
        (Method::PATCH, path.clone(), json!({ "name": "Mine" })),
        merger,
    ] {
        assert_eq!(send(&world, &stranger, method.clone(), &path, &body).await.0, 404, "{method} {path}");
    }
    let list = send(&world, &stranger, Method::GET, CLIENTS, &json!({})).await.1;
    assert_eq!(list["data"], json!([]));
    let theirs = send(&world, &stranger, Method::POST, CLIENTS, &json!({ "name": "Theirs" })).await.1;
    let (status, problem) = world.post(&format!("{path}/merger"), json!({ "duplicate_id": theirs["id"] })).await;
    assert_eq!((status.as_u16(), pointers(&problem)), (422, vec!["/duplicate_id".to_owned()]));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_one_clients_whoever_races() {
    let world = World::new().await;
    let numbers = ["C-7", "c-7", " C-7 ", "C-7", "C-7", "c-7"];
    let asked = join_all(numbers.map(|number| world.post(CLIENTS, json!({ "name": "A", "number": number })))).await;
    let (made, rest): (Vec<_>, Vec<_>) = asked.iter().partition(|(status, _)| *status == 201);
    assert_eq!(made.len(), 1, "{asked:?}");
    assert!(rest.iter().all(|(status, problem)| *status == 422 && pointers(problem) == ["/number"]), "{rest:?}");
    let other = client(&world, "B").await;
    let (status, problem) = patch(&world, &format!("{CLIENTS}/{}", id(&other)), json!({ "number": "C-7" })).await;
    assert_eq!((status, pointers(&problem)), (422, vec!["/number".to_owned()]));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_client_gets_nothing_new_until_it_is_restored() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let path = format!("{CLIENTS}/{}", id(&marsh));
    let (_, archived) = patch(&world, &path, json!({ "status": "archived" })).await;
    assert_eq!(archived["status"], "archived");
    let matter = json!({ "client_id": marsh["id"], "number": "M-1", "name": "Lease" });
    let lines = json!([{ "description": "Advice", "unit_price": 100 }]);
    assert_eq!(refused(&world, "/api/v1/matters", matter.clone()).await, (422, vec!["/client_id".to_owned()]));
    let bill = json!({ "client_id": marsh["id"], "lines": lines });
    assert_eq!(refused(&world, "/api/v1/invoices", bill).await, (422, vec!["/client_id".to_owned()]));
    let counts = world.get(&format!("{CLIENTS}/counts")).await;
    let by_status: Vec<(&Value, &Value)> =
        counts["by_status"].as_array().unwrap().iter().map(|entry| (&entry["status"], &entry["count"])).collect();
    assert_eq!(by_status, [(&json!("active"), &json!(0)), (&json!("archived"), &json!(1))]);
    assert_eq!(patch(&world, &path, json!({ "status": "merged" })).await.0, 422);
    patch(&world, &path, json!({ "status": "active" })).await;
    made(&world, "/api/v1/matters", matter).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clients_become_one_with_all_that_they_had() {
    let world = World::new().await;
    let (marsh, twin) = (client(&world, "Marsh").await, client(&world, "Marsch").await);
    let twin_path = format!("{CLIENTS}/{}", id(&twin));
    patch(&world, &twin_path, json!({ "number": "C-2", "contacts": [{ "name": "Tom" }] })).await;
    let lease = matter(&world, &twin, "M-2").await;
    let bill = invoice(&world, &twin, 9_000, json!({ "matter_id": lease["id"] })).await;
    invoice(&world, &marsh, 1_000, json!({})).await;
    let path = format!("{CLIENTS}/{}", id(&marsh));
    let (status, merged) = world.post(&format!("{path}/merger"), json!({ "duplicate_id": twin["id"] })).await;
    assert_eq!(status, 200, "{merged}");
    assert_eq!(merged["balances"], json!([{ "currency": "USD", "owed": 10_000, "credit": 0, "trust": 0 }]));
    assert_eq!(
        (&merged["number"], &merged["open_matters"]),
        (&json!("C-2"), &json!(1)),
        "what was lacking is filled in"
    );
    assert_eq!(merged["contacts"][0]["name"], "Tom");

    assert_eq!(names(&world, "").await, ["Marsh"], "the duplicate is in no list");
    let gone = world.get(&twin_path).await;
    assert_eq!((&gone["status"], &gone["merged_into"]), (&json!("merged"), &marsh["id"]));
    assert_eq!(patch(&world, &twin_path, json!({ "name": "X" })).await.0, 409);
    let bill = world.get(&format!("/api/v1/invoices/{}", id(&bill))).await;
    assert_eq!((&bill["client_id"], &bill["client_name"]), (&marsh["id"], &json!("Marsh")));
    let found = world.get("/api/v1/invoices?filter[q]=marsh+M-2").await;
    assert_eq!(found["data"].as_array().unwrap().len(), 1, "found by the new name");
    let timeline = world.get(&format!("{path}/timeline")).await;
    let told = |kind: &str| timeline["data"].as_array().unwrap().iter().filter(|e| e["kind"] == kind).count();
    assert_eq!((told("client.merged"), told("client.created")), (2, 2), "the history of both is one");

    assert_eq!(booked(&world, "receivable").await, 10_000);
    let left = sqlx::query_scalar::<_, i64>("SELECT balance FROM ledger_accounts WHERE client_id = $1")
        .bind(id(&twin))
        .fetch_one(world.running.app.db.read())
        .await
        .unwrap();
    assert_eq!(left, 0, "the books moved with it");
    let (status, problem) = world.post(&format!("{path}/merger"), json!({ "duplicate_id": twin["id"] })).await;
    assert_eq!((status.as_u16(), pointers(&problem)), (422, vec!["/duplicate_id".to_owned()]), "once");
    world.end().await;
}
