//! What columns mean, what rows are checked against, and who may see them.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{ROWS, counts, other_firm, path, problems};
use crate::{
    crash::{Server, until_ready},
    world::World,
};

#[tokio::test(flavor = "multi_thread")]
async fn columns_are_mapped_once_and_days_are_asked_about() {
    let world = World::new().await;
    let file = "Wer;Betreff;Soll;Bis\nann@example.org;Rent;1.000;03/04/2030\nbo@example.org;Rent;2.000;05/06/2030\n";
    let import = world.uploaded("", file).await;
    assert_eq!((&import["state"], &import["questions"]), (&json!("mapping"), &json!([])), "{import}");
    assert_eq!(world.grid(&import, "").await, Vec::<Value>::new());
    let mapping = format!("{}/mapping", path(&import));
    let (status, problem) = world.send(Method::PUT, &mapping, json!({ "columns": ["email", null, null, null] })).await;
    assert_eq!((status, &problem["errors"][0]["pointer"]), (422, &json!("/columns")), "{problem}");
    assert_eq!(world.mend(&import, json!({ "remove": [2] })).await.0, 409, "rows wait for their columns");

    let columns = json!(["email", "description", "amount", "due_on"]);
    world.send(Method::PUT, &mapping, json!({ "columns": columns })).await;
    let import = world.checked(import["id"].as_str().unwrap()).await;
    assert_eq!(import["state"], "mapping");
    let asked: Vec<&Value> = import["questions"].as_array().unwrap().iter().map(|q| &q["column"]).collect();
    assert_eq!(asked, ["due_on", "amount"], "{import}");
    let choices: Vec<Value> = import["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|q| json!({ "column": q["column"], "reading": q["offers"][1]["reading"] }))
        .collect();
    let meant: Vec<&Value> = import["questions"].as_array().unwrap().iter().map(|q| &q["offers"][1]["means"]).collect();
    let (status, _) = world.send(Method::PUT, &mapping, json!({ "columns": columns, "choices": choices })).await;
    assert_eq!(status, 200);
    let import = world.checked(import["id"].as_str().unwrap()).await;
    assert_eq!((&import["state"], counts(&import)), (&json!("review"), [2, 0, 0, 0]), "{meant:?} {import}");
    assert_eq!(import["totals"][0]["amount"], 300_000, "{meant:?}");

    // The next file with these headers, in another order, needs nobody.
    let next = world.uploaded("", "bis,SOLL,wer,betreff\n07/08/2030,3.000,cy@example.org,Rent\n").await;
    assert_eq!((&next["state"], &next["totals"][0]["amount"]), (&json!("review"), &json!(300_000)), "{next}");
    assert!(next["notes"].to_string().contains("same headers"), "{next}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_account_is_another_currency_and_delivery_asks_for_addresses() {
    let world = World::new().await;
    let (_, euros) =
        world.post("/api/v1/accounts", json!({ "name": "Euros", "kind": "operating", "currency": "EUR" })).await;
    let import = world.uploaded("", "Email;Amount;Currency\nann@example.org;5.00;EUR\n;7.00;\n;0.10;\n").await;
    assert_eq!(problems(&world.grid(&import, "").await), ["2: other_currency", "3: missing", "4: missing too_small"]);
    assert_eq!(counts(&import), [0, 1, 2, 0]);
    let (status, begun) =
        world.send(Method::PATCH, &path(&import), json!({ "account_id": euros["id"], "delivery": "download" })).await;
    assert_eq!((status, &begun["state"], &begun["currency"]), (200, &json!("checking"), &json!("EUR")), "{begun}");
    let import = world.checked(import["id"].as_str().unwrap()).await;
    assert_eq!(problems(&world.grid(&import, "").await), ["4: too_small"]);
    assert_eq!(import["totals"], json!([{ "currency": "EUR", "amount": 1_200, "rows": 2 }]));
    world.send(Method::PATCH, &path(&import), json!({ "delivery": "mail" })).await;
    let import = world.checked(import["id"].as_str().unwrap()).await;
    assert_eq!(counts(&import), [1, 0, 2, 0], "{import}");
    // Nothing new is nothing to do.
    let (status, same) =
        world.send(Method::PATCH, &path(&import), json!({ "delivery": "mail", "account_id": euros["id"] })).await;
    assert_eq!((status, &same["state"]), (200, &json!("review")));
    let (status, problem) = world.send(Method::PATCH, &path(&import), json!({ "account_id": "acc_1" })).await;
    assert_eq!((status, &problem["errors"][0]["pointer"]), (422, &json!("/account_id")), "{problem}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_while_rows_are_checked_counts() {
    let world = World::new().await;
    let file: String = (0..2_500).map(|i| format!("p{i}@example.org,5.00,EUR\n")).collect();
    let (status, import) = world.upload("", format!("Email,Amount,Currency\n{file}")).await;
    assert_eq!(status, 201, "{import}");
    let (_, euros) =
        world.post("/api/v1/accounts", json!({ "name": "Euros", "kind": "operating", "currency": "EUR" })).await;
    let (_, yen) =
        world.post("/api/v1/accounts", json!({ "name": "Yen", "kind": "operating", "currency": "JPY" })).await;
    for account in [&yen, &euros] {
        let (status, changed) = world.send(Method::PATCH, &path(&import), json!({ "account_id": account["id"] })).await;
        assert_eq!((status, &changed["state"]), (200, &json!("checking")), "{changed}");
    }
    let import = world.checked(import["id"].as_str().unwrap()).await;
    assert_eq!((&import["state"], counts(&import)), (&json!("review"), [2_500, 0, 0, 0]), "{import}");
    assert_eq!(import["totals"], json!([{ "currency": "EUR", "amount": 1_250_000, "rows": 2_500 }]));
    world.settle().await;
    assert_eq!(world.get(&path(&import)).await["counts"], import["counts"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_it_checks_it_ends_the_same() {
    let mut world = World::new().await;
    world.running.finish().await;
    let (addr, url) = (world.url.trim_start_matches("http://").to_owned(), world.url.clone());
    let mut server = Server::start(&world, &addr);
    until_ready(&world, &url).await;
    // Every hundredth row has no amount, and the last one repeats the first.
    let row = |i: i64| format!("INV-{},p{i}@example.org,{}\n", i % 7_999, if i % 100 == 50 { "" } else { "10.00" });
    let file: String = (0..8_000).map(row).collect();
    let (status, import) = world.upload("", format!("Invoice,Email,Amount\n{file}")).await;
    assert_eq!(status, 201, "{import}");
    let mut seen = world.get(&path(&import)).await;
    while seen["state"] == "checking" && seen["progress"]["done"].as_i64() < Some(2_000) {
        tokio::time::sleep(Duration::from_millis(5)).await;
        seen = world.get(&path(&import)).await;
    }
    server.kill();
    let mut server = Server::start(&world, &addr);
    until_ready(&world, &url).await;
    assert_eq!(world.get(&path(&import)).await["state"], seen["state"]);
    let import = world.checked(import["id"].as_str().unwrap()).await;
    server.kill();
    assert_eq!(seen["state"], "checking", "it was killed too late to prove anything");
    assert_eq!((&import["state"], counts(&import)), (&json!("review"), [7_919, 0, 81, 0]), "{import}");
    assert_eq!(import["totals"][0]["amount"], 7_919_000);
    let checks = world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM import_checks").await;
    assert_eq!(checks, 8_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mail_of_a_row_is_shown_as_it_would_go_out() {
    let world = World::new().await;
    let account = world.account("operating").await;
    let file =
        "Name,Email,Amount,Invoice number,Message\nAnn <b>Mendes</b>,ann@example.org,1250.00,INV-7,Hello\n,,5.00,,\n";
    let import = world.uploaded(&format!("account_id={account}"), file).await;
    let mail = world.get(&format!("{}/rows/2/mail", path(&import))).await;
    let text = |name: &str| mail[name].as_str().unwrap().to_owned();
    assert_eq!(text("to"), "Ann <b>Mendes</b> <ann@example.org>");
    assert!(text("subject").ends_with("asks for $1,250.00"), "{mail}");
    assert!(text("html").contains("Invoice INV-7") && text("text").contains("Hello"), "{mail}");
    assert!(text("html").contains("&#x2f;l&#x2f;preview") && !text("html").contains("<b>Mendes"), "{mail}");
    let (status, problem) = world.send(Method::GET, &format!("{}/rows/3/mail", path(&import)), Value::Null).await;
    assert_eq!((status, &problem["type"]), (409, &json!("/problems/row-not-ready")));
    assert_eq!(world.send(Method::GET, &format!("{}/rows/9/mail", path(&import)), Value::Null).await.0, 404);
    // The real one says the same.
    let recipient = json!({ "name": "Ann <b>Mendes</b>", "email": "ann@example.org" });
    world
        .link(125_000, json!({ "recipient": recipient, "invoice_number": "INV-7", "message": "Hello", "send": true }))
        .await;
    world.settle().await;
    assert_eq!(world.mail("ann@example.org").await[0]["subject"], mail["subject"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_its_firms_and_for_those_who_bill() {
    let world = World::new().await;
    let import = world.uploaded("", ROWS).await;
    let stranger = other_firm(&world).await;
    let (_, viewer) = world.post("/api/v1/api_keys", json!({ "name": "v", "role": "viewer" })).await;
    let (_, biller) = world.post("/api/v1/api_keys", json!({ "name": "b", "role": "biller" })).await;
    let secret = |key: &Value| key["secret"].as_str().unwrap().to_owned();
    let asks = async |key: &str, method: Method, path: &str| {
        let request = world.http.request(method, format!("{}{path}", world.url)).bearer_auth(key);
        request.json(&json!({})).send().await.unwrap().status().as_u16()
    };
    let id = path(&import);
    let routes = [
        (Method::GET, id.clone()),
        (Method::PATCH, id.clone()),
        (Method::PUT, format!("{id}/mapping")),
        (Method::GET, format!("{id}/rows")),
        (Method::PATCH, format!("{id}/rows")),
        (Method::GET, format!("{id}/rows/2/mail")),
        (Method::DELETE, id),
    ];
    for (method, path) in &routes {
        assert_eq!(asks(&stranger, method.clone(), path).await, 404, "{method} {path}");
        assert_eq!(asks(&secret(&viewer), method.clone(), path).await, 403, "{method} {path}");
    }
    for path in ["/api/v1/imports", "/api/v1/imports/files", "/api/v1/imports/template?format=csv"] {
        let method = if path.ends_with("files") { Method::POST } else { Method::GET };
        assert_eq!(asks(&secret(&viewer), method, path).await, 403, "{path}");
    }
    assert_eq!(asks(&secret(&biller), Method::GET, &routes[0].1).await, 200);
    assert_eq!(asks(&secret(&biller), Method::DELETE, &routes[0].1).await, 204);
    world.end().await;
}
