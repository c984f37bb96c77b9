//! `fetch`, with the cookies of the page's own origin.

use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Function, Object, Promise, Reflect};
use leptos::{
    prelude::window,
    task::spawn_local,
    wasm_bindgen::{JsCast, JsValue},
};
use send_wrapper::SendWrapper;
use serde::Serialize;
use wasm_bindgen_futures::JsFuture;

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

    /// Puts a resource in its place while the page goes: the browser sends it even when nothing of the page is
    /// left that could hear the answer.
    pub fn put_while_leaving<B: Serialize>(&self, path: &str, body: &B) {
        let Ok(body) = serde_json::to_string(body) else { return };
        // Who can't send it now keeps what was kept before.
        let Ok(answer) = fetch_on(path, &body) else { return };
        spawn_local(async move {
            // Nobody waits for it, but one that fails unheard would be an error on the console.
            let _ = JsFuture::from(Promise::from(answer)).await;
        });
    }
}

/// `fetch` with `keepalive`, which gloo-net does not know.
fn fetch_on(path: &str, body: &str) -> Result<JsValue, JsValue> {
    let headers = Object::new();
    Reflect::set(&headers, &"Content-Type".into(), &"application/json".into())?;
    let options = Object::new();
    for (name, value) in
        [("method", "PUT".into()), ("body", body.into()), ("keepalive", true.into()), ("headers", headers.into())]
    {
        Reflect::set(&options, &name.into(), &value)?;
    }
    let fetch: Function = Reflect::get(&window(), &"fetch".into())?.dyn_into()?;
    fetch.call2(&window(), &path.into(), &options)
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
