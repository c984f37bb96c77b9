use serde_json::json;

use crate::rig::{HOUR_MS, Rig, id, session_with};

#[tokio::test]
async fn a_session_is_open_until_it_is_paid() {
    let rig = Rig::start().await;
    let session = rig.new_session().await;
    assert!(id(&session).starts_with("cs_test_"));
    assert_eq!(session["status"], "open");
    assert_eq!(session["payment_status"], "unpaid");
    assert_eq!(session["amount_total"], 12500);
    assert!(session["payment_intent"].is_null(), "there is no payment intent before the first attempt");
    assert_eq!(session["url"], format!("{}/pay/{}", rig.sandbox.url(), id(&session)));

    let paid = rig.control("/control/pay", json!({ "session": id(&session) })).await.ok();
    assert_eq!(paid["outcome"], "paid");
    let session = rig
        .get(&format!(
            "/v1/checkout/sessions/{}?expand[]=payment_intent.latest_charge.balance_transaction&expand[]=line_items",
            id(&session)
        ))
        .await
        .ok();
    assert_eq!(session["status"], "complete");
    assert_eq!(session["payment_status"], "paid");
    assert!(session["url"].is_null());
    let intent = &session["payment_intent"];
    assert_eq!(intent["status"], "succeeded");
    assert_eq!(intent["amount_received"], 12500);
    assert_eq!(intent["metadata"]["link"], "lnk_1");
    let charge = &intent["latest_charge"];
    assert_eq!(charge["paid"], true);
    assert_eq!(charge["payment_method_details"]["card"]["last4"], "4242");
    assert_eq!(charge["payment_method_details"]["card"]["authorization_code"].as_str().unwrap().len(), 6);
    let transaction = &charge["balance_transaction"];
    assert_eq!((&transaction["fee"], &transaction["net"]), (&json!(393), &json!(12107)));
    assert_eq!(session["line_items"]["data"][0]["description"], "Invoice 1042");
    let types = rig.event_types().await;
    assert_eq!(
        types,
        ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]
    );
}

#[tokio::test]
async fn sessions_expire_by_the_clock_and_by_request() {
    let rig = Rig::start().await;
    let (first, second) = (rig.new_session().await, rig.new_session().await);
    let expired = rig.post(&format!("/v1/checkout/sessions/{}/expire", id(&first)), &[]).await.ok();
    assert_eq!(expired["status"], "expired");
    let again = rig.post(&format!("/v1/checkout/sessions/{}/expire", id(&first)), &[]).await;
    assert_eq!(again.status, 400);
    assert!(again.message().starts_with("Only Checkout Sessions with a status in [\"open\"] can be expired."));

    rig.advance(24 * HOUR_MS + 1000).await;
    let second = rig.get(&format!("/v1/checkout/sessions/{}", id(&second))).await.ok();
    assert_eq!(second["status"], "expired");
    assert_eq!(rig.event_types().await, ["checkout.session.expired", "checkout.session.expired"]);
    let refused = rig.control("/control/pay", json!({ "session": id(&second) })).await;
    assert_eq!(refused.status, 409);
}

#[tokio::test]
async fn a_session_can_be_paid_at_the_very_moment_of_its_expiry() {
    let rig = Rig::start().await;
    let session = rig.new_session().await;
    rig.post(&format!("/v1/checkout/sessions/{}/expire", id(&session)), &[]).await.ok();
    let wish = json!({ "session": id(&session), "ignore_session_state": true });
    let paid = rig.control("/control/pay", wish).await.ok();
    assert_eq!(paid["payment_intent"]["status"], "succeeded");
    assert_eq!(paid["session"]["status"], "complete");
}

