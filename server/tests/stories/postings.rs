//! What clients paid, on its way into the firm's practice software.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    asking::{client, id, invoice, made, matter, pointers, refused, send, stranger},
    world::World,
};

/// A cheque that is linked to a client as it is recorded.
async fn cheque(world: &World, account: &str, amount: i64, allocation: Value) -> Value {
    let body = json!({
        "source": "cheque", "amount": amount, "currency": "usd", "account_id": world.account(account).await,
        "received_on": "2026-01-31", "reference": "=117", "payer_name": "Ida Marsh", "allocation": allocation,
    });
    made(world, "/api/v1/payments", body).await
}

async fn listed(world: &World, query: &str) -> Vec<Value> {
    world.get(&format!("/api/v1/postings?{query}")).await["data"].as_array().unwrap().clone()
}

fn said(postings: &[Value]) -> Vec<(i64, i64, &str, &str)> {
    let text =
        |value: &Value, name: &str| -> &str { Box::leak(value[name].as_str().unwrap().to_owned().into_boxed_str()) };
    let of = |p: &Value| {
        (p["sequence"].as_i64().unwrap(), p["amount"].as_i64().unwrap(), text(p, "kind"), text(p, "target"))
    };
    postings.iter().map(of).collect()
}

async fn outcome(world: &World, posting: &Value, body: Value) -> (StatusCode, Value) {
    world.post(&format!("/api/v1/postings/{}/outcome", id(posting)), body).await
}

