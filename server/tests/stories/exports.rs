//! Files of a table, opened again.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use domain::table::links::LinkColumn;
use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

/// Texts that a spreadsheet should take for what they are.
const HOSTILE: [&str; 8] = [
    "=1+1",
    "@SUM(A1:A9)",
    "+49 30 1234",
    "-2+3",
    "=HYPERLINK(\"https://evil.example\",\"Click\")",
    "_x0041_ <b>&amp;\"quoted\"</b>",
    "Ärger, \"zwei\"; drei",
    "'quoted'",
];

impl World {
    async fn begin_export(&self, export: Value) -> (StatusCode, Value) {
        self.post("/api/v1/exports", export).await
    }

    async fn file(&self, id: &str) -> reqwest::Response {
        let url = format!("{}/api/v1/exports/{id}/file", self.url);
        self.http.get(url).bearer_auth(&self.api_key).send().await.unwrap()
    }

    async fn export(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/exports/{id}")).await
    }

    /// Waits until a file is ready, or will not be.
    async fn written(&self, id: &str) -> Value {
        for _ in 0..600 {
            let export = self.export(id).await;
            if export["state"] != "running" {
                return export;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("still being written: {}", self.export(id).await);
    }

    /// A file's bytes.
    async fn download(&self, export: Value) -> Vec<u8> {
        let (status, begun) = self.begin_export(export).await;
        assert_eq!((status.as_u16(), &begun["state"]), (202, &json!("running")), "{begun}");
        let id = begun["id"].as_str().unwrap();
        let export = self.written(id).await;
        assert_eq!(export["state"], "done", "{export}");
        let response = self.file(id).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-length"].to_str().unwrap(), export["size"].to_string());
        let name = format!("attachment; filename=\"{}\"", export["file_name"].as_str().unwrap());
        assert_eq!(response.headers()["content-disposition"].to_str().unwrap(), name);
        response.bytes().await.unwrap().to_vec()
    }

    async fn sheet(&self, export: Value) -> Vec<Vec<Data>> {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(self.download(export).await)).unwrap();
        let range = workbook.worksheet_range_at(0).unwrap().unwrap();
        range.rows().map(<[Data]>::to_vec).collect()
    }

    /// A link, and copies of it.
    async fn copies(&self, count: i64) {
        self.link(100, json!({})).await;
        let mut tx = self.running.app.db.begin().await.unwrap();
        sqlx::query(include_str!("../../../bench/copy_links.sql")).bind(count).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn lines(&self, export: Value) -> Vec<Vec<String>> {
        let bytes = self.download(export).await;
        let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
        assert_eq!(text.iter().filter(|b| **b == b'\r').count(), text.windows(2).filter(|w| w == b"\r\n").count());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }
}

fn export(format: &str, columns: &[&str], query: &str) -> Value {
    json!({ "table": "links", "format": format, "columns": columns, "selection": { "query": query } })
}

/// Every column there is.
fn everything() -> Vec<&'static str> {
    LinkColumn::ALL.iter().map(|column| column.as_str()).collect()
}

fn text(cell: &Data) -> String {
    match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?} is no text"),
    }
}

