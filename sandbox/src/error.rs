//! Stripe's error envelope.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

use crate::table::Kind;

/// A refusal as the Stripe API words it.
#[derive(Debug, Clone)]
pub(crate) struct StripeError {
    status: u16,
    fields: Map<String, Value>,
    stored: bool,
    should_retry: bool,
}

impl StripeError {
    /// An error of any status and type.
    pub(crate) fn new(status: u16, kind: &str, message: impl Into<String>) -> Self {
        let mut fields = Map::new();
        fields.insert("type".into(), kind.into());
        fields.insert("message".into(), message.into().into());
        Self { status, fields, stored: true, should_retry: false }
    }

    /// 400 `invalid_request_error`.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", message)
    }

    /// Adds the stable code and the address of its documentation.
    pub(crate) fn code(mut self, code: &str) -> Self {
        self.fields.insert("code".into(), code.into());
        let page = format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-"));
        self.fields.insert("doc_url".into(), page.into());
        self
    }

    /// Names the parameter at fault.
    pub(crate) fn param(self, name: &str) -> Self {
        self.with("param", name)
    }

    /// Adds another field, such as `charge` or `decline_code`.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.into(), value.into());
        self
    }

    /// Marks an error that came before the endpoint began to execute: Stripe does not keep such an answer
    /// under the idempotency key.
    pub(crate) fn before_execution(mut self) -> Self {
        self.stored = false;
        self
    }

    /// Tells client libraries that the same request may succeed later.
    pub(crate) fn retryable(mut self) -> Self {
        self.should_retry = true;
        self
    }

    /// True if the answer is kept under the idempotency key.
    pub(crate) fn is_stored(&self) -> bool {
        self.stored
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    pub(crate) fn should_retry(&self) -> bool {
        self.should_retry
    }

    /// The JSON answer.
    pub(crate) fn body(&self) -> Value {
        json!({ "error": self.fields })
    }

    pub(crate) fn unknown_parameter(name: &str) -> Self {
        Self::invalid(format!("Received unknown parameter: {name}"))
            .code("parameter_unknown")
            .param(name)
            .before_execution()
    }

    pub(crate) fn missing_parameter(name: &str) -> Self {
        Self::invalid(format!("Missing required param: {name}."))
            .code("parameter_missing")
            .param(name)
            .before_execution()
    }

    pub(crate) fn empty_parameter(name: &str) -> Self {
        Self::invalid(format!(
            "You passed an empty string for '{name}'. We assume empty values are an attempt to unset a field; \
             however '{name}' cannot be unset. You should remove '{name}' from your request or supply a non-empty value."
        ))
        .code("parameter_invalid_empty")
        .param(name)
        .before_execution()
    }

    pub(crate) fn not_an_integer(name: &str, text: &str) -> Self {
        Self::invalid(format!("Invalid integer: {text}"))
            .code("parameter_invalid_integer")
            .param(name)
            .before_execution()
    }

    pub(crate) fn not_one_of(name: &str, words: &[&str]) -> Self {
        let words = match words {
            [] => String::new(),
            [only] => (*only).to_owned(),
            [first @ .., last] => format!("{}, or {last}", first.join(", ")),
        };
        Self::invalid(format!("Invalid {name}: must be one of {words}")).param(name).before_execution()
    }

    /// 404 for an id that this account has not.
    pub(crate) fn no_such(kind: Kind, id: &str, param: &str) -> Self {
        let mut error =
            Self::invalid(format!("No such {}: '{id}'", kind.spoken())).code("resource_missing").param(param);
        error.status = 404;
        error
    }

    /// 400 for an id in a parameter that names nothing.
    pub(crate) fn no_such_in(param: &str, kind: Kind, id: &str) -> Self {
        Self::invalid(format!("No such {}: '{id}'", kind.spoken())).code("resource_missing").param(param)
    }

    pub(crate) fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(401, "invalid_request_error", message).before_execution()
    }

    /// The answer of a server that failed, as injected by a fault.
    pub(crate) fn injected(status: u16) -> Self {
        match status {
            429 => Self::new(
                429,
                "invalid_request_error",
                "Request rate limit exceeded. Learn more about rate limits here: https://stripe.com/docs/rate-limits.",
            )
            .code("rate_limit"),
            _ => Self::new(
                status,
                "api_error",
                "An unknown error occurred. If you are not sure what went wrong, contact support at https://support.stripe.com/.",
            ),
        }
        .before_execution()
        .retryable()
    }
}

impl IntoResponse for StripeError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self.body())).into_response();
        let retry = HeaderValue::from_static(if self.should_retry { "true" } else { "false" });
        response.headers_mut().insert("stripe-should-retry", retry);
        response
    }
}
