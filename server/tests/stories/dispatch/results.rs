//! What is left of an upload: the file with its links, and nothing after a while.

use std::{collections::HashSet, io::Cursor, time::Duration};

use calamine::{Data, Reader as _, Xlsx};
use serde_json::{Value, json};
use server::imports;

use super::{counts, invoices};
use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn the_file_comes_back_with_its_links() {
    let world = World::new().await;
    let file = "Name,Our note,Amount,Invoice number\r\nAnn,=1+1,12.50,A-1\r\nBen,\"x, y\",nothing,A-2\r\nCleo,,7,\r\n";
    let url = format!(
        "{}/api/v1/imports/files?name=Oct%20%22x%22.csv&delivery=download&account_id={}",
        world.url,
        world.account("operating").await
    );
    let answer = world.http.post(url).bearer_auth(&world.api_key).body(file).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let import: Value = answer.json().await.unwrap();
    let id = import["id"].as_str().unwrap();
    world.rests(id, "review").await;
    let (status, refused) = world.dispatch(id, json!({})).await;
    assert_eq!((status.as_u16(), &refused["title"]), (409, &json!("1 row needs attention")), "{refused}");
    assert_eq!(refused["detail"], "Mend or delete them, or send only the 2 rows without errors");
    assert_eq!(world.dispatch(id, json!({ "only_ready": true })).await.0, 202);
    assert_eq!(counts(&world.rests(id, "done").await), [0, 0, 1, 2]);
    world.settle().await;
    world.adds_up(2, 0).await;

    let answer = world.results_file(id, "csv").await;
    assert_eq!(answer.status(), 200);
    let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.starts_with("attachment; filename=\"Oct--x-links-") && name.ends_with(".csv\""), "{name}");
    let bytes = answer.bytes().await.unwrap();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
    let lines: Vec<Vec<String>> =
        reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_eq!(lines[0], ["Name", "Our note", "Amount", "Invoice number", "Link", "Status", "Link ID"]);
    assert_eq!(lines[1][..4], ["Ann", "'=1+1", "12.50", "A-1"]);
    assert_eq!(lines[2][..5], ["Ben", "x, y", "nothing", "A-2", ""]);
    assert!(lines[2][5].starts_with("Not sent: "), "{}", lines[2][5]);
    for line in [&lines[1], &lines[3]] {
        assert_eq!(line[5], "Outstanding");
        let link = world.get(&format!("/api/v1/links/{}", line[6])).await;
        assert_eq!(link["url"], line[4]);
        assert_eq!(link["client"], line[0], "whom it is for is not lost");
    }
    let mut workbook: Xlsx<_> =
        Xlsx::new(Cursor::new(world.results_file(id, "xlsx").await.bytes().await.unwrap())).unwrap();
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    let cells: Vec<String> = sheet.rows().nth(1).unwrap().iter().map(Data::to_string).collect();
    assert_eq!(cells, ["Ann", "=1+1", "12.50", "A-1", &lines[1][4], "Outstanding", &lines[1][6]]);
    assert_eq!(world.results_file(id, "pdf").await.status(), 400);

    // What is mended is sent with the next dispatch, and nothing else.
    let mend = json!({ "edits": [{ "row": 3, "column": "amount", "text": "9" }] });
    let path = format!("{}/api/v1/imports/{id}/rows", world.url);
    let mended = world.http.patch(path).bearer_auth(&world.api_key).json(&mend).send().await.unwrap();
    assert_eq!(mended.status(), 200);
    world.send_off(id).await;
    assert_eq!(counts(&world.rests(id, "done").await), [0, 0, 0, 3]);
    world.settle().await;
    world.adds_up(3, 0).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_touches_for_long_is_forgotten() {
    let world = World::new().await;
    let draft = world.draft("mail", &invoices(2)).await;
    let sent = world.draft("download", &invoices(3)).await;
    world.send_off(&sent).await;
    world.rests(&sent, "done").await;
    world.advance(Duration::from_secs(60 * 86_400)).await;
    let young = world.draft("mail", &[json!({ "amount": "5", "email": "e@example.org" })]).await;
    imports::forget_old(&world.running.app).await.unwrap();
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM import_rows").await, 6, "not yet");
    world.advance(Duration::from_secs(31 * 86_400)).await;
    imports::forget_old(&world.running.app).await.unwrap();
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM import_rows").await, 1, "of the young one");
    let there = world.get("/api/v1/imports").await;
    let ids: HashSet<&str> = there["data"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap()).collect();
    assert_eq!(ids, HashSet::from([young.as_str(), sent.as_str()]), "and not {draft}");
    assert_eq!(counts(&world.import(&sent).await), [0, 0, 0, 3], "its numbers stay");
    let known = "SELECT CAST(COUNT(*) AS BIGINT) FROM import_checks WHERE rank = 3 AND COALESCE(alike, invoice_fold) IS NOT NULL";
    assert_eq!(world.number(known).await, 0);
    world.end().await;
}
