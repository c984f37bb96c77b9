use http::StatusCode;

use crate::rig::{HOUR_MS, Rig, id, session_with};

const CARD: &[(&str, &str)] = &[
    ("email", "ada@example.com"),
    ("method", "card"),
    ("card_number", "4242 4242 4242 4242"),
    ("card_expiry", "12 / 39"),
    ("card_cvc", "123"),
    ("card_name", "Ada Lovelace"),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> =
        CARD.iter().copied().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name)).collect();
    fields.extend(changes);
    fields
}

struct Page {
    status: StatusCode,
    location: String,
    html: String,
}

impl Rig {
    async fn open(&self, path: &str) -> Page {
        read(self.http.get(format!("{}{path}", self.sandbox.url())).send().await.unwrap()).await
    }

    async fn fill_in(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        read(self.http.post(format!("{}{path}", self.sandbox.url())).form(fields).send().await.unwrap()).await
    }
}

async fn read(response: reqwest::Response) -> Page {
    let location =
        response.headers().get("location").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    Page { status: response.status(), location, html: response.text().await.unwrap() }
}

#[tokio::test]
async fn a_card_pays_without_any_script() {
    let rig = Rig::start().await;
    let session = rig.new_session().await;
    let path = format!("/pay/{}", id(&session));
    let page = rig.open(&path).await;
    for text in
        ["Sandbox — no real money moves", "$125.00 USD", "Invoice 1042", "lang=\"en\"", "http://127.0.0.1:9/back"]
    {
        assert!(page.html.contains(text), "{text}");
    }
    assert!(!page.html.contains("<script"));
    let done = rig.fill_in(&path, CARD).await;
    assert_eq!(done.status, 303);
    assert_eq!(done.location, format!("http://127.0.0.1:9/done?session={}", id(&session)));
    let session = rig.get(&format!("/v1/checkout/sessions/{}", id(&session))).await.ok();
    assert_eq!(session["customer_details"]["email"], "ada@example.com");
    assert_eq!(session["customer_details"]["name"], "Ada Lovelace");
    assert!(rig.open(&path).await.html.contains("This payment is complete"));
}

#[tokio::test]
async fn mistakes_are_shown_at_their_fields() {
    let rig = Rig::start().await;
    let path = format!("/pay/{}", id(&rig.new_session().await));
    let page = rig.fill_in(&path, &with(&[("card_number", "4242 4242 4242 4241"), ("card_name", "<b>Ada</b>")])).await;
    assert!(page.html.contains("Your card number is invalid."));
    assert!(page.html.contains("&lt;b&gt;Ada&lt;/b&gt;"), "what was typed is still there, defused");
    let page = rig.fill_in(&path, &with(&[("card_expiry", "01/20")])).await;
    assert!(page.html.contains("expiration date is in the past"));
    let page = rig.fill_in(&path, &with(&[("email", "")])).await;
    assert!(page.html.contains("Enter your email address."));
    assert_eq!(rig.get("/v1/payment_intents").await.ok()["data"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn a_decline_is_explained_and_another_card_pays() {
    let rig = Rig::start().await;
    let path = format!("/pay/{}", id(&rig.new_session().await));
    let page = rig.fill_in(&path, &with(&[("card_number", "4000000000000002")])).await;
    assert_eq!(page.status, 200);
    assert!(page.html.contains("Your card was declined."));
    assert_eq!(rig.fill_in(&path, CARD).await.status, 303);
}

#[tokio::test]
async fn three_d_secure_is_a_page_of_its_own() {
    let rig = Rig::start().await;
    let path = format!("/pay/{}", id(&rig.new_session().await));
    let challenge = rig.fill_in(&path, &with(&[("card_number", "4000000000003220")])).await;
    assert_eq!(challenge.location, format!("{path}/3ds"));
    assert!(rig.open(&challenge.location).await.html.contains("Complete"));
    let failed = rig.fill_in(&challenge.location, &[("outcome", "fail")]).await;
    assert_eq!(failed.location, path);
    assert!(rig.open(&path).await.html.contains("unable to authenticate"));
    rig.fill_in(&path, &with(&[("card_number", "4000000000003220")])).await;
    let done = rig.fill_in(&challenge.location, &[("outcome", "complete")]).await;
    assert!(done.location.starts_with("http://127.0.0.1:9/done"));
}

#[tokio::test]
async fn bank_debit_and_pay_later_have_their_fields() {
    let rig = Rig::start().await;
    let session =
        rig.post("/v1/checkout/sessions", &session_with(&[("customer_email", Some("bo@example.com"))])).await.ok();
    let path = format!("/pay/{}", id(&session));
    let page = rig.open(&path).await;
    assert!(page.html.contains("Email: bo@example.com"));
    let debit = [
        ("method", "bank_debit"),
        ("account_holder", "Bo"),
        ("routing_number", "110000000"),
        ("account_number", "000123456789"),
    ];
    assert_eq!(rig.fill_in(&path, &debit).await.status, 303);
    let session = rig.get(&format!("/v1/checkout/sessions/{}?expand[]=payment_intent", id(&session))).await.ok();
    assert_eq!(session["payment_intent"]["status"], "processing");

    let path = format!("/pay/{}", id(&rig.new_session().await));
    let later = [("method", "pay_later"), ("email", "bo@example.com"), ("pay_later_name", "Bo")];
    let page = rig.fill_in(&path, &later).await;
    assert_eq!(page.location, format!("{path}/pay-later"));
    assert_eq!(rig.fill_in(&page.location, &[("outcome", "approve")]).await.status, 303);
}

#[tokio::test]
async fn an_expired_session_says_so() {
    let rig = Rig::start().await;
    let path = format!("/pay/{}", id(&rig.new_session().await));
    rig.advance(25 * HOUR_MS).await;
    assert!(rig.open(&path).await.html.contains("This checkout has expired"));
    assert!(rig.fill_in(&path, CARD).await.html.contains("This checkout has expired"));
    assert_eq!(rig.open("/pay/cs_test_none").await.status, 404);
}

#[tokio::test]
async fn the_index_and_the_control_document_answer() {
    let rig = Rig::start().await;
    rig.new_session().await;
    assert!(rig.open("/").await.html.contains("Checkout sessions"));
    assert!(rig.open("/control").await.html.contains("/control/faults"));
}
