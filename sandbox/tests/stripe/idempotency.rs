use std::time::Duration;

use serde_json::json;

use crate::rig::{HOUR_MS, Rig, SESSION, id, session_with};

const PATH: &str = "/v1/checkout/sessions";

#[tokio::test]
async fn the_first_answer_is_given_again() {
    let rig = Rig::start().await;
    let first = rig.post_with_key("key-1", PATH, SESSION).await;
    let second = rig.post_with_key("key-1", PATH, SESSION).await;
    assert_eq!(first.body, second.body);
    assert_eq!(second.headers["idempotent-replayed"], "true");
    assert_eq!(second.headers["original-request"], first.headers["request-id"]);
    assert!(!first.headers.contains_key("idempotent-replayed"));
    let other = rig.post_with_key("key-1", PATH, &session_with(&[("client_reference_id", Some("lnk_2"))])).await;
    assert_eq!((other.status, other.refusal().1), (400, "idempotency_error"));

    rig.advance(24 * HOUR_MS + 1).await;
    let later = rig.post_with_key("key-1", PATH, SESSION).await.ok();
    assert_ne!(id(&later), id(&first.body), "a key is forgotten after 24 hours");
}

#[tokio::test]
async fn refused_parameters_do_not_use_up_a_key() {
    let rig = Rig::start().await;
    let refused = rig.post_with_key("key-1", PATH, &session_with(&[("mode", None)])).await;
    assert_eq!(refused.status, 400);
    assert_eq!(rig.post_with_key("key-1", PATH, SESSION).await.status, 200);
}

#[tokio::test]
async fn a_key_in_flight_is_a_conflict() {
    let rig = Rig::start().await;
    let fault = json!({ "target": "api", "kind": "delay", "ms": 700, "count": 1 });
    rig.control("/control/faults", fault).await.ok();
    let (slow, conflict) = tokio::join!(rig.post_with_key("key-1", PATH, SESSION), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        rig.post_with_key("key-1", PATH, SESSION).await
    });
    assert_eq!(slow.status, 200);
    assert_eq!((conflict.status, conflict.refusal().2), (409, "idempotency_key_in_use"));
}

#[tokio::test]
async fn a_long_key_is_refused() {
    let rig = Rig::start().await;
    assert_eq!(rig.post_with_key(&"k".repeat(256), PATH, SESSION).await.status, 400);
    assert_eq!(rig.post_with_key(&"k".repeat(255), PATH, SESSION).await.status, 200);
}
