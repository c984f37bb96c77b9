//! kill -9 under load: nothing lost, nothing twice.

use std::{
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::json;

use crate::world::{World, environment};

/// A server in a process of its own.
pub struct Server(Child);

impl Server {
    pub fn start(world: &World, addr: &str) -> Self {
        let vars = environment(&world.outside, &world.database, world.folder.path(), addr);
        let mut command = Command::new(env!("CARGO_BIN_EXE_tender"));
        Self(command.arg("serve").envs(vars).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    pub fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

pub async fn until_ready(world: &World, url: &str) {
    for _ in 0..400 {
        if world.http.get(format!("{url}/readyz")).send().await.is_ok_and(|r| r.status() == 200) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the server did not start");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_loses_and_repeats_nothing() {
    const LINKS: i64 = 60;
    let mut world = World::new().await;
    // The process under test takes the place, the database and the webhooks of the story's own server.
    let mut pages = Vec::new();
    for i in 0..LINKS {
        let link = world.link(2_000 + i, json!({ "recipient": null })).await;
        pages.push(world.checkout(&link, "").await);
    }
    world.settle().await;
    world.running.finish().await;
    let addr = world.url.trim_start_matches("http://").to_owned();
    let url = world.url.clone();
    let mut server = Server::start(&world, &addr);
    until_ready(&world, &url).await;
    for (i, page) in pages.iter().enumerate() {
        world.pay(page, json!({ "email": format!("p{i}@example.org") })).await;
        // At moments that have nothing to do with what it is doing.
        if i % 12 == 7 {
            tokio::time::sleep(Duration::from_millis(u64::try_from(i).unwrap() * 7 % 90)).await;
            server.kill();
            server = Server::start(&world, &addr);
        }
    }
    until_ready(&world, &url).await;
    for _ in 0..600 {
        let counts = world.get("/api/v1/payments/counts?filter[status]=succeeded").await;
        let waiting = world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM jobs").await;
        if counts["matching"]["count"] == LINKS && waiting == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    server.kill();
    for (what, sql) in [
        ("payments", "SELECT CAST(COUNT(*) AS BIGINT) FROM payments WHERE status = 'succeeded' AND flags = ''"),
        ("receipts", "SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE kind = 'receipt'"),
        ("paid links", "SELECT CAST(COUNT(*) AS BIGINT) FROM links WHERE status = 'paid' AND paid = amount"),
    ] {
        assert_eq!(world.number(sql).await, LINKS, "{what}");
    }
    let audited = world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM events WHERE kind = 'payment.succeeded'").await;
    assert_eq!(audited, LINKS);
}
