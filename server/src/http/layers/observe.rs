//! The record of each request: a span, a log line and metrics, none of which name a person or a
//! token. Paths are the routes' patterns.

use std::time::Duration;

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode},
    middleware::Next,
    response::Response,
};
use tokio::time::Instant;
use tracing::{Instrument as _, Span};

use crate::state::App;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(super) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = hex::encode(app.chance.bytes::<8>());
    let mut record = Record::begin(&id, &request);
    let span = record.span.clone();
    let mut response = next.run(request).instrument(span).await;
    record.status = Some(response.status());
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Written down when it goes, so also when the caller went before the answer came.
struct Record {
    span: Span,
    method: &'static str,
    path: String,
    began: Instant,
    status: Option<StatusCode>,
}

impl Record {
    fn begin(id: &str, request: &Request) -> Self {
        let matched = request.extensions().get::<MatchedPath>();
        let path = matched.map_or("unmatched", MatchedPath::as_str).to_owned();
        let method = known(request.method());
        let span = tracing::info_span!("request", id, method, path);
        Self { span, method, path, began: Instant::now(), status: None }
    }

    /// 499 is what proxies call a caller that went.
    fn status(&self) -> u16 {
        self.status.map_or(499, |status| status.as_u16())
    }

    fn log(&self, took: Duration) {
        let (status, ms) = (self.status(), u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        match self.path.as_str() {
            "/healthz" | "/readyz" | "/metrics" => tracing::debug!(status, ms, "answered"),
            _ if status >= 500 => tracing::warn!(status, ms, "answered"),
            _ => tracing::info!(status, ms, "answered"),
        }
    }

    fn count(&self, took: Duration) {
        let labels =
            [("method", self.method.to_owned()), ("path", self.path.clone()), ("status", self.status().to_string())];
        metrics::counter!("tender_http_requests_total", &labels).increment(1);
        metrics::histogram!("tender_http_request_seconds", &labels).record(took);
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let took = self.began.elapsed();
        let _guard = self.span.clone().entered();
        self.log(took);
        self.count(took);
    }
}

/// A caller may invent methods; each would be a time series.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
