//! Several processes that share one PostgreSQL database; on SQLite, the one there is.

use std::time::Duration;

use serde_json::json;

use crate::world::World;

/// What a stream says until it says `text`.
pub async fn hears(mut stream: reqwest::Response, text: &str) -> bool {
    let mut heard = String::new();
    let listen = async {
        while let Some(chunk) = stream.chunk().await.unwrap() {
            heard.push_str(&String::from_utf8_lossy(&chunk));
            if heard.contains(text) {
                return true;
            }
        }
        false
    };
    tokio::time::timeout(Duration::from_secs(20), listen).await.unwrap_or(false)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_told_to_the_browsers_of_every_process() {
    let world = World::new().await;
    let beside = world.beside().await;
    let url = beside.as_ref().map_or(world.url.clone(), |running| format!("http://{}", running.addr));
    let mut stream = world.http.get(format!("{url}/api/v1/stream")).bearer_auth(&world.api_key).send().await.unwrap();
    assert_eq!(stream.status(), 200);
    if beside.is_some() {
        // What was told before this process listens is not heard: knock until it is.
        let mut knocks = 0;
        loop {
            world.link(1_000, json!({})).await;
            knocks += 1;
            let heard = tokio::time::timeout(Duration::from_secs(1), stream.chunk()).await;
            if heard.is_ok() {
                break;
            }
            assert!(knocks < 30, "the other process hears nothing");
        }
    }
    let link = world.link(12_345, json!({})).await;
    assert!(hears(stream, link["id"].as_str().unwrap()).await);
    if let Some(beside) = beside {
        beside.stop().await;
    }
    world.end().await;
}
