//! What each answer wears: headers that bind browsers, and problems instead of bare refusals.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use domain::Problem;

use super::{is_for_programs, refuse};
use crate::state::App;

/// For answers that say nothing else. A page sets its own.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/// `same-origin` keeps tokens in URLs from everybody else. `no-referrer` would too, but makes
/// browsers send `Origin: null` with a form, which is then taken for a stranger's.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CONTENT_SECURITY_POLICY, NOTHING),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

const YEAR: &str = "max-age=31536000";

pub(super) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    put_on(response.headers_mut(), app.config.is_https());
    response
}

fn put_on(headers: &mut HeaderMap, https: bool) {
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if https {
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(HeaderValue::from_static(YEAR));
    }
    if content_type(headers).contains("json") {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
}

/// Gives the API's bare refusals, such as those of the router and of axum's extractors, the same
/// form as ours.
pub(super) async fn explain(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let refused = response.status().is_client_error() || response.status().is_server_error();
    if !refused || !is_for_programs(&path) || content_type(response.headers()) == "application/problem+json" {
        return response;
    }
    let mut explained = refuse(&path, &problem(response.status()));
    for name in [header::ALLOW, header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = response.headers().get(&name) {
            explained.headers_mut().insert(name, value.clone());
        }
    }
    explained
}

fn problem(status: StatusCode) -> Problem {
    let (kind, title) = match status {
        StatusCode::UNAUTHORIZED => ("unauthenticated", "Sign in, or send an API key as a bearer token"),
        StatusCode::FORBIDDEN => ("forbidden", "This is not allowed"),
        StatusCode::NOT_FOUND => ("not-found", "There is no such page"),
        StatusCode::METHOD_NOT_ALLOWED => ("method-not-allowed", "This can't be done here"),
        StatusCode::REQUEST_TIMEOUT => ("too-slow", "The request took too long to arrive"),
        StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "The request is too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("wrong-type", "Content of this type is not taken here"),
        StatusCode::TOO_MANY_REQUESTS => ("too-many-requests", "Too many requests"),
        status if status.is_server_error() => ("internal", "Something went wrong here"),
        _ => ("malformed", "The request can't be read"),
    };
    Problem::new(status.as_u16(), kind, title)
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_answer_says_of_itself_stays() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'self'"));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        put_on(&mut headers, true);
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], "default-src 'self'");
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(headers[header::STRICT_TRANSPORT_SECURITY], YEAR);
    }

    #[test]
    fn plain_http_promises_no_https() {
        let mut headers = HeaderMap::new();
        put_on(&mut headers, false);
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], NOTHING);
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
        assert!(!headers.contains_key(header::CACHE_CONTROL));
    }
}
