//! What stands in a file.

use std::io::Cursor;

use calamine::Data;
use domain::table::payments::PaymentColumn;
use serde_json::json;

use super::{everything, export};
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
    let columns: Vec<&str> = PaymentColumn::ALL.iter().map(|column| column.as_str()).collect();
    let every = json!({ "table": "payments", "format": "csv", "selection": { "query": "" }, "columns": columns });
    assert_eq!(world.lines(every).await.iter().map(Vec::len).collect::<Vec<_>>(), [columns.len(); 2]);
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
