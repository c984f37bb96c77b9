//! The API's own router, called in the same process with the headers of the page's request.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderName, Request, header},
};
use http_body_util::{BodyExt, Limited};
use tower::ServiceExt;

use super::{
    ApiError,
    transport::{Answer, Call, Transport},
};

/// More than any answer that a page is made from.
const MAX_ANSWER: usize = 4 * 1024 * 1024;

/// These describe the page's request, not ours.
const NOT_OURS: [HeaderName; 7] = [
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::TRANSFER_ENCODING,
    header::ACCEPT_ENCODING,
    header::IF_NONE_MATCH,
    header::IF_MODIFIED_SINCE,
    header::RANGE,
];

#[derive(Clone)]
pub(super) struct Wire {
    router: Router,
    headers: HeaderMap,
}

impl Transport {
    /// Calls `router` as the sender of a request with these headers would.
    #[must_use]
    pub fn in_process(router: Router, mut headers: HeaderMap) -> Self {
        for name in NOT_OURS {
            headers.remove(name);
        }
        Self::new(Wire { router, headers })
    }
}

impl Wire {
    pub async fn send(&self, call: Call<'_>) -> Result<Answer, ApiError> {
        let mut request = Request::builder().method(call.method).uri(call.path);
        if let Some(headers) = request.headers_mut() {
            headers.clone_from(&self.headers);
        }
        if let Some(key) = call.idempotency_key {
            request = request.header("idempotency-key", key);
        }
        let content = match call.body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, body.content_type);
                Body::from(body.bytes)
            }
            None => Body::empty(),
        };
        let request = request.body(content).map_err(|_| ApiError::Unexpected { status: 0 })?;
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), MAX_ANSWER)
            .collect()
            .await
            .map_err(|_| ApiError::Unexpected { status })?
            .to_bytes();
        let body = String::from_utf8(body.into()).map_err(|_| ApiError::Unexpected { status })?;
        Ok(Answer { status, body })
    }
}

#[cfg(test)]
mod tests {
    use axum::{Json, routing::get};
    use http::StatusCode;

    use super::*;

    #[tokio::test]
    async fn a_call_carries_the_sender_but_not_the_form_they_sent() {
        let seen = async |headers: HeaderMap| {
            let names: Vec<String> = headers.keys().map(ToString::to_string).collect();
            Json(names)
        };
        let router = Router::new()
            .route("/api/v1/me", get(seen))
            .route("/api/v1/broken", get(async || (StatusCode::BAD_GATEWAY, "no JSON")));
        let mut headers = HeaderMap::new();
        for (name, value) in [("cookie", "session=1"), ("content-length", "12"), ("content-type", "text/plain")] {
            headers.insert(name, value.parse().unwrap());
        }
        let transport = Transport::in_process(router, headers);
        assert_eq!(transport.get::<Vec<String>>("/api/v1/me").await, Ok(vec!["cookie".to_owned()]));
        assert_eq!(transport.get::<()>("/api/v1/broken").await, Err(ApiError::Unexpected { status: 502 }));
    }
}
