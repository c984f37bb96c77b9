//! A browser changes something only from our own pages.
//!
//! The cookie's `SameSite=Lax` already keeps it from other sites' forms; this also holds for other
//! ports and sub-domains, for signing in, and for the payer's form, which has no cookie.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, header, uri::Authority},
    middleware::Next,
    response::Response,
};
use domain::Problem;

use super::{is_safe, refuse};
use crate::state::App;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

pub(super) async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if is_safe(request.method()) || is_exempt(path, request.headers()) {
        return next.run(request).await;
    }
    // HTTP/2 carries the host in the address.
    let host = text(request.headers(), &header::HOST).or_else(|| request.uri().authority().map(Authority::as_str));
    let us = Us { origin: app.config.base_url.origin().ascii_serialization(), host, https: app.config.is_https() };
    if is_ours(request.headers(), &us) { next.run(request).await } else { refuse(path, &foreign()) }
}

/// Gateways are no browsers, and another site cannot make a browser send a bearer key.
fn is_exempt(path: &str, headers: &HeaderMap) -> bool {
    path.starts_with("/hooks/")
        || text(headers, &header::AUTHORIZATION).is_some_and(|value| value.starts_with("Bearer "))
}

/// How we are reached.
struct Us<'a> {
    origin: String,
    host: Option<&'a str>,
    https: bool,
}

/// Browsers say where a request was made; whoever says nothing is no browser, and has no cookie that
/// another site could use.
fn is_ours(headers: &HeaderMap, us: &Us<'_>) -> bool {
    let from_us = text(headers, &SEC_FETCH_SITE).map(|site| matches!(site, "same-origin" | "none"));
    match text(headers, &header::ORIGIN) {
        // A privacy setting hides the origin; a sandboxed frame of another site does, too.
        Some("null") => from_us == Some(true),
        Some(origin) => us.is(origin),
        None => from_us != Some(false),
    }
}

impl Us<'_> {
    fn is(&self, origin: &str) -> bool {
        let same_host = match origin.split_once("://") {
            Some(("https", host)) => self.host == Some(host),
            Some(("http", host)) => !self.https && self.host == Some(host),
            _ => false,
        };
        same_host || origin == self.origin
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

fn foreign() -> Problem {
    Problem::new(403, "foreign-origin", "This request came from another site")
        .with_detail("Open the page here again and repeat what you did.")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn ours(https: bool, headers: &[(HeaderName, &'static str)]) -> bool {
        let origin = if https { "https://pay.example.org" } else { "http://127.0.0.1:8080" };
        let us = Us { origin: origin.to_owned(), host: Some("pay.example.org"), https };
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        is_ours(&headers, &us)
    }

    #[test]
    fn a_browser_changes_things_only_from_our_pages() {
        assert!(ours(true, &[]), "a program says nothing");
        assert!(ours(true, &[(header::ORIGIN, "https://pay.example.org")]));
        assert!(!ours(true, &[(header::ORIGIN, "http://pay.example.org")]), "someone on the way");
        assert!(ours(false, &[(header::ORIGIN, "http://pay.example.org")]), "the host that was asked");
        assert!(ours(false, &[(header::ORIGIN, "http://127.0.0.1:8080")]), "the configured address");
        assert!(!ours(true, &[(header::ORIGIN, "https://evil.example.org")]));
        assert!(!ours(true, &[(header::ORIGIN, "https://pay.example.org.evil.org")]));
        assert!(!ours(true, &[(SEC_FETCH_SITE, "cross-site")]));
        assert!(!ours(true, &[(SEC_FETCH_SITE, "same-site")]));
        assert!(ours(true, &[(SEC_FETCH_SITE, "same-origin")]));
    }

    #[test]
    fn a_hidden_origin_needs_another_witness() {
        assert!(!ours(true, &[(header::ORIGIN, "null")]));
        assert!(!ours(true, &[(header::ORIGIN, "null"), (SEC_FETCH_SITE, "cross-site")]));
        assert!(ours(true, &[(header::ORIGIN, "null"), (SEC_FETCH_SITE, "same-origin")]));
    }
}
