//! Senders who never finish, and callers who stay for long.

use std::time::Duration;

use serde_json::json;
use server::http::layers::{Limits, Patience};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::world::World;

/// Between two bytes of a slow sender: far below its patience, so that only the whole is too slow.
const PAUSE: Duration = Duration::from_millis(50);
/// Bytes after which a sender that nobody stopped would be through.
const BYTES: usize = 200;
/// Only so that a story that fails ends.
const FOR_EVER: Duration = Duration::from_secs(60);

async fn impatient() -> World {
    let patience =
        Patience { headers: Duration::from_millis(600), body: Duration::from_millis(600), ..Patience::default() };
    World::with(Limits { patience, ..Limits::generous() }).await
}

async fn connect(world: &World) -> TcpStream {
    TcpStream::connect(world.url.trim_start_matches("http://")).await.unwrap()
}

/// Sends `head`, then a byte at a time until the server has had enough; says what it answered.
async fn trickle(world: &World, head: &str) -> String {
    let mut stream = connect(world).await;
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut from, mut to) = stream.into_split();
    let sender = tokio::spawn(async move {
        for _ in 0..BYTES {
            tokio::time::sleep(PAUSE).await;
            if to.write_all(b"x").await.is_err() {
                break;
            }
        }
        // The end of headers that were let come to an end.
        let _ = to.write_all(b": x\r\n\r\n").await;
        to
    });
    let answer = until_closed(&mut from).await;
    sender.abort();
    answer
}

/// What comes until the server closes the connection. A reset is an end, too.
async fn until_closed(from: &mut (impl AsyncRead + Unpin)) -> String {
    let mut answer = Vec::new();
    let read = async {
        let mut buffer = [0; 4096];
        while let Ok(n @ 1..) = from.read(&mut buffer).await {
            answer.extend_from_slice(&buffer[..n]);
        }
    };
    assert!(tokio::time::timeout(FOR_EVER, read).await.is_ok(), "the connection stays open");
    String::from_utf8(answer).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_trickle_are_not_waited_for() {
    let world = impatient().await;
    let answer = trickle(&world, "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx-").await;
    assert!(!answer.contains("200 OK"), "{answer}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_trickles_is_refused_wherever_it_goes() {
    let world = impatient().await;
    for (path, kind) in [
        ("/api/v1/session", "application/json"),
        ("/api/v1/links", "application/json"),
        ("/hooks/stripe/con_00000000000000000000000000000001", "application/json"),
        ("/l/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/checkout", "application/x-www-form-urlencoded"),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: {kind}\r\n\
             content-length: {BYTES}\r\n\r\n",
            world.api_key
        );
        let answer = trickle(&world, &head).await;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{path}: {answer}");
        assert!(answer.contains("The request took too long to arrive"), "{path}: {answer}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_body_over_a_slow_line_arrives() {
    let world = impatient().await;
    let link = json!({ "amount": 1_000, "currency": "usd", "account_id": world.account("operating").await });
    // Spaces are of no meaning; these take longer than the patience that a sender begins with.
    let body = format!("{}{link}", " ".repeat(24_000));
    let mut stream = connect(&world).await;
    let head = format!(
        "POST /api/v1/links HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        world.api_key,
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for part in body.as_bytes().chunks(1_000) {
        stream.write_all(part).await.unwrap();
        tokio::time::sleep(PAUSE).await;
    }
    let answer = until_closed(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_connection_ends_and_live_updates_stay() {
    let world = impatient().await;
    let mut idle = connect(&world).await;
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut live = connect(&world).await;
    let head =
        format!("GET /api/v1/stream HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\r\n", world.api_key);
    live.write_all(head.as_bytes()).await.unwrap();
    let answer = until_closed(&mut idle).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    // The stream was opened after the idle connection's last word, and outlives it again.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let link = world.link(1_000, json!({})).await;
    let mut heard = String::new();
    let listen = async {
        while !heard.contains(link["id"].as_str().unwrap()) {
            let mut buffer = [0; 4096];
            let n = live.read(&mut buffer).await.unwrap();
            assert_ne!(n, 0, "the stream ended: {heard}");
            heard.push_str(&String::from_utf8_lossy(&buffer[..n]));
        }
    };
    assert!(tokio::time::timeout(FOR_EVER, listen).await.is_ok(), "nothing was heard");
    world.settle().await;
    let mut running = world.running;
    running.finish().await;
    until_closed(&mut live).await;
    assert!(TcpStream::connect(running.addr).await.is_err(), "a stopped server listens no more");
}
