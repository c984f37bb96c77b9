//! A sandbox with the verbs of the stories.

use std::collections::HashMap;

use reqwest::{Client, Method, RequestBuilder, Response};
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};

pub struct Rig {
    pub sandbox: Sandbox,
    pub http: Client,
}

/// An answer of the API, read.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub body: Value,
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
            .collect();
        let body = serde_json::from_str(&response.text().await.unwrap()).unwrap_or(Value::Null);
        Self { status, headers, body }
    }

    /// The body of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{:#}", self.body);
        self.body
    }

    /// `(status, type, code, param)` of a refusal.
    pub fn refusal(&self) -> (u16, &str, &str, &str) {
        let text = |name: &str| self.body["error"][name].as_str().unwrap_or_default();
        (self.status, text("type"), text("code"), text("param"))
    }

    pub fn message(&self) -> &str {
        self.body["error"]["message"].as_str().unwrap_or_default()
    }
}

/// The parameters of an ordinary session over 125.00 USD.
pub const SESSION: &[(&str, &str)] = &[
    ("mode", "payment"),
    ("line_items[0][price_data][currency]", "usd"),
    ("line_items[0][price_data][unit_amount]", "12500"),
    ("line_items[0][price_data][product_data][name]", "Invoice 1042"),
    ("line_items[0][quantity]", "1"),
    ("success_url", "http://127.0.0.1:9/done?session={CHECKOUT_SESSION_ID}"),
    ("cancel_url", "http://127.0.0.1:9/back"),
    ("client_reference_id", "lnk_1"),
    ("metadata[link]", "lnk_1"),
    ("payment_intent_data[metadata][link]", "lnk_1"),
    ("payment_intent_data[description]", "Payment for Invoice 1042"),
    ("adaptive_pricing[enabled]", "false"),
];

/// [`SESSION`] with some parameters replaced or added; `None` leaves one out.
pub fn session_with<'a>(changes: &[(&'a str, Option<&'a str>)]) -> Vec<(&'a str, &'a str)> {
    let mut parameters: Vec<(&str, &str)> =
        SESSION.iter().copied().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name)).collect();
    parameters.extend(changes.iter().filter_map(|(name, value)| Some((*name, (*value)?))));
    parameters
}

impl Rig {
    pub async fn start() -> Self {
        let options = Options { bank_debit_after: None, ..Options::default() };
        let sandbox = sandbox::start(options).await.unwrap();
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { sandbox, http }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.sandbox.url());
        self.http.request(method, url).bearer_auth(self.sandbox.secret_key())
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::read(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, parameters: &[(&str, &str)]) -> Answer {
        Answer::read(self.request(Method::POST, path).form(parameters).send().await.unwrap()).await
    }

    pub async fn post_with_key(&self, key: &str, path: &str, parameters: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::POST, path).header("idempotency-key", key).form(parameters);
        Answer::read(request.send().await.unwrap()).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::read(self.request(Method::DELETE, path).send().await.unwrap()).await
    }

    pub async fn control(&self, path: &str, body: Value) -> Answer {
        Answer::read(self.request(Method::POST, path).json(&body).send().await.unwrap()).await
    }

    pub async fn new_session(&self) -> Value {
        self.post("/v1/checkout/sessions", SESSION).await.ok()
    }

    /// A session that was paid with this card.
    pub async fn paid_session(&self, card: &str) -> Value {
        let session = self.new_session().await;
        self.control("/control/pay", json!({ "session": session["id"], "card": card })).await.ok()
    }

    pub async fn advance(&self, ms: i64) {
        self.control("/control/clock", json!({ "advance_ms": ms })).await.ok();
    }

    /// The types of all events, oldest first.
    pub async fn event_types(&self) -> Vec<String> {
        let events = self.get("/v1/events?limit=100").await.ok();
        let mut types: Vec<String> =
            events["data"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect();
        types.reverse();
        types
    }
}

pub fn id(object: &Value) -> &str {
    object["id"].as_str().unwrap()
}

pub const HOUR_MS: i64 = 3_600_000;
