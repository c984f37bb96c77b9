//! Bulk upload up to the moment of sending: files, columns, rows, and what is wrong with them.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use rust_xlsxwriter::{Formula, Workbook};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::{
    crash::{Server, until_ready},
    world::World,
};

impl World {
    pub async fn upload(&self, query: &str, file: impl Into<reqwest::Body>) -> (StatusCode, Value) {
        let url = format!("{}/api/v1/imports/files?{query}", self.url);
        let response = self.http.post(url).bearer_auth(&self.api_key).body(file).send().await.unwrap();
        (response.status(), response.json().await.unwrap_or(Value::Null))
    }

    /// Uploads a file that can be read, and waits until its rows are checked.
    pub async fn uploaded(&self, query: &str, file: impl Into<reqwest::Body>) -> Value {
        let (status, import) = self.upload(query, file).await;
        assert_eq!((status.as_u16(), &import["state"]), (201, &json!("checking")), "{import}");
        self.checked(import["id"].as_str().unwrap()).await
    }

    /// Waits until an import's rows are checked.
    pub async fn checked(&self, id: &str) -> Value {
        for _ in 0..1200 {
            let import = self.get(&format!("/api/v1/imports/{id}")).await;
            if import["state"] != "checking" {
                return import;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("still being checked");
    }

    pub async fn send(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}{path}", self.url);
        let response = self.http.request(method, url).bearer_auth(&self.api_key).json(&body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
    }

    /// Changes rows of an import.
    pub async fn mend(&self, import: &Value, changes: Value) -> (u16, Value) {
        self.send(Method::PATCH, &format!("{}/rows", path(import)), changes).await
    }

    /// All rows of an import, page by page.
    pub async fn grid(&self, import: &Value, query: &str) -> Vec<Value> {
        let (mut lines, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{}/rows?limit=2&{query}&cursor={cursor}", path(import))).await;
            lines.extend(page["data"].as_array().unwrap().clone());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => return lines,
            }
        }
    }
}

/// The key of an admin of another firm.
async fn other_firm(world: &World) -> String {
    let app = &world.running.app;
    let mut tx = app.db.begin().await.unwrap();
    let zone = "Europe/Berlin".parse().unwrap();
    let other =
        server::firm::create_firm(app, &mut tx, &"Other".parse().unwrap(), &zone, domain::Currency::EUR).await.unwrap();
    let (_, secret) =
        server::keys::create_key(app, &mut tx, &other, &"x".parse().unwrap(), domain::Role::Admin).await.unwrap();
    tx.commit().await.unwrap();
    secret
}

fn path(import: &Value) -> String {
    format!("/api/v1/imports/{}", import["id"].as_str().unwrap())
}

fn counts(import: &Value) -> [i64; 4] {
    ["ready", "warning", "error", "created"].map(|state| import["counts"][state].as_i64().unwrap())
}

/// `number: code of each problem`.
fn problems(lines: &[Value]) -> Vec<String> {
    let codes = |line: &Value| {
        let codes: Vec<&str> =
            line["problems"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap()).collect();
        format!("{}: {}", line["number"], codes.join(" "))
    };
    lines.iter().filter(|line| !line["problems"].as_array().unwrap().is_empty()).map(codes).collect()
}

const ROWS: &str = "Invoice No;Client E-Mail;Amount;Due date;Favourite colour\r\n\
    INV-1;ann@example.org;100.00;2030-05-01;=1+1\r\n\
    INV-2;bo@example.org;250,5;2030-05-02;\r\n\
    INV-1;cy@example.org;30;2030-05-03;\r\n\
    INV-4;not an address;40;2030-05-04;\r\n\
    INV-5;dan@example.org;0;2030-05-05;\r\n\
    INV-6;eve@example.org;-5;2030-05-06;\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_checked_cell_by_cell_and_mended() {
    let world = World::new().await;
    let account = world.account("operating").await;
    let import = world.uploaded(&format!("name=March.csv&account_id={account}&delivery=mail"), ROWS).await;
    assert_eq!(
        (&import["state"], &import["name"], &import["currency"]),
        (&json!("review"), &json!("March.csv"), &json!("USD"))
    );
    assert_eq!(counts(&import), [2, 0, 4, 0], "{import}");
    assert_eq!(import["totals"], json!([{ "currency": "USD", "amount": 35_050, "rows": 2 }]));
    assert_eq!(import["mapping"]["headers"][4], json!({ "header": "Favourite colour", "column": null }));
    assert_eq!(import["samples"][0], json!(["INV-1", "ann@example.org", "100.00", "2030-05-01", "=1+1"]));
    let lines = world.grid(&import, "").await;
    assert_eq!(lines.iter().map(|line| line["number"].as_i64().unwrap()).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7]);
    assert_eq!(problems(&lines), ["4: duplicate_key", "5: not_an_email", "6: not_positive", "7: not_positive"]);
    assert_eq!(world.grid(&import, "filter[state]=error,warning").await, lines[2..]);
    assert_eq!(
        lines[0]["cells"],
        json!({ "invoice_number": "INV-1", "email": "ann@example.org", "amount": "100.00", "due_on": "2030-05-01" })
    );

    // Mended in one go; what the file has no column for gets one.
    let edits = json!([
        { "row": 4, "column": "invoice_number", "text": "INV-3" }, { "row": 5, "column": "email", "text": "fay@example.org" },
        { "row": 6, "column": "amount", "text": "60" }, { "row": 2, "column": "message", "text": "Thank you" },
    ]);
    let add = json!([{ "email": "gil@example.org", "amount": "70", "recipient_name": "Gil" }]);
    let (status, changed) = world.mend(&import, json!({ "edits": edits, "add": add, "remove": [7] })).await;
    assert_eq!((status, counts(&changed["import"])), (200, [6, 0, 0, 0]), "{changed}");
    let numbers: Vec<i64> =
        changed["rows"].as_array().unwrap().iter().map(|row| row["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, [2, 4, 5, 6, 8]);
    let headers = changed["import"]["mapping"]["headers"].as_array().unwrap();
    let added: Vec<&Value> = headers[5..].iter().map(|header| &header["column"]).collect();
    assert_eq!(added, ["recipient_name", "message"]);
    assert_eq!(changed["import"]["totals"][0]["amount"], 35_050 + 3_000 + 4_000 + 6_000 + 7_000);

    // The opposite takes it back.
    let (status, back) = world.mend(&import, json!({ "remove": [8], "restore": [7] })).await;
    assert_eq!((status, counts(&back["import"])), (200, [5, 0, 1, 0]), "{back}");
    assert_eq!(world.grid(&import, "filter[state]=error").await[0]["number"], 7);
    // A row that repeats another one is told when the other one changes.
    let (_, twin) =
        world.mend(&import, json!({ "edits": [{ "row": 2, "column": "invoice_number", "text": "inv-3" }] })).await;
    assert_eq!(problems(twin["rows"].as_array().unwrap()), ["4: duplicate_key"], "{twin}");
    let (_, apart) = world.mend(&import, json!({ "remove": [2] })).await;
    assert_eq!(problems(apart["rows"].as_array().unwrap()), Vec::<String>::new(), "{apart}");
    assert_eq!(counts(&apart["import"]), [4, 0, 1, 0]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_happen_whole_or_not_at_all() {
    let world = World::new().await;
    let import = world.uploaded("", ROWS).await;
    let before = world.grid(&import, "").await;
    let edit = json!({ "row": 2, "column": "amount", "text": "1.00" });
    for (changes, pointer) in [
        (json!({ "edits": [edit, { "row": 99, "column": "amount", "text": "1.00" }] }), "/edits"),
        (json!({ "edits": [edit], "remove": [2] }), "/remove"),
        (json!({ "edits": [edit], "restore": [99] }), "/restore"),
        (json!({ "edits": [edit, { "row": 3, "column": "note", "text": "x".repeat(10_001) }] }), ""),
        (json!({ "edits": [edit, { "row": 3, "column": "message", "text": "x".repeat(10_001) }] }), "/edits/1/text"),
        (json!({ "edits": [edit], "add": [{ "message": "a\u{0}" }] }), "/add/0/message"),
        (json!({ "remove": (0..1001).collect::<Vec<i32>>() }), "/edits"),
    ] {
        let (status, problem) = world.mend(&import, changes).await;
        let expected = if pointer.is_empty() { 400 } else { 422 };
        assert_eq!(status, expected, "{problem}");
        assert_eq!(problem["errors"][0]["pointer"].as_str().unwrap_or_default(), pointer, "{problem}");
    }
    let huge = json!({ "edits": [{ "row": 2, "column": "message", "text": "x".repeat(5_000_000) }] });
    assert_eq!(world.mend(&import, huge).await.0, 413);
    assert_eq!(world.grid(&import, "").await, before);
    // What was removed is not written into.
    world.mend(&import, json!({ "remove": [2] })).await;
    let (status, problem) = world.mend(&import, json!({ "edits": [edit] })).await;
    assert_eq!(
        (status, problem["errors"][0]["detail"].as_str().unwrap()),
        (422, "Row 2 was removed: put it back first")
    );
    let (status, changed) = world.mend(&import, json!({ "edits": [edit], "restore": [2] })).await;
    assert_eq!((status, &changed["rows"][0]["cells"]["amount"]), (200, &json!("1.00")), "{changed}");
    world.end().await;
}

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
async fn a_workbook_keeps_its_kinds_and_names_its_other_sheets() {
    let world = World::new().await;
    let mut workbook = Workbook::new();
    for (name, amount) in [("Links", 12.5), ("Old", 99.0)] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        for (at, header) in (0..).zip(["Name", "Email", "Amount", "Currency"]) {
            sheet.write_string(0, at, header).unwrap();
        }
        sheet.write_string(1, 1, "ann@example.org").unwrap().write_number(1, 2, amount).unwrap();
        sheet
            .write_string(2, 1, "bo@example.org")
            .unwrap()
            .write_formula(2, 2, Formula::new("=C2*2").set_result("25"))
            .unwrap();
        sheet
            .write_string(3, 1, "cy@example.org")
            .unwrap()
            .write_formula(3, 2, Formula::new("=1/0").set_result("#DIV/0!"))
            .unwrap();
        sheet
            .write_string(4, 1, "dan@example.org")
            .unwrap()
            .write_number(4, 2, 5)
            .unwrap()
            .write_string(4, 3, "EUR")
            .unwrap();
    }
    let file = workbook.save_to_buffer().unwrap();
    let account = world.account("operating").await;
    let import = world.uploaded(&format!("account_id={account}"), file.clone()).await;
    assert_eq!(counts(&import), [1, 1, 2, 0], "{import}");
    let lines = world.grid(&import, "").await;
    assert_eq!(problems(&lines), ["3: formula", "4: cell_error", "5: other_currency"]);
    assert!(import["notes"][0].as_str().unwrap().contains("(Old)"), "{import}");
    let other = world.uploaded(&format!("account_id={account}&sheet=Old"), file.clone()).await;
    assert_eq!(other["samples"][0][2], "99", "{other}");
    let (status, problem) = world.upload("sheet=None", file).await;
    assert_eq!((status.as_u16(), &problem["errors"][0]["pointer"]), (422, &json!("/file")), "{problem}");
    assert!(problem["errors"][0]["detail"].as_str().unwrap().contains("Links, Old"), "{problem}");
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

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_file_has_its_sentence_and_leaves_nothing_behind() {
    let world = World::new().await;
    let csv = |rows: String| format!("Email,Amount\n{rows}").into_bytes();
    let mut bomb = Vec::new();
    bomb.resize(60_000_000, b' ');
    let bomb = zipped(&[("_rels/.rels", b"<Relationships/>"), ("xl/workbook.xml", &bomb)]);
    for (what, file, status, sentence) in [
        ("nothing", Vec::new(), 422, "empty"),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x10".to_vec(), 422, "picture"),
        ("headers alone", csv(String::new()), 422, "no rows below"),
        ("a bomb", bomb, 422, "workbook"),
        ("many columns", csv(format!("a@example.org{}\n", ",x".repeat(9_999))), 422, "more than 200 columns"),
        ("a large cell", csv(format!("a@example.org,{}\n", "5".repeat(20_000_000))), 422, "more than 10000 characters"),
        ("NULs", csv("a@example.org,5\nb\0@example.org,5\n".into()), 422, "NUL"),
        ("many rows, then a bad one", csv(format!("{}\"", "a@example.org,5\n".repeat(2_500))), 422, "quotation mark"),
        ("too many bytes", vec![b'a'; 50_000_001], 413, "50 MB"),
    ] {
        let (found, problem) = world.upload("name=x", file).await;
        assert_eq!(found.as_u16(), status, "{what}: {problem}");
        assert_eq!(problem["errors"][0]["pointer"], "/file", "{what}: {problem}");
        let said = problem["errors"][0]["detail"].as_str().unwrap();
        assert!(said.contains(sentence), "{what}: {said}");
    }
    // Someone who goes away while sending.
    let mut line = tokio::net::TcpStream::connect(world.running.addr).await.unwrap();
    let head = format!("POST /api/v1/imports/files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n", world.api_key);
    line.write_all(format!("{head}content-length: 5000\r\n\r\nEmail,Amount\na@example.org,5\n").as_bytes())
        .await
        .unwrap();
    line.shutdown().await.unwrap();
    let mut answer = String::new();
    let _ = line.read_to_string(&mut answer).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM imports").await, 0);
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM import_rows").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_come_without_a_file_and_an_import_can_be_deleted() {
    let world = World::new().await;
    let rows = json!([{ "email": "ann@example.org", "amount": "5.00" }, { "email": "bo@example.org" }]);
    let (status, import) = world.post("/api/v1/imports", json!({ "name": "By hand", "rows": rows })).await;
    assert_eq!(status, 201, "{import}");
    let import = world.checked(import["id"].as_str().unwrap()).await;
    assert_eq!(
        (counts(&import), problems(&world.grid(&import, "").await)),
        ([1, 0, 1, 0], vec!["3: missing".to_owned()])
    );
    let (status, empty) = world.post("/api/v1/imports", json!({})).await;
    assert_eq!(status, 201, "{empty}");
    let empty = world.checked(empty["id"].as_str().unwrap()).await;
    assert_eq!((&empty["state"], counts(&empty)), (&json!("review"), [0; 4]), "{empty}");
    let (status, filled) = world
        .mend(&empty, json!({ "add": [{ "email": "cy@example.org", "amount": "7", "due_on": "03/04/2030" }] }))
        .await;
    assert_eq!((status, filled["rows"][0]["number"].as_i64()), (200, Some(2)), "{filled}");
    assert_eq!(problems(filled["rows"].as_array().unwrap()), ["2: ambiguous_date"]);
    let many = vec![json!({ "amount": "1" }); 1001];
    let (status, problem) = world.post("/api/v1/imports", json!({ "rows": many })).await;
    assert_eq!((status.as_u16(), &problem["errors"][0]["pointer"]), (422, &json!("/rows")), "{problem}");

    let list = world.get("/api/v1/imports?limit=1").await;
    assert_eq!(list["data"][0]["id"], empty["id"]);
    let next = world.get(&format!("/api/v1/imports?limit=1&cursor={}", list["next_cursor"].as_str().unwrap())).await;
    assert_eq!((&next["data"][0]["id"], counts(&next["data"][0])), (&import["id"], [1, 0, 1, 0]));
    assert_eq!(world.send(Method::DELETE, &path(&import), Value::Null).await.0, 204);
    let gone = world.send(Method::DELETE, &path(&import), Value::Null).await;
    assert_eq!(gone.0, 404);
    server::imports::forget_old(&world.running.app).await.unwrap();
    let left = world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM import_rows").await;
    assert_eq!(left, 1, "the other one's row");
    world.end().await;
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
async fn the_template_can_be_uploaded_again() {
    let world = World::new().await;
    for format in ["csv", "xlsx"] {
        let url = format!("{}/api/v1/imports/template?format={format}", world.url);
        let response = world.http.get(url).bearer_auth(&world.api_key).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let name = format!("attachment; filename=\"links-template.{format}\"");
        assert_eq!(response.headers()["content-disposition"].to_str().unwrap(), name);
        let import = world.uploaded("", response.bytes().await.unwrap()).await;
        assert_eq!(import["state"], "review", "{import}");
        assert_eq!(problems(&world.grid(&import, "").await), ["2: example_row"], "{format}");
    }
    assert_eq!(world.send(Method::GET, "/api/v1/imports/template?format=pdf", Value::Null).await.0, 400);
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
async fn a_file_that_is_sent_again_is_taken_once() {
    let world = World::new().await;
    let again = async |query: &str, file: &'static str| {
        let url = format!("{}/api/v1/imports/files?{query}", world.url);
        let request = world.http.post(url).bearer_auth(&world.api_key).header("idempotency-key", "march").body(file);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };
    let first = again("name=a", ROWS).await;
    assert_eq!((first.0, again("name=a", ROWS).await), (201, first.clone()));
    assert_eq!(again("name=b", ROWS).await.1["type"], "/problems/idempotency-mismatch");
    assert_eq!(again("name=a", "Email,Amount\na@example.org,5\n").await.0, 422);
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM imports").await, 1);
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM import_rows").await, 6);
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
async fn what_was_sent_stays_while_the_rest_is_mended() {
    let world = World::new().await;
    let account = world.account("operating").await;
    let file = "Email,Amount,Due date\nann@example.org,5.00,\nbo@example.org,7.00,\ncy@example.org,,\n";
    let import = world.uploaded(&format!("account_id={account}&delivery=download"), file).await;
    let dispatch = format!("{}/dispatch", path(&import));
    assert_eq!(world.post(&dispatch, json!({ "only_ready": true })).await.0, 202);
    world.settle().await;
    let import = world.get(&path(&import)).await;
    assert_eq!((&import["state"], counts(&import)), (&json!("done"), [0, 0, 1, 2]), "{import}");
    for (method, path, body) in [
        (Method::DELETE, path(&import), json!({})),
        (Method::PATCH, path(&import), json!({ "account_id": world.account("trust").await })),
        (Method::PUT, format!("{}/mapping", path(&import)), json!({ "columns": ["email", "amount", null] })),
        (Method::PATCH, format!("{}/rows", path(&import)), json!({ "remove": [4, 2] })),
    ] {
        let (status, problem) = world.send(method.clone(), &path, body).await;
        assert_eq!(status, 409, "{method} {path}: {problem}");
    }
    let edits = json!([{ "row": 4, "column": "amount", "text": "9.00" }]);
    let add = json!([{ "email": "dan@example.org", "amount": "1", "due_on": "03/04/2030" }]);
    let (status, changed) = world.mend(&import, json!({ "edits": edits, "add": add })).await;
    assert_eq!((status, counts(&changed["import"])), (200, [1, 0, 1, 2]), "{changed}");
    // What the new row leaves open is asked at its cell: the links that were made must not wait for it.
    world.send(Method::PATCH, &path(&import), json!({ "delivery": "mail" })).await;
    let import = world.checked(import["id"].as_str().unwrap()).await;
    assert_eq!((&import["state"], counts(&import)), (&json!("done"), [1, 0, 1, 2]), "{import}");
    assert_eq!(import["totals"], json!([{ "currency": "USD", "amount": 2_100, "rows": 3 }]));
    let lines = world.grid(&import, "").await;
    assert_eq!(problems(&lines), ["5: ambiguous_date"]);
    assert!(lines[..2].iter().all(|line| line["state"] == "created" && line["link_id"].is_string()), "{lines:?}");
    world.end().await;
}
