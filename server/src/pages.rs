//! Documents: the payer's pages, rendered whole, and the dashboard's shell.

use std::sync::Arc;

use app::{
    api::Transport,
    public::{Page, PageSettings, Refused, render},
    shell::admin_document,
};
use axum::{
    Form, Router,
    body::Body,
    extract::{FromRequestParts as _, Path, Request, State, rejection::FormRejection},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;

use crate::{
    checkouts::reservations,
    http::{Error, Staff},
    invoices,
    links::public,
    paper,
    state::App,
};

/// The documents' state: the server, and its own API, which the pages are made from.
#[derive(Clone)]
struct Pages {
    app: App,
    api: Router,
}

/// The documents. `api` is the API's router, called in the same process.
pub fn router(app: &App, api: Router) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/app", get(dashboard))
        .route("/app/{*rest}", get(dashboard))
        .route("/l/{token}", get(link))
        .route("/l/{token}/done", get(done))
        .route("/l/{token}/checkout", post(checkout).get(back_to_link))
        .route("/i/{token}", get(invoice))
        .route("/i/{token}/pdf", get(invoice_pdf))
        .route("/i/{token}/checkout", post(pay_invoice).get(back_to_invoice))
        .fallback(unknown)
        .with_state(Pages { app: app.clone(), api })
}

async fn home() -> Redirect {
    Redirect::to("/app")
}

/// Anyone: the shell holds nothing.
async fn dashboard(State(pages): State<Pages>) -> Response {
    let nonce = STANDARD.encode(pages.app.chance.bytes::<16>());
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    let mut response = Html(admin_document(&pages.app.assets, &nonce)).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The payer: the token is the permission.
async fn link(State(pages): State<Pages>, Path(token): Path<String>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    if is_a_person(&parts.method, &parts.headers) {
        let is_staff = Staff::from_request_parts(&mut parts, &pages.app).await.is_ok();
        if !is_staff {
            note_opening(&pages.app, &token).await;
        }
    }
    show(&pages, Request::from_parts(parts, body), None).await
}

async fn note_opening(app: &App, token: &str) {
    let Ok(link) = public::find(app, token).await else { return };
    if let Err(error) = public::note_opened(app, &link).await {
        tracing::error!(%error, "an opening was not counted");
    }
}

/// The payer, back from the gateway. The page asks the server how it went, not its address.
async fn done(State(pages): State<Pages>, request: Request) -> Response {
    show(&pages, request, None).await
}

/// Whoever has its address.
async fn invoice(State(pages): State<Pages>, request: Request) -> Response {
    show(&pages, request, None).await
}

/// The invoice to keep; one that there is not looks like any page that there is not.
async fn invoice_pdf(State(pages): State<Pages>, Path(token): Path<String>, request: Request) -> Response {
    match paper::public_invoice(&pages.app, &token).await {
        Ok(answer) => answer,
        Err(error) => match error.into_problem() {
            problem if problem.status == 404 => show(&pages, request, None).await,
            problem => Error::Problem(problem).into_response(),
        },
    }
}

/// A reload of a refused form, or an address that was typed.
async fn back_to_link(Path(token): Path<String>) -> Redirect {
    back_to("l", &token)
}

/// The same, of an invoice's page.
async fn back_to_invoice(Path(token): Path<String>) -> Redirect {
    back_to("i", &token)
}

fn back_to(kind: &str, token: &str) -> Redirect {
    let token = percent_encoding::utf8_percent_encode(token, percent_encoding::NON_ALPHANUMERIC);
    Redirect::to(&format!("/{kind}/{token}"))
}

#[derive(Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    amount: String,
}

/// The payer's click: on to the gateway, or the same page again with what is wrong.
async fn checkout(
    State(pages): State<Pages>,
    Path(token): Path<String>,
    headers: HeaderMap,
    form: Result<Form<Typed>, FormRejection>,
) -> Response {
    let typed = match form {
        Ok(Form(typed)) => typed,
        Err(rejection) => return (rejection.status(), "The form did not arrive as it was sent.\n").into_response(),
    };
    let outcome = public::checkout(&pages.app, &token, Some(&typed.amount)).await;
    lead_on(&pages, ("l", &token), headers, outcome, &typed.amount).await
}

/// The click on *Pay now*.
async fn pay_invoice(State(pages): State<Pages>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let outcome = invoices::public::checkout(&pages.app, &token).await;
    lead_on(&pages, ("i", &token), headers, outcome, "").await
}

/// To the gateway's page, or to the page that the click came from, with what is wrong.
async fn lead_on(
    pages: &Pages,
    (kind, token): (&str, &str),
    headers: HeaderMap,
    outcome: crate::http::Result<String>,
    typed: &str,
) -> Response {
    let problem = match outcome {
        Ok(url) => return Redirect::to(&url).into_response(),
        Err(error) => Error::into_problem(error),
    };
    // What is asked for changed under the payer's eyes: the page says what it is now. That someone else is paying it says
    // only here.
    let elsewhere = problem.kind.ends_with(reservations::BEING_PAID);
    if problem.status == 404 || (problem.status == 409 && !elsewhere) {
        return back_to(kind, token).into_response();
    }
    let typed_amount = typed.chars().take(100).collect();
    let Ok(mut request) = Request::builder().uri(format!("/{kind}/{token}/checkout")).body(Body::empty()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    *request.headers_mut() = headers;
    show(pages, request, Some(Refused { problem, typed_amount })).await
}

/// Anything else: a page that says so.
async fn unknown(State(pages): State<Pages>, request: Request) -> Response {
    show(&pages, request, None).await
}

async fn show(pages: &Pages, request: Request, refused: Option<Refused>) -> Response {
    let page = Page {
        transport: Transport::in_process(pages.api.clone(), request.headers().clone()),
        assets: Arc::clone(&pages.app.assets),
        settings: PageSettings { gateway_origins: pages.app.config.gateway_origins() },
        refused,
    };
    render(request, page).await
}

/// Whether it looks like a person who opens a page. Mail scanners, link previews and programs do
/// not navigate as a browser does, or say what they are; a prefetch has no reader yet. Who then goes
/// to pay is counted in any case.
fn is_a_person(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
    let navigates = text("sec-fetch-mode") == "navigate" && text("sec-fetch-dest") == "document";
    let ahead = !text("sec-purpose").is_empty() || text("purpose") == "prefetch";
    let agent = text("user-agent");
    let program = [
        "bot",
        "crawl",
        "spider",
        "preview",
        "scan",
        "proofpoint",
        "barracuda",
        "mimecast",
        "curl",
        "wget",
        "python",
        "safelinks",
    ]
    .iter()
    .any(|word| agent.contains(word));
    *method == Method::GET && navigates && !ahead && !program
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        is_a_person(&Method::GET, &headers)
    }

    #[test]
    fn scanners_and_prefetches_are_not_people() {
        let browser =
            [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"), ("user-agent", "Mozilla/5.0 Chrome/156")];
        assert!(person(&browser));
        assert!(!person(&browser[2..]), "no navigation of a browser");
        assert!(!person(&[browser[0], browser[1], ("user-agent", "Mozilla/5.0 (compatible; SafeLinksBot)")]));
        assert!(!person(&[browser[0], browser[1], browser[2], ("sec-purpose", "prefetch;prerender")]));
    }
}
