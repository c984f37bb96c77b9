//! The objects have the fields of Stripe's published samples, no more and no fewer.

use serde_json::{Value, json};

use crate::listener::Listener;
use crate::rig::{HOUR_MS, Rig, id};

/// Fields that Stripe's samples lack because they appear only in some states.
const ONLY_SOMETIMES: &[&str] = &["charge.transfer", "refund.failure_reason", "refund.failure_balance_transaction"];

fn expected() -> Value {
    serde_json::from_str(include_str!("../fixtures/stripe_fields.json")).unwrap()
}

#[track_caller]
fn check(object: &Value) {
    let kind = object["object"].as_str().unwrap();
    let expected = expected();
    let shape = &expected["objects"][kind];
    assert!(shape.is_object(), "no sample of {kind}");
    compare(kind, "", object, &shape["fields"]);
    for (path, fields) in shape["nested"].as_object().unwrap() {
        let inner = path.split('.').fold(object, |value, name| &value[name]);
        if inner.is_object() && !path.starts_with("metadata") && !path.contains("destination_details") {
            compare(kind, path, inner, fields);
        }
    }
}

#[track_caller]
fn compare(kind: &str, path: &str, object: &Value, expected: &Value) {
    let fields: Vec<&String> = object
        .as_object()
        .unwrap()
        .keys()
        .filter(|name| !ONLY_SOMETIMES.contains(&format!("{kind}.{name}").as_str()))
        .collect();
    assert_eq!(json!(fields), *expected, "{kind} {path}");
}

#[tokio::test]
async fn objects_have_the_fields_of_stripes_samples() {
    let rig = Rig::start().await;
    let listener = Listener::start(&rig, &["*"]).await;
    check(&rig.get(&format!("/v1/webhook_endpoints/{}", listener.endpoint)).await.ok());
    check(&rig.get("/v1/account").await.ok());
    let open = rig.new_session().await;
    check(&open);
    check(&rig.post("/v1/customers", &[("email", "ada@example.com")]).await.ok());

    let paid = rig.paid_session("4000000000000259").await;
    check(&paid["session"]);
    check(&paid["payment_intent"]);
    check(&paid["charge"]);
    let method = paid["payment_intent"]["payment_method"].as_str().unwrap();
    check(&rig.get(&format!("/v1/payment_methods/{method}")).await.ok());
    check(&rig.get("/v1/disputes").await.ok()["data"][0]);

    let refundable = rig.paid_session("4242424242424242").await;
    check(&rig.post("/v1/refunds", &[("charge", id(&refundable["charge"]))]).await.ok());
    let transactions = rig.get("/v1/balance_transactions?limit=100").await.ok();
    transactions["data"].as_array().unwrap().iter().for_each(check);
    let events = rig.get("/v1/events?limit=100").await.ok();
    events["data"].as_array().unwrap().iter().for_each(check);
    let delivered = listener.wait_for(events["data"].as_array().unwrap().len()).await;
    delivered.iter().for_each(|delivery| check(&delivery.event()));
    rig.paid_session("4242424242424242").await;
    rig.paid_session("4242424242424242").await;
    rig.advance(100 * HOUR_MS).await;
    check(&rig.control("/control/payouts", json!({ "key": rig.sandbox.secret_key() })).await.ok());
}

#[tokio::test]
async fn a_declined_charge_has_the_same_fields() {
    let rig = Rig::start().await;
    let declined = rig.paid_session("4000000000000002").await;
    check(&declined["charge"]);
    assert_eq!(declined["payment_intent"]["last_payment_error"]["type"], "card_error");
}
