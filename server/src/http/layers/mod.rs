//! What surrounds every request, from the outside in: the record of it, the headers of its answer,
//! how often a caller may ask, how slowly a body may come, from where a browser may, and a task that a
//! disconnect cannot cancel.

mod dress;
mod limits;
mod observe;
mod origin;
mod pace;
mod see_through;

use std::{net::IpAddr, net::SocketAddr, sync::Arc};

use axum::{
    Router,
    extract::{ConnectInfo, DefaultBodyLimit, Request},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use domain::Problem;

pub use self::limits::{Limits, Patience, Rate, too_many};
use super::error::respond;
use crate::state::App;

/// Bytes a request may have where its route says nothing else by an own `DefaultBodyLimit`.
const BODY_LIMIT: usize = 64 * 1024;

/// Puts the layers around a whole router. Routes added later are not covered.
///
/// Whoever serves it adds the peer's address as [`ConnectInfo`]: without, as in calls within the
/// process, nobody is counted.
pub fn wrap(app: &App, router: Router, limits: Limits) -> Router {
    let gates = Arc::new(limits::Gates::new(limits, app.config.trusted_proxy));
    // The last one is the outermost.
    router
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(app.clone(), see_through::see_through))
        .layer(middleware::from_fn_with_state(app.clone(), origin::check))
        .layer(middleware::from_fn_with_state(limits.patience.body, pace::keep))
        .layer(middleware::from_fn_with_state(gates, limits::check))
        .layer(middleware::from_fn(refuse_nul))
        .layer(middleware::from_fn(dress::explain))
        .layer(middleware::from_fn_with_state(app.clone(), dress::dress))
        .layer(middleware::from_fn_with_state(app.clone(), observe::observe))
}

/// No column can hold a NUL, so none gets past the door.
async fn refuse_nul(request: Request, next: Next) -> Response {
    let uri = request.uri();
    if uri.path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
        return refuse(uri.path(), &Problem::new(400, "malformed", "The address contains a NUL byte"));
    }
    next.run(request).await
}

/// Where a request comes from: the peer, or what the trusted proxy says of it. `None` for calls
/// within the process.
#[must_use]
pub fn client_ip(request: &Request, trusted_proxy: Option<IpAddr>) -> Option<IpAddr> {
    let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    Some(behind_proxy(peer.ip().to_canonical(), trusted_proxy, request.headers()))
}

/// The proxy appends the address that it saw: only the last one was not written by the caller.
fn behind_proxy(peer: IpAddr, trusted_proxy: Option<IpAddr>, headers: &HeaderMap) -> IpAddr {
    if trusted_proxy.map(|ip| ip.to_canonical()) != Some(peer) {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back();
    let last = forwarded.and_then(|value| value.to_str().ok()).and_then(|value| value.rsplit(',').next());
    last.and_then(|ip| ip.trim().parse::<IpAddr>().ok()).map_or(peer, |ip| ip.to_canonical())
}

/// Whether a request asks for nothing to change.
fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether programs read the answer; people read the others.
fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path.starts_with("/hooks/")
}

/// A refusal that never reached a handler, in the language of who asked.
fn refuse(path: &str, problem: &Problem) -> Response {
    let mut response = respond(problem);
    if !is_for_programs(path) {
        let text = match &problem.detail {
            Some(detail) => format!("{}. {detail}\n", problem.title),
            None => format!("{}.\n", problem.title),
        };
        response = (response.status(), text).into_response();
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, plain);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, proxy: Option<&str>, forwarded: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        let proxy = proxy.map(|ip| ip.parse().unwrap());
        behind_proxy(peer.parse().unwrap(), proxy, &headers).to_string()
    }

    #[test]
    fn only_the_trusted_proxy_is_believed_and_only_its_own_word() {
        assert_eq!(seen("203.0.113.9", None, &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(seen("203.0.113.9", Some("10.0.0.1"), &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", Some("10.0.0.1"), &["6.6.6.6, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", Some("10.0.0.1"), &["6.6.6.6", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", Some("10.0.0.1"), &["nonsense"]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", Some("::ffff:10.0.0.1"), &["2001:db8::1"]), "2001:db8::1");
    }
}
