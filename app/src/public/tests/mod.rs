//! The server's side of the pages: what a payer without JavaScript sees.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod invoice;

use std::sync::Arc;

use axum::{Json, Router, body::Body, response::IntoResponse, routing::get};
use domain::{
    Color, Currency, FieldError, Instant, Problem,
    api::public::{Attempt, CheckoutStatus, PageState, PublicFirm, PublicLink, PublicReceipt},
    link::PartPolicy,
};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;

use super::{Page, PageSettings, Refused, render};
use crate::{
    api::Transport,
    shell::{Assets, Entry},
};

const TOKEN: &str = "abcdefghijklm-opqrstuvwxy_0";

fn link(state: PageState) -> PublicLink {
    PublicLink {
        state,
        firm: firm(),
        amount: 62_000,
        paid: 0,
        currency: Currency::USD,
        min_amount: Some(10_000),
        part_policy: PartPolicy::Continue,
        recipient_name: Some("Carla".to_owned()),
        description: Some("Estate of L. Mendes".to_owned()),
        invoice_number: Some("INV-2104".to_owned()),
        message: Some("Thank you.\nCall us.".to_owned()),
        due_on: "2026-11-21".parse().ok(),
        goes_to: "Operating account".to_owned(),
        test: true,
        receipts: Vec::new(),
        successor_url: None,
        invoice_url: None,
    }
}

fn firm() -> PublicFirm {
    PublicFirm {
        name: "Hale & Orr <LLP>".to_owned(),
        tagline: Some("Attorneys at law".to_owned()),
        color: "#ffcc00".parse().unwrap_or(Color::DEFAULT),
        logo_url: None,
        disclaimer: Some("Payments are not legal advice.".to_owned()),
        contact_email: Some("billing@haleorr.example".to_owned()),
        contact_phone: Some("+1 503 555 0100".to_owned()),
    }
}

fn receipt(amount: i64) -> PublicReceipt {
    PublicReceipt {
        amount,
        currency: Currency::USD,
        paid_on: "21 November 2026".to_owned(),
        method: Some("card".to_owned()),
        brand: Some("visa".to_owned()),
        last4: Some("4242".to_owned()),
        authorization_code: Some("A1B2C3".to_owned()),
        reference: "pay_0123".to_owned(),
    }
}

/// A page as it was sent.
struct Sent {
    status: StatusCode,
    policy: String,
    html: String,
}

impl Sent {
    #[track_caller]
    fn says(&self, text: &str) -> &Self {
        assert!(self.html.contains(text), "{text:?} is missing in\n{}", self.html);
        self
    }

    #[track_caller]
    fn says_no(&self, text: &str) -> &Self {
        assert!(!self.html.contains(text), "{text:?} should not be in\n{}", self.html);
        self
    }
}

/// Renders an address, with an API that knows one link and how its last attempt went.
async fn open(path: &str, link: PublicLink, attempt: Option<Attempt>, refused: Option<Refused>) -> Sent {
    let status = CheckoutStatus {
        attempt,
        reason: (attempt == Some(Attempt::Declined)).then(|| "Your card was declined.".to_owned()),
        link: link.clone(),
        as_of: Instant::from_ms(0),
    };
    let api = Router::new()
        .route(&format!("/api/v1/public/links/{TOKEN}"), get(async || Json(link)))
        .route(&format!("/api/v1/public/links/{TOKEN}/checkout"), get(async || Json(status)));
    send(path, api, refused).await
}

/// Renders an address with an API of its own, which knows nothing else.
async fn send(path: &str, api: Router, refused: Option<Refused>) -> Sent {
    let unknown = || {
        let problem = Problem::new(404, "not-found", "There is no such link");
        (StatusCode::NOT_FOUND, Json(problem)).into_response()
    };
    let api = api.fallback(async move || unknown());
    let page = Page {
        transport: Transport::in_process(api, http::HeaderMap::new()),
        assets: Arc::new(Assets {
            pay: Entry {
                js: "/assets/pay.1.js".to_owned(),
                wasm: "/assets/pay.1.wasm".to_owned(),
                css: "/assets/pay.1.css".to_owned(),
            },
            ..Assets::default()
        }),
        settings: PageSettings {
            gateway_origins: vec!["https://checkout.stripe.com".to_owned(), "x; script-src *".to_owned()],
        },
        refused,
    };
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let response = render(request, page).await;
    let status = response.status();
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    let html = String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap();
    assert!(!html.contains(" style="), "the policy allows no style attribute");
    Sent { status, policy, html }
}

async fn open_link(link: PublicLink) -> Sent {
    open(&format!("/l/{TOKEN}"), link, None, None).await
}

async fn open_done(link: PublicLink, attempt: Option<Attempt>) -> Sent {
    open(&format!("/l/{TOKEN}/done?session_id=cs_made_up"), link, attempt, None).await
}