/// The days and the part of a day since the beginning of 1900.
fn moment(cell: &Data) -> f64 {
    match cell {
        Data::DateTime(at) => at.as_f64(),
        other => panic!("{other:?} is no date"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_says_what_the_table_says() {
    let world = World::new().await;
    let days = ["2026-12-31", "2028-02-29"];
    for (i, day) in (0_i64..).zip(days) {
        let recipient = json!({ "name": format!("Person {i}"), "email": format!("p{i}@example.org") });
        let more = json!({ "due_on": day, "recipient": recipient, "min_amount": 1_000, "invoice_number": "007" });
        world.link(123_456 + i, more).await;
    }
    let paid = world.link(99_999_999, json!({ "recipient": { "name": "Rich", "email": "r@example.org" } })).await;
    let page = world.checkout(&paid, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&paid, "paid").await;
    let columns = [
        "amount",
        "recipient",
        "status",
        "due_on",
        "created_at",
        "times_opened",
        "amount_paid",
        "min_amount",
        "currency",
        "account_id",
        "invoice_number",
        "paid_at",
        "id",
        "delivery",
    ];
    let rows = world.sheet(export("xlsx", &columns, "sort=amount")).await;
    let header: Vec<String> = rows[0].iter().map(text).collect();
    assert_eq!(header[..5], ["Amount", "Recipient", "Status", "Due", "Made"]);
    let links = world.get("/api/v1/links?sort=amount").await;
    let links = links["data"].as_array().unwrap();
    assert_eq!(rows.len(), 1 + 3 + 1 + 1, "header, rows, a gap, a total");
    for (row, link) in rows[1..4].iter().zip(links) {
        assert_eq!(row[0], Data::Float(link["amount"].as_f64().unwrap() / 100.0));
        assert_eq!(text(&row[1]), link["recipient"]["name"].as_str().unwrap());
        assert_eq!(text(&row[2]), if link["status"] == "paid" { "Payment received" } else { "Outstanding" });
        assert_eq!(row[5], Data::Float(link["times_opened"].as_f64().unwrap()));
        assert_eq!(text(&row[8]), "USD");
        assert_eq!(text(&row[9]), link["account_name"].as_str().unwrap());
        assert_eq!(text(&row[10]), link["invoice_number"].as_str().unwrap_or_default(), "leading zeros stay");
        assert_eq!(text(&row[12]), link["id"].as_str().unwrap());
        assert_eq!(text(&row[13]), "Not sent");
        assert_eq!(row[11] == Data::Empty, link["paid_at"].is_null());
    }
    assert_eq!((moment(&rows[1][3]), moment(&rows[2][3])), (46_387.0, 46_812.0), "2026-12-31, 2028-02-29");
    assert_eq!((&rows[3][3], &rows[3][7], &rows[1][7]), (&Data::Empty, &Data::Empty, &Data::Float(10.0)));
    // On the firm's clock.
    let firm = world.get("/api/v1/firm").await;
    let made: jiff::Timestamp = links[0]["created_at"].as_str().unwrap().parse().unwrap();
    let made = made.in_tz(firm["time_zone"].as_str().unwrap()).unwrap();
    let since = made.date().since(jiff::civil::date(1899, 12, 30)).unwrap().get_days();
    let told = moment(&rows[1][4]);
    assert_eq!((told.trunc(), (told.fract() * 24.0).floor()), (f64::from(since), f64::from(made.hour())));
    assert!(rows[4].iter().all(|cell| *cell == Data::Empty));
    assert_eq!(text(&rows[5][1]), "Total USD");
    assert_eq!((&rows[5][0], &rows[5][6]), (&Data::Float(1_002_469.12), &Data::Float(999_999.99)));
    assert_eq!(rows[5][7], Data::Empty, "a sum of minimums says nothing");
    world.end().await;
}

/// What calamine does not tell.
#[tokio::test(flavor = "multi_thread")]
async fn the_header_stays_and_filters_and_amounts_show_their_currency() {
    let world = World::new().await;
    world.link(5_000, json!({})).await;
    let bytes = world.download(export("xlsx", &["recipient", "amount", "due_on"], "")).await;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| std::io::read_to_string(archive.by_name(name).unwrap()).unwrap();
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<autoFilter ref=\"A1:C2\"/>"), "{sheet}");
    assert!(sheet.contains("ySplit=\"1\"") && sheet.contains("state=\"frozen\""));
    assert!(sheet.contains("<cols><col min=\"1\""), "widths of its own");
    assert!(part("xl/styles.xml").contains("[$USD] #,##0.00"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_texts_stay_texts() {
    let world = World::new().await;
    for text in HOSTILE {
        world.link(5_000, json!({ "description": text })).await;
    }
    let lines = "Dear \"Ann\",\n=1+1\n\tsecond, third";
    world.link(5_000, json!({ "message": lines })).await;
    world.link(5_000, json!({ "message": "x".repeat(2_000), "description": "Long" })).await;
    let rows = world.sheet(export("xlsx", &["description", "message"], "sort=created_at")).await;
    for (row, hostile) in rows[1..].iter().zip(HOSTILE) {
        assert_eq!(row[0], Data::String(hostile.into()));
    }
    assert_eq!(rows[1 + HOSTILE.len()], [Data::Empty, Data::String(lines.into())]);
    assert_eq!(rows[2 + HOSTILE.len()][1], Data::String("x".repeat(2_000)));
    let bytes = world.download(export("xlsx", &["description"], "")).await;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let sheet = std::io::read_to_string(archive.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
    assert!(!sheet.contains("<f>") && !sheet.contains("<hyperlink"));

    let lines_of_text = world.lines(export("csv", &["description", "message"], "sort=created_at")).await;
    for (line, hostile) in lines_of_text[1..].iter().zip(HOSTILE) {
        let dangerous = hostile.starts_with(['=', '+', '-', '@']);
        assert_eq!(line[0], if dangerous { format!("'{hostile}") } else { hostile.to_owned() });
    }
    assert_eq!(lines_of_text[1 + HOSTILE.len()][1], lines);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_has_the_callers_columns_rows_and_order() {
    let world = World::new().await;
    let mut links = Vec::new();
    for i in 0..30_i64 {
        let more = json!({ "description": if i % 3 == 0 { "Retainer" } else { "Lease" } });
        links.push(world.link(10_000 + i, more).await);
    }
    let columns = ["amount", "description"];
    let mut wanted = export("csv", &columns, "description=retainer");
    wanted["sort"] = json!("-amount");
    wanted["selection"]["except"] = json!([links[3]["id"]]);
    let lines = world.lines(wanted).await;
    assert_eq!(lines[0], ["Amount", "For"]);
    let amounts: Vec<&str> = lines[1..].iter().map(|line| line[0].as_str()).collect();
    assert_eq!(amounts, ["100.27", "100.24", "100.21", "100.18", "100.15", "100.12", "100.09", "100.06", "100.00"]);
    assert!(lines[1..].iter().all(|line| line[1] == "Retainer"));

    let mut few = export("csv", &["id"], "");
    few["selection"] = json!({ "ids": [links[9]["id"], links[2]["id"]] });
    let lines = world.lines(few).await;
    assert_eq!(lines[1..], [[links[9]["id"].as_str().unwrap()], [links[2]["id"].as_str().unwrap()]], "newest first");
    assert_eq!(world.lines(export("csv", &["id"], "q=nobody")).await.len(), 1, "only the header");

    let page = world.checkout(&links[0], "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&links[0], "paid").await;
    world.settle().await;
    let payments = json!({ "table": "payments", "format": "csv", "selection": { "query": "" },
        "columns": ["payer_name", "amount", "method", "status", "invoice_number", "gateway_id", "link_id", "flagged"] });
    let lines = world.lines(payments).await;
    let payment = &world.get("/api/v1/payments").await["data"][0];
    let id = payment["gateway_id"].as_str().unwrap();
    let link = links[0]["id"].as_str().unwrap();
    assert_eq!(lines[1], ["Carla Mendes", "100.00", "Visa •••• 4242", "Completed", "", id, link, ""]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_rows_come_page_by_page_and_in_pieces() {
    let world = World::new().await;
    world.copies(2_500).await;
    let lines = world.lines(export("csv", &everything(), "sort=amount")).await;
    assert_eq!(lines.len(), 2_502);
    let at = everything().iter().position(|column| *column == "id").unwrap();
    let mut ids: Vec<&String> = lines[1..].iter().map(|line| &line[at]).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 2_501, "each once");
    let pieces = world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM export_chunks").await;
    assert!(pieces > 2, "{pieces}");
    let rows = world.sheet(export("xlsx", &everything(), "sort=amount")).await;
    assert_eq!(rows.len(), 2_502 + 2, "the same in a workbook, and a total");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_was_killed_begins_again() {
    let world = World::new().await;
    world.copies(2_500).await;
    let (status, begun) = world.begin_export(export("csv", &everything(), "")).await;
    assert_eq!(status, 202);
    let id = begun["id"].as_str().unwrap();
    world.written(id).await;
    let whole = world.file(id).await.bytes().await.unwrap();
    // As a worker leaves it that dies between two pieces: some are there, and nobody holds it.
    let app = &world.running.app;
    for sql in [
        "DELETE FROM export_chunks WHERE number > 1",
        "UPDATE exports SET state = 'running', size = NULL, rows_written = 1000",
    ] {
        let mut tx = app.db.begin().await.unwrap();
        sqlx::query(sql).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(world.file(id).await.status(), 409, "half a file is none");
    // Two workers, each of which takes the other for dead: the one that came first gives up.
    let lanes = [0, 1, 0, 1, 0, 1];
    join_all(lanes.map(|lane| async move { server::exports::run(app, lane).await.unwrap() })).await;
    let export = world.written(id).await;
    assert_eq!((&export["state"], &export["rows"]), (&json!("done"), &json!(2_501)), "{export}");
    assert_eq!(world.file(id).await.bytes().await.unwrap(), whole);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_its_makers_and_gone_after_a_day() {
    let world = World::new().await;
    world.link(5_000, json!({})).await;
    let app = &world.running.app;
    let mut tx = app.db.begin().await.unwrap();
    let firm: String = sqlx::query_scalar("SELECT id FROM firms").fetch_one(tx.conn()).await.unwrap();
    let firm = firm.parse().unwrap();
    let name = "Key".parse().unwrap();
    let (_, one) = server::keys::create_key(app, &mut tx, &firm, &name, domain::Role::Viewer).await.unwrap();
    let (_, other) = server::keys::create_key(app, &mut tx, &firm, &name, domain::Role::Viewer).await.unwrap();
    let zone = "Europe/Berlin".parse().unwrap();
    let foreign =
        server::firm::create_firm(app, &mut tx, &"Other".parse().unwrap(), &zone, domain::Currency::EUR).await;
    let (_, foreign) =
        server::keys::create_key(app, &mut tx, &foreign.unwrap(), &name, domain::Role::Admin).await.unwrap();
    tx.commit().await.unwrap();
    let call = async |key: &str, method: Method, path: &str| {
        let request = world.http.request(method, format!("{}{path}", world.url)).bearer_auth(key);
        let response = request.json(&export("csv", &["recipient"], "")).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let (status, begun) = call(&one, Method::POST, "/api/v1/exports").await;
    assert_eq!(status, 202, "who sees the table may have a file of it");
    let begun: Value = serde_json::from_str(&begun).unwrap();
    let id = begun["id"].as_str().unwrap();
    world.written(id).await;
    let (path, file) = (format!("/api/v1/exports/{id}"), format!("/api/v1/exports/{id}/file"));
    for (key, expected) in [(&one, 200), (&world.api_key, 200), (&other, 404), (&foreign, 404)] {
        assert_eq!(call(key, Method::GET, &path).await.0, expected);
        assert_eq!(call(key, Method::GET, &file).await.0, expected);
    }
    for key in [&other, &foreign] {
        assert_eq!(call(key, Method::DELETE, &path).await.0, 404);
    }
    let (_, empty) = call(&foreign, Method::POST, "/api/v1/exports").await;
    let empty: Value = serde_json::from_str(&empty).unwrap();
    let mine = format!("/api/v1/exports/{}", empty["id"].as_str().unwrap());
    world.settle().await;
    let told: Value = serde_json::from_str(&call(&foreign, Method::GET, &mine).await.1).unwrap();
    assert_eq!((&told["state"], &told["rows"]), (&json!("done"), &json!(0)), "nothing of another firm");

    world.clock.advance(std::time::Duration::from_secs(86_400));
    assert_eq!(call(&one, Method::GET, &path).await.0, 404);
    assert_eq!(call(&one, Method::GET, &file).await.0, 404);
    assert_eq!(call(&one, Method::DELETE, &path).await.0, 404);
    server::exports::forget_old(app).await.unwrap();
    for table in ["SELECT CAST(COUNT(*) AS BIGINT) FROM exports", "SELECT CAST(COUNT(*) AS BIGINT) FROM export_chunks"]
    {
        assert_eq!(world.number(table).await, 0);
    }
    let events = world.get("/api/v1/audit_events?limit=100").await;
    let made = events["data"].as_array().unwrap().iter().filter(|e| e["kind"] == "export.created").count();
    assert_eq!(made, 1, "the audit trail keeps that there was one");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_written_is_refused_at_once() {
    let world = World::new().await;
    let long = "x".repeat(20_000);
    for (change, pointer) in [
        (json!({ "table": "users" }), "/table"),
        (json!({ "columns": [] }), "/columns"),
        (json!({ "columns": ["amount", "amount"] }), "/columns"),
        (json!({ "columns": ["secret"] }), "/columns"),
        (json!({ "sort": "message" }), "/sort"),
        (json!({ "sort": "nothing" }), "/sort"),
        (json!({ "selection": {} }), "/selection"),
        (json!({ "selection": { "query": "amount=cheap" } }), "/selection/query"),
        (json!({ "selection": { "query": long } }), "/selection/query"),
        (json!({ "selection": { "query": "", "except": vec!["lnk_1"; 1_001] } }), "/selection/except"),
    ] {
        let mut wrong = export("csv", &["amount"], "");
        wrong.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, problem) = world.begin_export(wrong).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["pointer"]), (422, &json!(pointer)), "{problem}");
    }
    for malformed in
        [json!({ "table": "links" }), json!({ "table": "links", "format": "pdf", "columns": [], "selection": {} })]
    {
        assert_eq!(world.begin_export(malformed).await.0, 400);
    }
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM exports").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_firm_has_three_files_written_at_once_and_can_do_without_one() {
    let world = World::new().await;
    world.link(5_000, json!({})).await;
    // Three that wait for a worker.
    let app = &world.running.app;
    let mut tx = app.db.begin().await.unwrap();
    for i in 0..3 {
        sqlx::query(
            "INSERT INTO exports (id, firm_id, format, request, file_name, state, lane, created_by, created_by_id, created_at)
             SELECT $1, id, 'csv', '{}', 'links.csv', 'running', 99, 'Key', 'key', $2 FROM firms",
        )
        .bind(format!("exp_{i:032x}"))
        .bind(app.now().ms())
        .execute(tx.conn())
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let (status, problem) = world.begin_export(export("csv", &["amount"], "")).await;
    assert_eq!((status.as_u16(), &problem["type"]), (409, &json!("/problems/too-many-exports")));
    let url = format!("{}/api/v1/exports/exp_{:032x}", world.url, 0);
    for expected in [204, 404] {
        assert_eq!(world.http.delete(&url).bearer_auth(&world.api_key).send().await.unwrap().status(), expected);
    }
    let id = {
        let send = || {
            let request = world.http.post(format!("{}/api/v1/exports", world.url)).bearer_auth(&world.api_key);
            request.header("idempotency-key", "file-1").json(&export("csv", &["amount"], "")).send()
        };
        let first: Value = send().await.unwrap().json().await.unwrap();
        let again: Value = send().await.unwrap().json().await.unwrap();
        assert_eq!(first["id"], again["id"]);
        first["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(world.written(&id).await["state"], "done");
    // One of another version can't be read any more: it fails, and the lane goes on.
    server::exports::run(app, 99).await.unwrap();
    let failed = world.export(&format!("exp_{:032x}", 1)).await;
    assert_eq!(failed["state"], "failed");
    assert!(failed["failure"].as_str().unwrap().contains("Try again"));
    assert_eq!(world.file(&format!("exp_{:032x}", 1)).await.status(), 409);
    world.settle().await;
    assert_eq!(world.export(&format!("exp_{:032x}", 2)).await["state"], "failed");
    world.end().await;
}
