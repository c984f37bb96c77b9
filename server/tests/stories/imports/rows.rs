//! Rows: what is wrong with them, and mending them.

use reqwest::Method;
use serde_json::{Value, json};

use super::{ROWS, counts, path, problems};
use crate::world::World;

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