#[tokio::test]
async fn the_page_asks_for_the_money_without_javascript() {
    let page = open_link(link(PageState::Payable)).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("<title>Pay Hale &amp; Orr &lt;LLP&gt;</title>")
        .says("Carla, you are asked to pay")
        .says("$620.00")
        .says("Due 21 November 2026")
        .says("Estate of L. Mendes")
        .says("INV-2104")
        .says("Operating account")
        .says("Test mode: no real money moves")
        .says(&format!(r#"method="post" action="/l/{TOKEN}/checkout""#))
        .says(r#"value="620.00""#)
        .says("from $100.00")
        .says("Pay $620.00")
        .says("mailto:billing@haleorr.example")
        .says("tel:+15035550100")
        .says_no("LLP></");
}

#[tokio::test]
async fn the_policy_names_the_nonce_and_the_gateways_and_nothing_more() {
    let page = open_link(link(PageState::Payable)).await;
    let nonce = page.policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
    page.says(&format!(r#"nonce="{nonce}""#)).says("--accent:#").says_no("<script>");
    assert!(page.policy.contains("form-action 'self' https://checkout.stripe.com;"), "{}", page.policy);
    assert!(!page.policy.contains("unsafe-inline") && !page.policy.contains("script-src *"));
}

#[tokio::test]
async fn without_a_choice_there_is_no_field() {
    let page = open_link(PublicLink { min_amount: None, test: false, ..link(PageState::Payable) }).await;
    page.says("Pay $620.00").says_no("<input").says_no("Test mode");
}

#[tokio::test]
async fn a_refusal_stands_at_the_field_and_keeps_what_was_typed() {
    let problem = Problem::invalid(vec![FieldError {
        pointer: "/amount".to_owned(),
        detail: "Write the amount in digits, such as 1250.00".to_owned(),
    }]);
    let refused = Refused { problem, typed_amount: r#"ten "<b>"#.to_owned() };
    let page = open(&format!("/l/{TOKEN}/checkout"), link(PageState::Payable), None, Some(refused)).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says(r#"value="ten &quot;&lt;b&gt;""#)
        .says(r#"aria-invalid="true""#)
        .says("Write the amount in digits, such as 1250.00")
        .says_no("Some fields need another look</strong>");
}

#[tokio::test]
async fn a_refusal_of_the_whole_stands_above_the_button() {
    let problem = Problem::new(503, "gateway", "Stripe can't be reached").with_detail("Nothing was charged.");
    let refused = Refused { problem, typed_amount: String::new() };
    let page = open(&format!("/l/{TOKEN}/checkout"), link(PageState::Payable), None, Some(refused)).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    page.says(r#"role="alert""#).says("Stripe can't be reached").says("Nothing was charged.");
}

#[tokio::test]
async fn every_state_has_a_page_of_its_own_with_a_way_on() {
    let ways = "mailto:billing@haleorr.example";
    for (state, headline, way_on) in [
        (PageState::Processing, "Your payment is on its way", "up to 4 business days"),
        (PageState::Cancelled, "This request was cancelled", ways),
        (PageState::Expired, "This link has expired", ways),
        (PageState::Settled, "Nothing is left to pay", ways),
        (PageState::Underway, "A payment is on its way", "up to 4 business days"),
    ] {
        let page = open_link(link(state)).await;
        assert_eq!(page.status, StatusCode::OK);
        page.says(headline).says(way_on).says_no("<form");
    }
    let successor = Some("https://pay.example/l/next".to_owned());
    let page = open_link(PublicLink { successor_url: successor, ..link(PageState::Replaced) }).await;
    page.says("This link has been replaced").says(r#"href="https://pay.example/l/next""#);
}

#[tokio::test]
async fn a_receipt_shows_what_was_paid_and_what_is_left() {
    let page = open_link(PublicLink { receipts: vec![receipt(62_000)], ..link(PageState::Paid) }).await;
    for text in ["Thank you, Carla", "$620.00", "21 November 2026", "Visa •••• 4242", "A1B2C3", "pay_0123"] {
        page.says(text);
    }
    page.says_no("Remaining").says_no("Asked").says_no("<form");

    let successor_url = Some("/l/next".to_owned());
    let part = PublicLink { receipts: vec![receipt(20_000)], successor_url, ..link(PageState::Replaced) };
    open_link(part).await.says("$200.00").says("$620.00").says("Remaining").says("$420.00").says("Pay the rest");
}

#[tokio::test]
async fn an_unknown_and_a_malformed_token_look_alike() {
    let known = link(PageState::Payable);
    let mut pages = Vec::new();
    for path in ["/l/zzzzzzzzzzzzzzzzzzzzzzzzzzz", "/l/x", "/l/%3Cscript%3E", "/l/zzzzzzzzzzzzzzzzzzzzzzzzzzz/done"] {
        let page = open(path, known.clone(), None, None).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        page.says("We can’t find this page").says_no("Hale");
        pages.push(page.html.matches("<h1").count());
    }
    assert_eq!(pages, [1, 1, 1, 1]);
    assert_eq!(open("/l", known, None, None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_token_may_be_written_with_escapes() {
    let path = format!("/l/{}", TOKEN.replace('-', "%2D").replace('_', "%5F"));
    open(&path, link(PageState::Payable), None, None).await.says("Carla, you are asked to pay");
}

#[tokio::test]
async fn the_confirmation_says_what_is_known_and_asks_again_while_it_is_not() {
    let payable = || link(PageState::Payable);
    let refresh = r#"http-equiv="refresh""#;
    open_done(payable(), Some(Attempt::Open)).await.says("Checking your payment").says(refresh).says("data-undecided");
    open_done(payable(), Some(Attempt::Unknown)).await.says("Still waiting for Stripe").says(refresh);
    open_done(payable(), Some(Attempt::Paid)).await.says("Checking your payment").says(refresh);

    let processing = open_done(link(PageState::Processing), Some(Attempt::Processing)).await;
    processing.says("Your payment is on its way").says_no(refresh);
    let declined = open_done(payable(), Some(Attempt::Declined)).await;
    declined.says("Your card was declined.").says("Try again").says(&format!(r#"href="/l/{TOKEN}""#)).says_no(refresh);
    open_done(payable(), Some(Attempt::Ended)).await.says("nothing was charged").says("Try again");
    open_done(payable(), None).await.says("Nothing has been paid");
    let paid = PublicLink { receipts: vec![receipt(62_000)], ..link(PageState::Paid) };
    open_done(paid, Some(Attempt::Paid)).await.says("Thank you, Carla").says_no(refresh);
}
