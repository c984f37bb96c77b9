//! Files: good ones, bad ones, and the template.

use reqwest::Method;
use rust_xlsxwriter::{Formula, Workbook};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{ROWS, counts, problems};
use crate::world::World;

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
