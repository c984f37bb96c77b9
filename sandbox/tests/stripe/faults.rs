use std::time::Duration;

use serde_json::json;

use crate::rig::{Rig, SESSION, id};

const PATH: &str = "/v1/checkout/sessions";

async fn sessions(rig: &Rig) -> u64 {
    rig.get("/control/state").await.ok()["counts"]["checkout.session"].as_u64().unwrap()
}

async fn fault(rig: &Rig, kind: &str, status: u16) {
    let rule =
        json!({ "target": "api", "kind": kind, "status": status, "path_prefix": PATH, "method": "POST", "count": 1 });
    rig.control("/control/faults", rule).await.ok();
}

#[tokio::test]
async fn before_the_work_nothing_is_done_or_kept() {
    let rig = Rig::start().await;
    for status in [429, 500, 503] {
        fault(&rig, "status", status).await;
        let answer = rig.post_with_key(&format!("k{status}"), PATH, SESSION).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.headers["stripe-should-retry"], "true");
    }
    assert_eq!(sessions(&rig).await, 0);
    assert_eq!(rig.post_with_key("k500", PATH, SESSION).await.status, 200);
}

#[tokio::test]
async fn after_the_work_a_retry_finds_the_answer() {
    let rig = Rig::start().await;
    fault(&rig, "status_after", 500).await;
    assert_eq!(rig.post_with_key("k", PATH, SESSION).await.status, 500);
    assert_eq!(sessions(&rig).await, 1);
    let retry = rig.post_with_key("k", PATH, SESSION).await;
    assert_eq!(retry.headers["idempotent-replayed"], "true");
    assert!(id(&retry.ok()).starts_with("cs_test_"));
    assert_eq!(sessions(&rig).await, 1);
}

#[tokio::test]
async fn a_kept_500_is_given_again() {
    let rig = Rig::start().await;
    fault(&rig, "status_after_stored", 500).await;
    assert_eq!(rig.post_with_key("k", PATH, SESSION).await.status, 500);
    let retry = rig.post_with_key("k", PATH, SESSION).await;
    assert_eq!((retry.status, retry.headers["idempotent-replayed"].as_str()), (500, "true"));
    assert_eq!(sessions(&rig).await, 1, "the work was done");
    fault(&rig, "status_stored", 500).await;
    assert_eq!(rig.post_with_key("other", PATH, SESSION).await.status, 500);
    assert_eq!(sessions(&rig).await, 1, "no more work was done");
}

#[tokio::test]
async fn connections_are_closed_without_an_answer() {
    let rig = Rig::start().await;
    for (kind, done) in [("reset", 0), ("reset_after", 1)] {
        fault(&rig, kind, 500).await;
        let request = rig.request(reqwest::Method::POST, PATH).header("idempotency-key", kind).form(SESSION);
        assert!(request.send().await.is_err());
        assert_eq!(sessions(&rig).await, done, "{kind}");
    }
}

#[tokio::test]
async fn some_requests_are_never_answered() {
    let rig = Rig::start().await;
    for (kind, done) in [("timeout", 0), ("timeout_after", 1)] {
        fault(&rig, kind, 500).await;
        let request = rig.request(reqwest::Method::POST, PATH).form(SESSION).timeout(Duration::from_millis(300));
        assert!(request.send().await.unwrap_err().is_timeout());
        assert_eq!(sessions(&rig).await, done, "{kind}");
    }
}

#[tokio::test]
async fn late_work_is_done_although_the_client_has_gone() {
    let rig = Rig::start().await;
    let rule = json!({ "target": "api", "kind": "delay", "ms": 400, "count": 1 });
    rig.control("/control/faults", rule).await.ok();
    let request = rig.request(reqwest::Method::POST, PATH).form(SESSION).timeout(Duration::from_millis(100));
    assert!(request.send().await.is_err());
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(sessions(&rig).await, 1);
}

#[tokio::test]
async fn an_answer_that_is_held_back_is_of_when_it_was_asked() {
    let rig = Rig::start().await;
    let session = rig.new_session().await;
    let path = format!("{PATH}/{}", session["id"].as_str().unwrap());
    let rule = json!({ "target": "api", "kind": "delay_after", "method": "GET", "path_prefix": path, "count": 1 });
    rig.control("/control/faults", rule).await.ok();
    let old = tokio::spawn(rig.request(reqwest::Method::GET, &path).send());
    while rig.get("/control/faults").await.ok()["data"][0]["held"] != 1 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    rig.post(&format!("{path}/expire"), &[]).await.ok();
    assert_eq!(rig.get(&path).await.ok()["status"], "expired");
    assert!(!old.is_finished(), "held back");
    assert_eq!(rig.delete("/control/faults").await.status, 204);
    let old: serde_json::Value = old.await.unwrap().unwrap().json().await.unwrap();
    assert_eq!(old["status"], "open");
}

#[tokio::test]
async fn rules_are_listed_counted_and_removed() {
    let rig = Rig::start().await;
    fault(&rig, "status", 500).await;
    rig.new_session_refused().await;
    let list = rig.get("/control/faults").await.ok();
    assert_eq!((&list["data"][0]["fired"], &list["data"][0]["left"]), (&json!(1), &json!(0)));
    assert_eq!(rig.delete("/control/faults").await.status, 204);
    assert_eq!(rig.get("/control/faults").await.ok()["data"], json!([]));
    for nonsense in [
        json!({ "target": "api", "kind": "drop" }),
        json!({ "target": "webhook", "kind": "delay" }),
        json!({ "target": "api", "kind": "status", "status": 200 }),
    ] {
        assert_eq!(rig.control("/control/faults", nonsense).await.status, 400);
    }
}

impl Rig {
    async fn new_session_refused(&self) {
        assert_eq!(self.post(PATH, SESSION).await.status, 500);
    }
}
