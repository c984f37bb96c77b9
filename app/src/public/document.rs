//! The document around a payer's page, and the headers that it is sent with.

use std::sync::Arc;

use axum::{body::Body, response::Response};
use http::{HeaderName, HeaderValue, Request, StatusCode, header};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;

use super::{App, PLACE, PageSettings, Refused};
use crate::{api::Transport, shell::Assets};

/// What a payer's page is rendered with.
#[derive(Clone)]
pub struct Page {
    /// The door to the API, with the headers of the payer's request.
    pub transport: Transport,
    /// The names of the files that the page loads.
    pub assets: Arc<Assets>,
    /// The configuration.
    pub settings: PageSettings,
    /// Why a form was refused, if one was.
    pub refused: Option<Refused>,
}

/// Renders the payer's page at the request's address, whole, with its status and headers.
pub async fn render(request: Request<Body>, page: Page) -> Response {
    let context = move || {
        let Page { transport, assets, settings, refused } = page.clone();
        provide_context(transport);
        provide_context(assets);
        provide_context(settings);
        if let Some(refused) = refused {
            provide_context(refused);
        }
    };
    start_executor();
    leptos_axum::render_app_async_with_context(context, || view! { <PayDocument /> })(request).await
}

/// The whole document. Needs [`Transport`] and `Arc<Assets>` in context; [`PageSettings`] and
/// [`Refused`] where there are any.
#[component]
pub fn PayDocument() -> impl IntoView {
    start_executor();
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    set_headers(&nonce);

    let assets = use_context::<Arc<Assets>>().unwrap_or_default();
    let icon = assets.file("favicon.svg").into_owned();
    let loader = assets.file("pay-loader.js").into_owned();
    let entry = assets.pay.clone();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex" />
                // A telephone that turns numbers into links would change what the browser's code expects.
                <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
                <link rel="icon" href=icon type="image/svg+xml" />
                <link rel="stylesheet" href=entry.css />
                <script type="module" src=loader nonce=nonce data-js=entry.js data-wasm=entry.wasm></script>
                <MetaTags />
            </head>
            <body>
                <div id=PLACE>
                    <App />
                </div>
            </body>
        </html>
    }
}

/// Leptos runs resources on the server's own executor. Saying so twice is no harm.
fn start_executor() {
    let _ = any_spawner::Executor::init_tokio();
}

fn set_headers(nonce: &str) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    let settings = use_context::<PageSettings>().unwrap_or_default();
    let set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.insert_header(name, value);
        }
    };
    set(header::CONTENT_SECURITY_POLICY, &policy(nonce, &settings.gateway_origins));
    set(header::CACHE_CONTROL, "no-store");
    // The address is a secret, so no other site hears of it. `no-referrer` would also take the origin
    // from our own form, and the server checks that.
    set(header::REFERRER_POLICY, "same-origin");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");

    let refused = use_context::<Refused>().and_then(|refused| StatusCode::from_u16(refused.problem.status).ok());
    if let Some(status) = refused.filter(|status| status.is_client_error() || status.is_server_error()) {
        response.set_status(status);
    }
}

/// What the page may do. An origin that would break the header is left out.
fn policy(nonce: &str, gateway_origins: &[String]) -> String {
    let plain = |origin: &&String| origin.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b';' | b',' | b'\''));
    let gateways: String = gateway_origins.iter().filter(plain).map(|origin| format!(" {origin}")).collect();
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:; connect-src 'self'; form-action 'self'{gateways}; frame-ancestors 'none'; \
         base-uri 'none'; object-src 'none'"
    )
}