/// An invoice of 40.00, paid by a cheque of 50.00: 40.00 to the invoice, 10.00 to the client's credit; and a deposit.
async fn furnish(world: &World) -> Value {
    let marsh = client(world, "Marsh").await;
    let lease = matter(world, &marsh, "M-1").await;
    invoice(world, &marsh, 4_000, json!({ "matter_id": lease["id"] })).await;
    let paid = cheque(world, "operating", 5_000, json!({ "client_id": marsh["id"] })).await;
    cheque(world, "trust", 7_000, json!({ "client_id": marsh["id"], "matter_id": lease["id"] })).await;
    paid
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connector_reads_what_is_to_be_posted_in_order_and_says_what_became_of_it() {
    let world = World::new().await;
    let paid = furnish(&world).await;
    let all = listed(&world, "").await;
    assert_eq!(
        said(&all),
        [(1, 1_000, "payment", "credit"), (2, 4_000, "payment", "invoice"), (3, 7_000, "payment", "trust")]
    );
    assert_eq!((&all[1]["matter_number"], &all[2]["matter_number"]), (&json!("M-1"), &json!("M-1")));
    assert!(all[1]["invoice_number"].is_string() && all[1]["account_name"].is_string(), "{}", all[1]);

    // Page by page, while what was read is marked.
    let first = world.get("/api/v1/postings?filter[status]=to_post&limit=1").await;
    let (status, posted) =
        outcome(&world, &first["data"][0], json!({ "outcome": "posted", "reference": "PS-9" })).await;
    assert_eq!((status.as_u16(), &posted["status"], &posted["reference"]), (200, &json!("posted"), &json!("PS-9")));
    let cursor = first["next_cursor"].as_str().unwrap();
    let next = listed(&world, &format!("filter[status]=to_post&limit=1&cursor={cursor}")).await;
    assert_eq!(next[0]["sequence"], 2);
    assert_eq!(outcome(&world, &all[0], json!({ "outcome": "posted" })).await.0, 200, "the same again changes nothing");
    let (status, refusal) = outcome(&world, &all[0], json!({ "outcome": "failed", "reason": "No such matter" })).await;
    assert_eq!((status.as_u16(), refusal["type"].as_str().is_some()), (409, true), "{refusal}");
    let path = format!("/api/v1/postings/{}/outcome", id(&all[1]));
    assert_eq!(refused(&world, &path, json!({ "outcome": "failed" })).await, (422, vec!["/reason".into()]));

    // Several at once, once for a key.
    let body = json!({ "outcomes": [
        { "id": all[1]["id"], "outcome": "failed", "reason": "No such client" },
        { "id": all[0]["id"], "outcome": "excluded" },
        { "id": "pst_00000000000000000000000000000001", "outcome": "posted" },
    ] });
    let several = async || {
        let request = world.http.post(format!("{}/api/v1/postings/outcomes", world.url)).bearer_auth(&world.api_key);
        request.header("idempotency-key", "once").json(&body).send().await.unwrap().json::<Value>().await.unwrap()
    };
    let results = several().await;
    let done: Vec<&Value> = results["results"].as_array().unwrap().iter().map(|result| &result["done"]).collect();
    assert_eq!(done, [&json!(true), &json!(false), &json!(false)], "{results}");
    assert_eq!(several().await, results);
    let many = vec![json!({ "id": all[0]["id"], "outcome": "posted" }); 501];
    let (status, at) = refused(&world, "/api/v1/postings/outcomes", json!({ "outcomes": many })).await;
    assert_eq!((status, at), (422, vec!["/outcomes".to_owned()]));

    // What is unlinked goes out of the practice software again, as postings of its own.
    let (status, _) = world.post(&format!("/api/v1/payments/{}/unlinking", id(&paid)), json!({})).await;
    assert!(status.is_success());
    let later = listed(&world, "filter[sequence]=4..").await;
    let mut back = said(&later);
    back.sort_by_key(|posting| posting.1);
    let back: Vec<_> = back.into_iter().map(|(_, amount, kind, target)| (amount, kind, target)).collect();
    assert_eq!(back, [(-4_000, "unlinked", "invoice"), (-1_000, "unlinked", "credit")]);
    assert_eq!(listed(&world, "filter[q]=marsh&filter[status]=posted").await.len(), 1, "a search finds the client");

    let other = stranger(&world).await;
    let body = json!({ "outcome": "posted" });
    assert_eq!(send(&world, &other, Method::POST, &path, &body).await.0, 404);
    assert_eq!(send(&world, &other, Method::GET, "/api/v1/postings", &json!({})).await.1["data"], json!([]));
    world.end().await;
}

async fn file(world: &World, batch: &Value) -> Vec<u8> {
    let url = format!("{}/api/v1/postings/batches/{}/file", world.url, id(batch));
    let answer = world.http.get(url).bearer_auth(&world.api_key).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap().to_vec()
}

async fn put(world: &World, path: &str, body: &Value) -> (u16, Value) {
    send(world, &world.api_key, Method::PUT, path, body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_keeps_its_file_to_the_byte_and_what_was_said_of_it_can_be_taken_back() {
    let world = World::new().await;
    furnish(&world).await;
    let columns = json!([
        { "field": "date", "heading": "Day" }, { "field": "client_name", "heading": "Client" },
        { "field": "amount", "heading": "Amt" }, { "field": "payment_reference", "heading": "Cheque" },
    ]);
    let layout = json!({ "format": "csv", "days": "month_first", "columns": columns });
    assert_eq!(put(&world, "/api/v1/postings/layout", &layout).await, (200, layout.clone()));
    let twice = json!({ "format": "csv", "days": "iso", "columns": [columns[0], columns[0]] });
    let (status, problem) = put(&world, "/api/v1/postings/layout", &twice).await;
    assert_eq!((status, pointers(&problem).contains(&"/columns/1/field".to_owned())), (422, true), "{problem}");

    let everything = json!({ "selection": { "query": "" } });
    let batch = made(&world, "/api/v1/postings/batches", everything.clone()).await;
    assert_eq!((&batch["number"], &batch["postings"]), (&json!(1), &json!(3)));
    let sums: Vec<&Value> = batch["totals"].as_array().unwrap().iter().map(|total| &total["amount"]).collect();
    assert_eq!(sums.iter().map(|sum| sum.as_i64().unwrap()).sum::<i64>(), 12_000);
    assert_eq!(sums.len(), 2, "operating and trust: {batch}");
    let bytes = file(&world, &batch).await;
    let text = String::from_utf8(bytes.clone()).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[..2], ["Day,Client,Amt,Cheque", "01/31/2026,Marsh,10.00,'=117"]);
    assert_eq!(refused(&world, "/api/v1/postings/batches", everything.clone()).await.0, 422, "nothing waits any more");

    // Whatever happens later, its file stays.
    let xlsx = json!({ "format": "xlsx", "days": "iso", "columns": columns });
    assert_eq!(put(&world, "/api/v1/postings/layout", &xlsx).await.0, 200);
    let all = listed(&world, "").await;
    let (status, _) = outcome(&world, &all[1], json!({ "outcome": "failed", "reason": "No such account" })).await;
    assert_eq!(status, 200);
    let of_batch = json!({ "query": format!("batch_id={}&status=batched", id(&batch)) });
    let mark = json!({ "selection": of_batch, "outcome": "posted", "reference": "Import 12" });
    let mark = made(&world, "/api/v1/postings/marks", mark).await;
    assert_eq!((&mark["changed"], &mark["skipped"]), (&json!(2), &json!(0)));
    let path = format!("/api/v1/postings/batches/{}", id(&batch));
    let standing = world.get(&path).await["standing"].clone();
    assert_eq!(standing, json!([{ "status": "failed", "count": 1 }, { "status": "posted", "count": 2 }]));
    assert_eq!(file(&world, &batch).await, bytes);

    // A failed one is tried again, in another batch; the first can't be taken back as a whole any more.
    assert_eq!(outcome(&world, &all[1], json!({ "outcome": "to_post" })).await.1["batch_id"], Value::Null);
    let second = made(&world, "/api/v1/postings/batches", everything).await;
    assert_eq!((&second["number"], &second["postings"]), (&json!(2), &json!(1)));
    assert_eq!(&file(&world, &second).await[..2], b"PK", "a workbook");
    let undo = async |mark: &Value| {
        let path = format!("/api/v1/postings/marks/{}", mark.as_str().unwrap());
        send(&world, &world.api_key, Method::DELETE, &path, &json!({})).await.0
    };
    assert_eq!(undo(&batch["mark_id"]).await, 409);
    assert_eq!(undo(&second["mark_id"]).await, 204);
    assert!(world.get(&format!("/api/v1/postings/batches/{}", id(&second))).await["withdrawn_at"].is_string());
    assert_eq!(listed(&world, "filter[status]=to_post").await.len(), 1);

    // The undo of a mark puts each where it stood, in its batch.
    assert_eq!(undo(&mark["id"]).await, 204);
    assert_eq!(undo(&mark["id"]).await, 404, "once");
    let standing = world.get(&path).await["standing"].clone();
    assert_eq!(standing, json!([{ "status": "batched", "count": 2 }]));
    world.end().await;
}

/// A reader goes on from the last number it saw, while several link payments at once.
#[tokio::test(flavor = "multi_thread")]
async fn who_goes_on_from_the_last_number_passes_nothing_that_is_committed_late() {
    let world = World::new().await;
    let beside = world.beside().await;
    let marsh = client(&world, "Marsh").await;
    let account = world.account("operating").await;
    let urls = [Some(world.url.clone()), beside.as_ref().map(|running| format!("http://{}", running.addr))];
    let urls: Vec<String> = urls.into_iter().flatten().collect();
    let writes = (0..12).map(|i| {
        let body = json!({
            "source": "cash", "amount": 1_000 + i, "currency": "usd", "account_id": account, "received_on": "2026-01-31",
            "allocation": { "client_id": marsh["id"] },
        });
        let at = usize::try_from(i).unwrap() % urls.len();
        world.http.post(format!("{}/api/v1/payments", urls[at])).bearer_auth(&world.api_key).json(&body).send()
    });
    let reads = async {
        let (mut seen, mut last) = (Vec::new(), 0);
        while seen.len() < 12 {
            let page = listed(&world, &format!("filter[sequence]={}..&limit=3", last + 1)).await;
            seen.extend(page.iter().map(|posting| posting["sequence"].as_i64().unwrap()));
            last = seen.last().copied().unwrap_or(0);
        }
        seen
    };
    let (answers, seen) = tokio::join!(futures::future::join_all(writes), reads);
    assert!(answers.into_iter().all(|answer| answer.unwrap().status() == 201));
    assert_eq!(seen, (1..=12).collect::<Vec<_>>(), "none is passed over, none comes twice");
    if let Some(beside) = beside {
        beside.stop().await;
    }
    world.end().await;
}
