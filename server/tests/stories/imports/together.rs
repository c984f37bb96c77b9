//! What others learn of an upload, and a request whose answer is lost.

use reqwest::Method;
use serde_json::{Value, json};

use super::path;
use crate::{processes::hears, world::World};

/// What the trail says of uploads, the oldest first.
async fn trail(world: &World) -> Vec<(String, String)> {
    let events = world.get("/api/v1/audit_events?limit=100").await;
    let text = |event: &Value, field: &str| event[field].as_str().unwrap_or_default().to_owned();
    let all = events["data"].as_array().unwrap().iter().rev();
    let of_uploads = all.filter(|event| text(event, "kind").starts_with("import."));
    of_uploads.map(|event| (text(event, "kind"), text(event, "detail"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn that_rows_came_and_that_an_upload_is_deleted_is_in_the_trail() {
    let world = World::new().await;
    let file = world.uploaded("name=march.csv", "Email,Amount\nann@example.org,5\nbo@example.org,6\n").await;
    let (_, typed) = world.post("/api/v1/imports", json!({ "rows": [{ "amount": "7" }] })).await;
    let typed = world.checked(typed["id"].as_str().unwrap()).await;
    let (file_id, typed_id) = (file["id"].as_str().unwrap(), typed["id"].as_str().unwrap());
    let uploaded = "import.uploaded".to_owned();
    let mut expected = vec![(uploaded.clone(), format!("{file_id}: 2 rows")), (uploaded, format!("{typed_id}: 1 row"))];
    assert_eq!(trail(&world).await, expected);
    assert_eq!(world.send(Method::DELETE, &path(&file), Value::Null).await.0, 204);
    expected.push(("import.removed".to_owned(), file_id.to_owned()));
    assert_eq!(world.send(Method::DELETE, &path(&file), Value::Null).await.0, 404);
    let (status, problem) = world.upload("name=broken.csv", "").await;
    assert_eq!(status, 422, "{problem}");
    assert_eq!(trail(&world).await, expected, "what did not happen is not told");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_added_once_however_often_the_same_is_asked() {
    let world = World::new().await;
    let import = world.uploaded("", "Email,Amount\nann@example.org,5\n").await;
    let add = async |key: &str, amount: &str| {
        let request = world.http.patch(format!("{}{}/rows", world.url, path(&import))).bearer_auth(&world.api_key);
        let changes = json!({ "add": [{ "email": "bo@example.org", "amount": amount }] });
        let response = request.header("idempotency-key", key).json(&changes).send().await.unwrap();
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };
    let first = add("one", "6").await;
    assert_eq!((first.0, &first.1["rows"][0]["number"]), (200, &json!(3)), "{}", first.1);
    assert_eq!(add("one", "6").await, first, "the answer that was lost");
    assert_eq!(world.grid(&import, "").await.len(), 2);
    assert_eq!(add("one", "7").await.1["type"], "/problems/idempotency-mismatch");
    assert_eq!(add("two", "6").await.0, 200);
    assert_eq!(world.grid(&import, "").await.len(), 3, "another key is another row");
    // What is refused is not remembered.
    assert_eq!(add("three", &"6".repeat(10_001)).await.0, 422);
    assert_eq!(add("three", "6").await.0, 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn others_hear_of_an_upload_its_rows_and_its_end() {
    let world = World::new().await;
    let listen = async || {
        let request = world.http.get(format!("{}/api/v1/stream", world.url)).bearer_auth(&world.api_key);
        request.send().await.unwrap()
    };
    let stream = listen().await;
    let import = world.uploaded("", "Email,Amount\nann@example.org,5\n").await;
    let told = format!("\"kind\":\"import\",\"link_id\":null,\"payment_id\":null,\"import_id\":{}", import["id"]);
    assert!(hears(stream, &told).await, "an upload");
    let stream = listen().await;
    let (_, changed) = world.mend(&import, json!({ "edits": [{ "row": 2, "column": "amount", "text": "8" }] })).await;
    assert!(hears(stream, &told).await, "a row");
    let version = |import: &Value| import["version"].as_i64().unwrap();
    assert_eq!(version(&changed["import"]), version(&import) + 1, "so a page can tell its own change from others'");
    let stream = listen().await;
    assert_eq!(world.send(Method::DELETE, &path(&import), Value::Null).await.0, 204);
    assert!(hears(stream, &told).await, "its end");
    world.end().await;
}
