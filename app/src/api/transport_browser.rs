//! `fetch`, with the cookies of the page's own origin.

use gloo_net::http::{Method, RequestBuilder};
use send_wrapper::SendWrapper;

use super::{
    ApiError,
    transport::{Answer, Call, Transport},
};

/// Nothing to hold: the browser knows its origin and its cookies.
#[derive(Clone)]
pub(super) struct Wire;

impl Transport {
    /// Calls the server that the page came from.
    #[must_use]
    pub fn browser() -> Self {
        Self::new(Wire)
    }
}

impl Wire {
    /// Sends a call. A browser has one thread, so the wrapper's promise is kept.
    pub async fn send(&self, call: Call<'_>) -> Result<Answer, ApiError> {
        SendWrapper::new(send(call)).await
    }
}

async fn send(call: Call<'_>) -> Result<Answer, ApiError> {
    let method = match call.method {
        "POST" => Method::POST,
        "PATCH" => Method::PATCH,
        "PUT" => Method::PUT,
        "DELETE" => Method::DELETE,
        _ => Method::GET,
    };
    let mut request = RequestBuilder::new(call.path).method(method).header("Accept", "application/json");
    if let Some(key) = call.idempotency_key {
        request = request.header("Idempotency-Key", key);
    }
    let request = match call.body {
        Some(body) => {
            request.header("Content-Type", &body.content_type).body(js_sys::Uint8Array::from(body.bytes.as_slice()))
        }
        None => request.build(),
    };
    let response = request.map_err(|_| ApiError::Offline)?.send().await.map_err(|_| ApiError::Offline)?;
    let body = response.text().await.map_err(|_| ApiError::Offline)?;
    Ok(Answer { status: response.status(), body })
}
