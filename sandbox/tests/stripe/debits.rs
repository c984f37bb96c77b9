use serde_json::json;

use crate::rig::{Rig, id};

#[tokio::test]
async fn a_bank_debit_is_processing_then_settles() {
    let rig = Rig::start().await;
    let session = rig.new_session().await;
    let wish = json!({ "session": id(&session), "method": "bank_debit" });
    let pending = rig.control("/control/pay", wish).await.ok();
    assert_eq!(pending["outcome"], "processing");
    assert_eq!(pending["session"]["status"], "complete");
    assert_eq!(pending["session"]["payment_status"], "unpaid");
    assert_eq!(pending["payment_intent"]["status"], "processing");
    assert_eq!(pending["charge"]["status"], "pending");
    assert!(pending["charge"]["balance_transaction"].is_null());

    let intent = id(&pending["payment_intent"]);
    let path = format!("/control/payment_intents/{intent}/settle");
    let settled = rig.control(&path, json!({ "outcome": "succeed" })).await.ok();
    assert_eq!(settled["session"]["payment_status"], "paid");
    assert_eq!(settled["payment_intent"]["status"], "succeeded");
    let transactions = rig.get("/v1/balance_transactions").await.ok();
    assert_eq!(transactions["data"][0]["fee"], 100);
    assert_eq!(rig.event_types().await.last().unwrap(), "checkout.session.async_payment_succeeded");
    assert_eq!(rig.control(&path, json!({ "outcome": "fail" })).await.status, 409);
}

#[tokio::test]
async fn a_bank_debit_fails_by_itself_after_its_time() {
    let rig = Rig::start().await;
    rig.control("/control/settings", json!({ "bank_debit_ms": 60_000 })).await.ok();
    let session = rig.new_session().await;
    let wish = json!({ "session": id(&session), "method": "bank_debit", "settle": "fail" });
    let pending = rig.control("/control/pay", wish).await.ok();
    rig.advance(61_000).await;
    let intent = rig.get(&format!("/v1/payment_intents/{}", id(&pending["payment_intent"]))).await.ok();
    assert_eq!(intent["status"], "requires_payment_method");
    assert_eq!(intent["last_payment_error"]["code"], "insufficient_funds");
    let session = rig.get(&format!("/v1/checkout/sessions/{}", id(&session))).await.ok();
    assert_eq!((&session["status"], &session["payment_status"]), (&json!("complete"), &json!("unpaid")));
    assert_eq!(rig.event_types().await.last().unwrap(), "checkout.session.async_payment_failed");
}

async fn waits_for_deposits(rig: &Rig) -> String {
    let session = rig.new_session().await;
    let wish = json!({ "session": id(&session), "method": "bank_debit", "settle": "manual", "microdeposits": true });
    let waiting = rig.control("/control/pay", wish).await.ok();
    assert_eq!(
        (&waiting["session"]["status"], &waiting["session"]["payment_status"]),
        (&json!("complete"), &json!("unpaid"))
    );
    let intent = &waiting["payment_intent"];
    assert_eq!(
        (&intent["status"], &intent["next_action"]["type"], &intent["latest_charge"]),
        (&json!("requires_action"), &json!("verify_with_microdeposits"), &json!(null))
    );
    assert_eq!(rig.event_types().await.last().unwrap(), "checkout.session.completed");
    id(intent).to_owned()
}

#[tokio::test]
async fn a_verified_account_is_debited() {
    let rig = Rig::start().await;
    let intent = waits_for_deposits(&rig).await;
    let (settle, verify) =
        (format!("/control/payment_intents/{intent}/settle"), format!("/control/payment_intents/{intent}/verify"));
    assert_eq!(rig.control(&settle, json!({ "outcome": "succeed" })).await.status, 409, "nothing is at the bank yet");
    let verified = rig.control(&verify, json!({ "outcome": "succeed" })).await.ok();
    assert_eq!(
        (&verified["payment_intent"]["status"], &verified["payment_intent"]["next_action"]),
        (&json!("processing"), &json!(null))
    );
    assert_eq!(rig.control(&verify, json!({ "outcome": "succeed" })).await.status, 409);
    let settled = rig.control(&settle, json!({ "outcome": "succeed" })).await.ok();
    assert_eq!(settled["session"]["payment_status"], "paid");
}

#[tokio::test]
async fn an_account_that_is_not_verified_is_not_debited() {
    let rig = Rig::start().await;
    let intent = waits_for_deposits(&rig).await;
    let verify = format!("/control/payment_intents/{intent}/verify");
    let failed = rig.control(&verify, json!({ "outcome": "fail" })).await.ok();
    assert_eq!(failed["payment_intent"]["status"], "requires_payment_method");
    assert_eq!(rig.event_types().await.last().unwrap(), "checkout.session.async_payment_failed");
    assert_eq!(rig.get("/v1/charges").await.ok()["data"], json!([]));
}