#[tokio::test]
async fn a_declined_card_leaves_the_session_open() {
    let rig = Rig::start().await;
    let declined = rig.paid_session("4000000000009995").await;
    assert_eq!(declined["outcome"], "declined");
    assert_eq!(declined["session"]["status"], "open");
    let intent = &declined["payment_intent"];
    assert_eq!(intent["status"], "requires_payment_method");
    assert_eq!(intent["last_payment_error"]["code"], "card_declined");
    assert_eq!(intent["last_payment_error"]["decline_code"], "insufficient_funds");
    assert_eq!(declined["charge"]["status"], "failed");

    let paid = rig.control("/control/pay", json!({ "session": id(&declined["session"]) })).await.ok();
    assert_eq!(id(&paid["payment_intent"]), id(intent), "the payment intent lasts across attempts");
    let charges = rig.get(&format!("/v1/charges?payment_intent={}", id(intent))).await.ok();
    assert_eq!(charges["data"].as_array().unwrap().len(), 2);
    let types = rig.event_types().await;
    assert_eq!(types[..3], ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]);
}

#[tokio::test]
async fn three_d_secure_and_pay_later_wait_for_the_payer() {
    let rig = Rig::start().await;
    let pending = rig.paid_session("4000000000003220").await;
    assert_eq!(pending["outcome"], "requires_action");
    assert_eq!(pending["payment_intent"]["status"], "requires_action");
    let session = id(&pending["session"]).to_owned();
    let failed = rig.control("/control/decide", json!({ "session": session, "approve": false })).await.ok();
    assert_eq!(failed["outcome"], "declined");
    assert_eq!(failed["payment_intent"]["last_payment_error"]["code"], "payment_intent_authentication_failure");
    let paid = rig.control("/control/pay", json!({ "session": session, "method": "pay_later" })).await.ok();
    assert_eq!(paid["outcome"], "paid");
    assert_eq!(paid["charge"]["payment_method_details"]["type"], "klarna");
}

#[tokio::test]
async fn a_destination_gets_the_whole_amount() {
    let rig = Rig::start().await;
    let accounts = rig.get("/v1/accounts").await.ok();
    let trust = id(&accounts["data"][0]).to_owned();
    let name = "payment_intent_data[transfer_data][destination]";
    let session = rig.post("/v1/checkout/sessions", &session_with(&[(name, Some(&trust))])).await.ok();
    let paid = rig.control("/control/pay", json!({ "session": id(&session) })).await.ok();
    let transfer = rig.get(&format!("/v1/transfers/{}", paid["charge"]["transfer"].as_str().unwrap())).await.ok();
    assert_eq!(transfer["amount"], 12500);
    assert_eq!(transfer["destination"], trust.as_str());
    let request = rig.request(reqwest::Method::GET, "/v1/balance_transactions").header("stripe-account", &trust);
    let seen = crate::rig::Answer::read(request.send().await.unwrap()).await.ok();
    assert_eq!(seen["data"][0]["net"], 12500, "no fee comes out of the connected account");

    let refund = [("charge", id(&paid["charge"])), ("amount", "2500"), ("reverse_transfer", "true")];
    assert!(rig.post("/v1/refunds", &refund).await.ok()["transfer_reversal"].is_string());
    let transfer = rig.get(&format!("/v1/transfers/{}", id(&transfer))).await.ok();
    assert_eq!((&transfer["amount_reversed"], &transfer["reversed"]), (&json!(2500), &json!(false)));

    let stranger = rig.post("/v1/checkout/sessions", &session_with(&[(name, Some("acct_stranger"))])).await;
    assert_eq!(stranger.refusal(), (400, "invalid_request_error", "resource_missing", name));
}

#[tokio::test]
async fn keys_of_one_account_share_it_and_others_do_not() {
    let rig = Rig::start().await;
    let session = rig.new_session().await;
    let path = format!("/v1/checkout/sessions/{}", id(&session));
    let with = |key: &'static str| {
        let url = format!("{}{path}", rig.sandbox.url());
        let request = rig.http.get(url).bearer_auth(key);
        async move { crate::rig::Answer::read(request.send().await.unwrap()).await }
    };
    assert_eq!(with("sk_test_tender_rotated").await.status, 200);
    assert_eq!(with("sk_test_other_1").await.refusal(), (404, "invalid_request_error", "resource_missing", "session"));
    assert_eq!(with("sk_live_tender_1").await.status, 401);
    assert_eq!(with("pk_test_tender_1").await.refusal().0, 403);
    assert_eq!(with("pk_test_tender_1").await.refusal().2, "secret_key_required");
}
