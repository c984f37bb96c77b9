//! From a quick link to recorded money.

use serde_json::json;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_quick_link_is_paid_once_and_both_sides_see_it() {
    let world = World::new().await;
    let link = world.link(62_000, json!({ "invoice_number": "INV-2104", "send": true })).await;
    assert_eq!((&link["status"], &link["amount_paid"]), (&json!("outstanding"), &json!(0)));

    let page = world.checkout(&link, "").await;
    let paid = world.pay(&page, json!({})).await;
    assert_eq!(paid["session"]["payment_status"], "paid");
    let link = world.wait_for(&link, "paid").await;
    assert_eq!((&link["amount_paid"], &link["amount_remaining"]), (&json!(62_000), &json!(0)));
    world.settle().await;

    let payments = world.get("/api/v1/payments").await;
    let payment = &payments["data"][0];
    assert_eq!(
        (&payment["status"], &payment["amount"], &payment["last4"]),
        (&json!("succeeded"), &json!(62_000), &json!("4242"))
    );
    assert_eq!(payment["net"].as_i64().unwrap() + payment["fee"].as_i64().unwrap(), 62_000);
    let receipts = world.mail("payer@example.org").await;
    assert_eq!(receipts.len(), 1);
    let text = receipts[0]["text"].as_str().unwrap();
    for part in ["$620.00", "INV-2104", "Visa •••• 4242", "Remaining balance: $0.00", "Authorisation code"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(world.mail("carla@example.org").await.len(), 1, "the link itself");
    assert_eq!(world.mail("owner@haleorr.example").await.len(), 1, "staff are told");

    let id = link["id"].as_str().unwrap();
    let timeline = world.get(&format!("/api/v1/links/{id}/timeline")).await;
    let kinds: Vec<&str> =
        timeline["data"].as_array().unwrap().iter().rev().map(|e| e["kind"].as_str().unwrap()).collect();
    for kind in ["link.created", "mail.sent", "checkout.started", "payment.succeeded", "receipt.sent"] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_payment_makes_one_successor_for_the_rest() {
    let world = World::new().await;
    let link = world.link(100_000, json!({ "min_amount": 10_000, "send": true })).await;
    let refused = world.click(&link, "50.00").await;
    assert_eq!(refused.status(), 422);
    let body = refused.text().await.unwrap();
    assert!(body.contains("Pay at least $100.00") && body.contains("50.00"), "the sentence, and what was typed");

    let page = world.checkout(&link, "$400").await;
    world.pay(&page, json!({})).await;
    let first = world.wait_for(&link, "partly_paid").await;
    assert_eq!((&first["amount_paid"], &first["amount_remaining"]), (&json!(40_000), &json!(0)));
    let rest = world.get(&format!("/api/v1/links/{}", first["successor_id"].as_str().unwrap())).await;
    assert_eq!(
        (&rest["amount"], &rest["status"], &rest["predecessor_id"]),
        (&json!(60_000), &json!("outstanding"), &first["id"])
    );
    world.settle().await;
    assert_eq!(world.mail("carla@example.org").await.len(), 2, "the link, and the link for the rest");

    let page = world.checkout(&rest, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&rest, "paid").await;
    world.settle().await;
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM links").await, 2);
    let one = world.get(&format!("/api/v1/links/{}/timeline", rest["id"].as_str().unwrap())).await;
    let other = world.get(&format!("/api/v1/links/{}/timeline", link["id"].as_str().unwrap())).await;
    assert_eq!(one, other, "both share one history");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_session_is_used_again_and_ended_before_another() {
    let world = World::new().await;
    let link = world.link(100_000, json!({ "min_amount": 10_000 })).await;
    let first = world.checkout(&link, "500").await;
    assert_eq!(world.checkout(&link, "500").await, first, "unchanged: the same session");
    let second = world.checkout(&link, "600").await;
    assert_ne!(second, first);
    let state = world.control(reqwest::Method::GET, "state", json!({})).await;
    let open = state["sessions"].as_array().unwrap().iter().filter(|s| s["status"] == "open").count();
    assert_eq!(open, 1);

    let (status, cancelled) =
        world.post(&format!("/api/v1/links/{}/cancellation", link["id"].as_str().unwrap()), json!({})).await;
    assert_eq!((status.as_u16(), &cancelled["status"]), (200, &json!("cancelled")));
    let state = world.control(reqwest::Method::GET, "state", json!({})).await;
    let open = state["sessions"].as_array().unwrap().iter().filter(|s| s["status"] == "open").count();
    assert_eq!(open, 0);
    let again = world.click(&link, "").await;
    assert_eq!(again.status(), 303, "back to the page, which says that it is cancelled");
    let (status, _) =
        world.post(&format!("/api/v1/links/{}/cancellation", link["id"].as_str().unwrap()), json!({})).await;
    assert_eq!(status, 409);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_debit_is_processing_until_the_bank_says_so() {
    let world = World::new().await;
    let (good, bad) = (world.link(5_000, json!({})).await, world.link(6_000, json!({})).await);
    for link in [&good, &bad] {
        let page = world.checkout(link, "").await;
        let paid = world.pay(&page, json!({ "method": "bank_debit", "settle": "manual" })).await;
        world.wait_for(link, "processing").await;
        let (status, _) =
            world.post(&format!("/api/v1/links/{}/cancellation", link["id"].as_str().unwrap()), json!({})).await;
        assert_eq!(status, 409, "a processing link does not cancel");
        let intent = paid["session"]["payment_intent"].as_str().unwrap();
        let outcome = if link == &good { "succeed" } else { "fail" };
        world
            .control(reqwest::Method::POST, &format!("payment_intents/{intent}/settle"), json!({ "outcome": outcome }))
            .await;
    }
    world.wait_for(&good, "paid").await;
    let bad = world.wait_for(&bad, "outstanding").await;
    assert_eq!(bad["amount_paid"], 0);
    let failed = world.get("/api/v1/payments?filter[status]=failed").await;
    assert_eq!(failed["data"].as_array().unwrap().len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decline_is_said_and_the_payer_tries_again() {
    let world = World::new().await;
    let link = world.link(5_000, json!({})).await;
    let page = world.checkout(&link, "").await;
    world.pay(&page, json!({ "card": "4000000000009995" })).await;
    world.until("SELECT CAST(COUNT(*) AS BIGINT) FROM payments WHERE status = 'failed'", 1).await;
    let status = world.get(&format!("/api/v1/public/links/{}/checkout", World::token(&link))).await;
    assert_eq!(status["attempt"], "declined");
    assert!(status["reason"].as_str().unwrap().contains("insufficient funds"), "{status}");
    assert_eq!(world.checkout(&link, "").await, page, "the same session takes another card");
    world.pay(&page, json!({})).await;
    world.wait_for(&link, "paid").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_expires_by_the_clock_and_late_money_is_kept_and_flagged() {
    let world = World::new().await;
    let ends = world.clock.now().plus_ms(3_600_000);
    let link = world.link(5_000, json!({ "expires_at": ends.to_string() })).await;
    let page = world.checkout(&link, "").await;
    world.advance(std::time::Duration::from_secs(3_700)).await;
    let link = world.wait_for(&link, "expired").await;
    world.pay(&page, json!({ "ignore_session_state": true })).await;
    world.until("SELECT CAST(COUNT(*) AS BIGINT) FROM payments WHERE status = 'succeeded'", 1).await;
    let link = world.reload(&link).await;
    assert_eq!(
        (&link["status"], &link["amount_paid"], &link["flagged"]),
        (&json!("expired"), &json!(5_000), &json!(true))
    );
    let flagged = world.get("/api/v1/payments?filter[flagged]=yes").await;
    assert_eq!(flagged["data"][0]["flags"], json!(["paid_late"]));
    let id = flagged["data"][0]["id"].as_str().unwrap();
    let (status, payment) = world.post(&format!("/api/v1/payments/{id}/acknowledgement"), json!({})).await;
    assert_eq!((status.as_u16(), &payment["acknowledged"]), (200, &json!(true)));
    assert_eq!(world.reload(&link).await["flagged"], false);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_person_opens_a_link() {
    let world = World::new().await;
    let link = world.link(5_000, json!({})).await;
    let open = |agent: &'static str, navigates: bool| {
        let mut request = world.http.get(link["url"].as_str().unwrap()).header("user-agent", agent);
        if navigates {
            request = request.header("sec-fetch-mode", "navigate").header("sec-fetch-dest", "document");
        }
        request.send()
    };
    assert_eq!(open("Mozilla/5.0 (compatible; Googlebot/2.1)", true).await.unwrap().status(), 200);
    assert_eq!(open("python-requests/2", false).await.unwrap().status(), 200);
    assert_eq!(world.reload(&link).await["times_opened"], 0);
    open("Mozilla/5.0 Chrome/156", true).await.unwrap();
    let link = world.reload(&link).await;
    assert_eq!(link["times_opened"], 1);
    assert!(link["first_opened_at"].is_string());
    world.end().await;
}

/// The payer is done, the bank account is still to be verified by small deposits: for days nobody may
/// pay twice, and the link's own end does not matter any more.
async fn verified_by_deposits(outcomes: &[(&str, &str)], expected: &str) {
    let world = World::new().await;
    let ends = world.clock.now().plus_ms(3_600_000);
    let link = world.link(5_000, json!({ "expires_at": ends.to_string() })).await;
    let page = world.checkout(&link, "").await;
    let waiting = world.pay(&page, json!({ "method": "bank_debit", "settle": "manual", "microdeposits": true })).await;
    assert_eq!(waiting["payment_intent"]["status"], "requires_action");
    world.wait_for(&link, "processing").await;
    world.settle().await;
    world.advance(std::time::Duration::from_secs(2 * 86_400)).await;
    let status = world.get(&format!("/api/v1/public/links/{}/checkout", World::token(&link))).await;
    assert_eq!((&status["attempt"], &status["link"]["state"]), (&json!("processing"), &json!("processing")));
    let back = world.click(&link, "").await;
    assert!(back.headers()["location"].to_str().unwrap().starts_with("/l/"), "to its page, not to pay again");
    let intent = waiting["payment_intent"]["id"].as_str().unwrap();
    for (noun, outcome) in outcomes {
        world.settle().await;
        assert_eq!(world.reload(&link).await["status"], "processing", "before {noun}");
        let path = format!("payment_intents/{intent}/{noun}");
        world.control(reqwest::Method::POST, &path, json!({ "outcome": outcome })).await;
    }
    let link = world.wait_for(&link, expected).await;
    assert_eq!(link["flagged"], false, "confirmed in time, whenever it is verified");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debit_from_a_verified_account_settles() {
    verified_by_deposits(&[("verify", "succeed"), ("settle", "succeed")], "paid").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debit_from_an_account_that_is_not_verified_fails() {
    // Its time has passed meanwhile.
    verified_by_deposits(&[("verify", "fail")], "expired").await;
}
