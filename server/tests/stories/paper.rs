//! What is on paper says what is on the screen: files are read back.

use std::io::Cursor;

use calamine::Reader as _;
use reqwest::Method;
use serde_json::json;

use crate::{
    asking::{client, id, invoice, made, matter, send, stranger},
    world::World,
};

/// The bytes of a file, and what kind it says it is.
async fn file(world: &World, path: &str) -> (String, Vec<u8>) {
    let request = world.http.get(format!("{}{path}", world.url)).bearer_auth(&world.api_key);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}: {}", answer.text().await.unwrap());
    assert_eq!(answer.headers()["cache-control"], "private, no-store");
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    (kind, answer.bytes().await.unwrap().to_vec())
}

/// What a PDF says, page by page.
pub fn pages(bytes: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(bytes).unwrap();
    document.get_pages().keys().map(|number| document.extract_text(&[*number]).unwrap()).collect()
}

/// Without the breaks that a reader puts between cells.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_on_paper_says_what_is_owed() {
    let world = World::new().await;
    let marsh =
        made(&world, "/api/v1/clients", json!({ "name": "Ødegård & Жук AG שלום", "address": "Quay 7\nBergen" })).await;
    let lines: Vec<_> = (1..=200)
        .map(|n| json!({ "description": format!("Work of day {n}"), "unit_price": 1_000 + n, "tax_rate": 8_875 }))
        .collect();
    let bill =
        made(&world, "/api/v1/invoices", json!({ "client_id": marsh["id"], "lines": lines, "note": "Thank you.\nX" }))
            .await;
    let path = format!("/api/v1/invoices/{}/pdf", id(&bill));
    let (kind, bytes) = file(&world, &path).await;
    assert_eq!(kind, "application/pdf");
    assert_eq!(file(&world, &path).await.1, bytes, "the same content, the same bytes");
    let pages = pages(&bytes);
    assert!(pages.len() > 4, "{} pages", pages.len());
    let total = domain::Money::new(bill["total"].as_i64().unwrap(), domain::Currency::USD).to_string();
    let last = flat(pages.last().unwrap());
    assert!(last.contains(&total) && last.contains("Thank you."), "{last}");
    let first = flat(&pages[0]);
    for part in ["Ødegård & Жук AG", "Quay 7", "Work of day 1", "$10.01", "INV-0001"] {
        assert!(first.contains(part), "{part}: {first}");
    }
    for (number, page) in (1..).zip(&pages) {
        let page = flat(page);
        assert!(page.contains("For what"), "heads stand on page {number}: {page}");
        assert!(page.contains(&format!("{number} / {}", pages.len())), "{page}");
    }
    let all = flat(&pages.join(" "));
    assert!((1..=200).all(|n| all.contains(&format!("Work of day {n} "))), "no line is lost");
    // Who has the address of its page has it too; nobody else.
    let token = bill["url"].as_str().unwrap().rsplit('/').next().unwrap();
    assert_eq!(file(&world, &format!("/i/{token}/pdf")).await.1, bytes);
    let unknown = world.http.get(format!("{}/i/{}/pdf", world.url, "x".repeat(27))).send().await.unwrap();
    assert_eq!(unknown.status(), 404);
    let other = stranger(&world).await;
    assert_eq!(send(&world, &other, Method::GET, &path, &json!({})).await.0, 404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_the_same_on_screen_on_paper_and_in_a_workbook() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let lease = matter(&world, &marsh, "M-1").await;
    invoice(&world, &marsh, 50_000, json!({ "matter_id": lease["id"] })).await;
    invoice(&world, &marsh, 12_345, json!({})).await;
    let at = |ending: &str| format!("/api/v1/clients/{}/statement{ending}", id(&marsh));
    let said = world.get(&at("")).await;
    let closing = said["owed"]["closing"].as_i64().unwrap();
    let (_, bytes) = file(&world, &at(".pdf")).await;
    let text = flat(&pages(&bytes).join(" "));
    let money = domain::Money::new(closing, domain::Currency::USD).to_string();
    assert!(text.contains(&format!("Closing balance {money}")), "{text}");
    let (_, bytes) = file(&world, &at(".xlsx")).await;
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("Statement").unwrap();
    let rows: Vec<_> = sheet.rows().collect();
    let entries = said["owed"]["entries"].as_array().unwrap().len();
    assert_eq!(rows.len(), 1 + entries + 2, "heads, both balances and what is between them");
    assert_eq!(rows.last().unwrap()[5].to_string(), domain::Money::new(closing, domain::Currency::USD).plain());
    let (_, bytes) = file(&world, &format!("{}?matter_id={}", at(".pdf"), id(&lease))).await;
    assert!(flat(&pages(&bytes)[0]).contains("M-1 Lease"));
    let other = stranger(&world).await;
    for ending in [".pdf", ".xlsx"] {
        assert_eq!(send(&world, &other, Method::GET, &at(ending), &json!({})).await.0, 404, "{ending}");
    }
    world.end().await;
}
