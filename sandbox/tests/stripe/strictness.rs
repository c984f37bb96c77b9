use crate::rig::{Rig, id, session_with};

const BAD: &str = "invalid_request_error";

async fn refusal(rig: &Rig, changes: &[(&str, Option<&str>)]) -> (u16, String, String, String) {
    let answer = rig.post("/v1/checkout/sessions", &session_with(changes)).await;
    let (status, kind, code, param) = answer.refusal();
    (status, kind.to_owned(), code.to_owned(), param.to_owned())
}

fn expected(code: &str, param: &str) -> (u16, String, String, String) {
    (400, BAD.to_owned(), code.to_owned(), param.to_owned())
}

#[tokio::test]
async fn parameters_are_held_to_stripes_rules() {
    let rig = Rig::start().await;
    let amount = "line_items[0][price_data][unit_amount]";
    let currency = "line_items[0][price_data][currency]";
    assert_eq!(refusal(&rig, &[("colour", Some("red"))]).await, expected("parameter_unknown", "colour"));
    assert_eq!(
        refusal(&rig, &[("line_items[0][price_data][colour]", Some("red"))]).await,
        expected("parameter_unknown", "line_items[0][price_data][colour]")
    );
    assert_eq!(refusal(&rig, &[("mode", None)]).await, expected("parameter_missing", "mode"));
    assert_eq!(refusal(&rig, &[("success_url", None)]).await, expected("parameter_missing", "success_url"));
    assert_eq!(refusal(&rig, &[("success_url", Some("nowhere"))]).await, expected("url_invalid", "success_url"));
    assert_eq!(refusal(&rig, &[("cancel_url", Some(""))]).await, expected("parameter_invalid_empty", "cancel_url"));
    assert_eq!(refusal(&rig, &[(amount, Some("1.5"))]).await, expected("parameter_invalid_integer", amount));
    assert_eq!(refusal(&rig, &[(amount, Some("49"))]).await, expected("amount_too_small", ""));
    assert_eq!(refusal(&rig, &[(amount, Some("100000000"))]).await, expected("amount_too_large", ""));
    assert_eq!(
        refusal(&rig, &[(currency, Some("isk")), (amount, Some("12550"))]).await,
        expected("parameter_invalid_integer", amount)
    );
    assert_eq!(refusal(&rig, &[(currency, Some("xyz"))]).await, expected("", currency));
    assert_eq!(refusal(&rig, &[("expires_at", Some("1"))]).await, expected("", "expires_at"));
    assert_eq!(refusal(&rig, &[("expires_at", Some("99999999999"))]).await, expected("", "expires_at"));
    assert_eq!(refusal(&rig, &[("mode", Some("gift"))]).await, expected("", "mode"));
    let long = "x".repeat(501);
    assert_eq!(refusal(&rig, &[("metadata[a]", Some(&long))]).await, expected("", "metadata"));
}

#[tokio::test]
async fn zero_decimal_currencies_take_small_numbers() {
    let rig = Rig::start().await;
    let changes =
        [("line_items[0][price_data][currency]", Some("JPY")), ("line_items[0][price_data][unit_amount]", Some("50"))];
    let session = rig.post("/v1/checkout/sessions", &session_with(&changes)).await.ok();
    assert_eq!(session["currency"], "jpy");
    assert_eq!(session["amount_total"], 50);
}

#[tokio::test]
async fn unknown_addresses_ids_and_expansions_are_refused() {
    let rig = Rig::start().await;
    assert_eq!(rig.get("/v1/nothing").await.status, 404);
    assert_eq!(rig.get("/v1/payment_intents/pi_none").await.refusal(), (404, BAD, "resource_missing", "intent"));
    let session = rig.new_session().await;
    let path = format!("/v1/checkout/sessions/{}?expand[]=currency", id(&session));
    let answer = rig.get(&path).await;
    assert_eq!(answer.status, 400);
    assert!(answer.message().starts_with("This property cannot be expanded (currency)"));
    assert_eq!(rig.get("/v1/events?limit=101").await.refusal(), (400, BAD, "parameter_invalid_integer", "limit"));
    assert_eq!(rig.get("/v1/events?colour=red").await.refusal(), (400, BAD, "parameter_unknown", "colour"));
}

#[tokio::test]
async fn every_answer_names_its_request_and_version() {
    let rig = Rig::start().await;
    let request = rig.request(reqwest::Method::GET, "/v1/account").header("stripe-version", "2024-06-20");
    let answer = crate::rig::Answer::read(request.send().await.unwrap()).await;
    assert!(answer.headers["request-id"].starts_with("req_"));
    assert_eq!(answer.headers["stripe-version"], "2024-06-20");
    assert_eq!(answer.body["object"], "account");
    let request = rig.request(reqwest::Method::GET, "/v1/account").header("stripe-version", "soon");
    assert_eq!(request.send().await.unwrap().status(), 400);
}
