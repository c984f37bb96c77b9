//! Who comes second is told so.

use futures::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{asks, books_agree, click, history, now, shows};
use crate::{
    asking::{client, invoice},
    world::World,
};

async fn sessions(world: &World) -> usize {
    let state = world.control(Method::GET, "state", json!({})).await;
    state["sessions"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_links_that_are_opened_at_once_ask_once() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let one = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    let other = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    let clicks = join_all([world.click(&one, ""), world.click(&other, "")]).await;
    let mut pages = Vec::new();
    let mut refusals = Vec::new();
    for (response, link) in clicks.into_iter().zip([&one, &other]) {
        match response.status().as_u16() {
            303 => pages.push((response.headers()["location"].to_str().unwrap().to_owned(), link)),
            409 => refusals.push((response.text().await.unwrap(), link)),
            status => panic!("{status}"),
        }
    }
    assert_eq!((pages.len(), refusals.len(), sessions(&world).await), (1, 1, 1));
    assert!(refusals[0].0.contains("Someone is paying invoice"), "{}", refusals[0].0);
    assert_eq!(now(&world, &bill).await["reserved"], 10_000);

    let ((page, winner), loser) = (&pages[0], refusals[0].1);
    world.pay(page, json!({})).await;
    world.wait_for(winner, "paid").await;
    let closed = world.wait_for(loser, "cancelled").await;
    assert_eq!(closed["amount_paid"], 0);
    let number = bill["number"].as_str().unwrap();
    assert_eq!(history(&world, loser, "link.closing").await, [format!("Invoice {number} was paid another way")]);
    assert_eq!(shows(&world, loser).await, "settled");
    let (status, _) = click(&world, loser).await;
    assert_eq!(status, 303, "back to the page, which says that nothing is left to pay");
    let bill = now(&world, &bill).await;
    assert_eq!((&bill["status"], &bill["paid"], &bill["reserved"]), (&json!("paid"), &json!(10_000), &json!(0)));
    books_agree(&world).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_checkouts_at_once_reserve_no_more_than_is_open() {
    let world = World::new().await;
    let beside = world.beside().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let mut links = Vec::new();
    for _ in 0..20 {
        links.push(asks(&world, &marsh, &[(&bill, 3_000)], json!({})).await);
    }
    let servers = [Some(world.url.clone()), beside.as_ref().map(|other| format!("http://{}", other.addr))];
    let servers: Vec<String> = servers.into_iter().flatten().collect();
    let clicks = links.iter().enumerate().map(|(n, link)| {
        let url = format!("{}/api/v1/public/links/{}/checkout", servers[n % servers.len()], World::token(link));
        world.http.post(url).json(&json!({})).send()
    });
    let mut statuses: Vec<u16> = Vec::new();
    for response in join_all(clicks).await {
        statuses.push(response.unwrap().status().as_u16());
    }
    let begun = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(begun, 3, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 409)), "{statuses:?}");
    assert_eq!(now(&world, &bill).await["reserved"], 9_000);
    assert_eq!(sessions(&world).await, 3);
    books_agree(&world).await;
    if let Some(beside) = beside {
        beside.stop().await;
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debit_under_way_holds_what_it_will_pay_until_it_fails() {
    let world = World::new().await;
    let marsh = client(&world, "Marsh").await;
    let bill = invoice(&world, &marsh, 10_000, json!({})).await;
    let one = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    let other = asks(&world, &marsh, &[(&bill, 10_000)], json!({})).await;
    let page = world.checkout(&one, "").await;
    let debit = world.pay(&page, json!({ "method": "bank_debit", "settle": "manual" })).await;
    world.wait_for(&one, "processing").await;
    world.settle().await;
    assert_eq!(now(&world, &bill).await["reserved"], 10_000);
    assert_eq!(shows(&world, &other).await, "underway");
    let (status, text) = click(&world, &other).await;
    assert_eq!(status, 409, "{text}");
    assert!(text.contains("A payment is on its way"), "{text}");
    books_agree(&world).await;

    let intent = debit["payment_intent"]["id"].as_str().unwrap();
    world.control(Method::POST, &format!("payment_intents/{intent}/settle"), json!({ "outcome": "fail" })).await;
    world.wait_for(&one, "outstanding").await;
    world.settle().await;
    assert_eq!(now(&world, &bill).await["reserved"], 0);
    let page = world.checkout(&other, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&other, "paid").await;
    world.wait_for(&one, "cancelled").await;
    books_agree(&world).await;
    world.end().await;
}
