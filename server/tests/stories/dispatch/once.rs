//! Whoever races, stops or dies: each row is sent once.

use std::time::Duration;

use futures::future::join_all;
use serde_json::json;

use super::{LINKS, counts, invoices};
use crate::{
    crash::{Server, until_ready},
    world::World,
};

#[tokio::test(flavor = "multi_thread")]
async fn two_uploads_of_the_same_at_once_make_each_link_once() {
    const ROWS: usize = 40;
    let world = World::new().await;
    let beside = world.beside().await;
    let ids = [world.draft("mail", &invoices(ROWS)).await, world.draft("mail", &invoices(ROWS)).await];
    for id in &ids {
        assert_eq!(counts(&world.import(id).await), [40, 0, 0, 0]);
    }
    let sent = join_all(ids.iter().map(|id| world.dispatch(id, json!({ "only_ready": true })))).await;
    assert!(sent.iter().any(|(status, _)| *status == 202), "{sent:?}");
    let mut created = 0;
    for (id, (status, _)) in ids.iter().zip(&sent) {
        // The second one may have come so late that all its rows were blocked before it began.
        let import = if *status == 202 { world.finished(id).await } else { world.import(id).await };
        let [ready, warning, error, made] = counts(&import);
        assert_eq!((ready + warning, error + made), (0, 40), "{import}");
        created += made;
    }
    assert_eq!(created, 40);
    world.settle().await;
    world.adds_up(40, 40).await;
    if let Some(beside) = beside {
        beside.stop().await;
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn run_by_several_workers_stopped_and_sent_again_each_row_is_sent_once() {
    let mut world = World::new().await;
    let id = world.draft("mail", &invoices(110)).await;
    world.hold().await;
    let begun = world.send_off(&id).await;
    assert_eq!(begun["progress"], json!({ "done": 0, "total": 110 }));
    // Each of them takes the other for dead.
    join_all((0..2).map(|_| world.batch(&id))).await;
    assert_eq!(world.import(&id).await["progress"], json!({ "done": 50, "total": 110 }));
    let (status, stopped) = world.post(&format!("/api/v1/imports/{id}/stoppage"), json!({})).await;
    assert_eq!((status.as_u16(), &stopped["state"], counts(&stopped)), (200, &json!("done"), [60, 0, 0, 50]));
    world.batch(&id).await;
    assert_eq!(counts(&world.import(&id).await), [60, 0, 0, 50], "what is stopped rests");
    assert_eq!(world.post(&format!("/api/v1/imports/{id}/stoppage"), json!({})).await.0, 200, "once more is no error");

    world.send_off(&id).await;
    world.batch(&id).await;
    // The server stops, and another one goes on.
    world.running.finish().await;
    world.start_again().await;
    assert_eq!(world.import(&id).await["state"], "sending");
    world.let_go().await;
    assert_eq!(counts(&world.rests(&id, "done").await), [0, 0, 0, 110]);
    world.settle().await;
    world.adds_up(110, 110).await;
    for i in [0, 49, 50, 109] {
        assert_eq!(world.mail(&format!("client{i}@example.org")).await.len(), 1, "client {i}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_it_sends_it_goes_on_where_it_was() {
    let mut world = World::new().await;
    let id = world.draft("mail", &invoices(120)).await;
    world.settle().await;
    world.running.finish().await;
    let addr = world.url.trim_start_matches("http://").to_owned();
    let mut server = Server::start(&world, &addr);
    until_ready(&world, &world.url).await;
    world.send_off(&id).await;
    while world.number(LINKS).await == 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    server.kill();
    world.start_again().await;
    assert_eq!(counts(&world.rests(&id, "done").await), [0, 0, 0, 120]);
    world.settle().await;
    world.adds_up(120, 120).await;
    world.end().await;
}
