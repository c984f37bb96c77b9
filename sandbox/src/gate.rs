//! The door of the Stripe API: keys, faults, idempotency, headers and the request log.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderValue, Request};
use serde_json::{Value, json};

use crate::api;
use crate::call::Call;
use crate::error::StripeError;
use crate::faults::{Fault, FaultKind};
use crate::form::Form;
use crate::idempotency::{Begin, Kept};
use crate::keys::authenticate;
use crate::server::Hangup;
use crate::world::{API_VERSION, App};

const LARGEST_BODY: usize = 1 << 20;

/// What the client gets to see.
enum Reply {
    Answer(Box<Response>),
    /// The connection is closed.
    Reset,
    /// Nothing, until the client gives up.
    Silence,
}

/// Serves every path below `/v1`.
pub(crate) async fn serve(State(app): State<Arc<App>>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else { return Hangup::response() };
    // A task of its own: what a client asked for is done even if the client has gone meanwhile.
    let task = app.tasks.spawn(perform(Arc::clone(&app), parts, body));
    match task.await {
        Ok(Reply::Answer(response)) => *response,
        Ok(Reply::Reset) | Err(_) => Hangup::response(),
        Ok(Reply::Silence) => std::future::pending().await,
    }
}

/// One request and what is known of it so far.
struct Visit {
    id: String,
    method: String,
    path: String,
    query: String,
    key: Option<String>,
    version: String,
    account: Option<String>,
    fault: Option<Fault>,
}

async fn perform(app: Arc<App>, parts: Parts, body: Bytes) -> Reply {
    let mut visit = Visit::new(&app, &parts);
    let account = match authenticate(&app, &parts.headers) {
        Ok(account) => account,
        Err(error) => return visit.refuse(&app, &error),
    };
    visit.account = Some(account.clone());
    if let Err(error) = check_version(&visit.version) {
        return visit.refuse(&app, &error);
    }
    visit.fault = app.world().faults.api(&visit.method, &visit.path);
    match visit.fault_kind() {
        Some(FaultKind::Status) => return visit.refuse(&app, &visit.injected()),
        Some(FaultKind::Reset) => return visit.vanish(&app, Reply::Reset),
        Some(FaultKind::Timeout) => return visit.vanish(&app, Reply::Silence),
        _ => {}
    }
    let key = visit.key.clone().filter(|_| visit.method == "POST");
    if let Some(key) = &key {
        match begin(&app, &account, key, &visit, &body) {
            Ok(Begin::Execute) => {}
            Ok(Begin::Replay(kept)) => return visit.replay(&app, &kept),
            Err(error) => return visit.refuse(&app, &error),
        }
    }
    if let Some(ms) = visit.fault_of(FaultKind::Delay).and_then(|fault| fault.spec.ms) {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
    let result = match visit.fault_kind() {
        Some(FaultKind::StatusStored) => Err(visit.injected()),
        _ => execute(&app, &account, &visit, &body),
    };
    let seen = match visit.fault_kind() {
        Some(FaultKind::StatusAfter | FaultKind::StatusAfterStored) => Err(visit.injected()),
        _ => result.clone(),
    };
    if let Some(key) = &key {
        let is_injected = matches!(visit.fault_kind(), Some(FaultKind::StatusStored | FaultKind::StatusAfterStored));
        let stored = if is_injected { &seen } else { &result };
        keep(&app, &account, key, &visit.id, stored, is_injected);
    }
    if let Some(fault) = visit.fault_of(FaultKind::DelayAfter) {
        tokio::select! {
            () = fault.let_go() => {}
            () = app.stop.cancelled() => return visit.vanish(&app, Reply::Reset),
        }
    }
    match visit.fault_kind() {
        Some(FaultKind::ResetAfter) => visit.vanish(&app, Reply::Reset),
        Some(FaultKind::TimeoutAfter) => visit.vanish(&app, Reply::Silence),
        _ => match seen {
            Ok(value) => visit.answer(&app, 200, value.to_string(), false, false),
            Err(error) => visit.refuse(&app, &error),
        },
    }
}

fn check_version(version: &str) -> Result<(), StripeError> {
    let is_date = version.len() >= 10
        && version
            .bytes()
            .take(10)
            .enumerate()
            .all(|(index, byte)| if matches!(index, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    if is_date {
        return Ok(());
    }
    Err(StripeError::invalid(format!("Invalid Stripe API version: {version}")).before_execution())
}

fn begin(app: &App, account: &str, key: &str, visit: &Visit, body: &[u8]) -> Result<Begin, StripeError> {
    let mut world = app.world();
    let now = world.clock.now_ms();
    match world.account_mut(account) {
        Some(account) => account.ledger.begin(key, &visit.method, &visit.path, body, now),
        None => Ok(Begin::Execute),
    }
}

fn keep(
    app: &App,
    account: &str,
    key: &str,
    request: &str,
    result: &Result<Value, StripeError>,
    even_if_injected: bool,
) {
    let kept = match result {
        Ok(value) => Some((200, value.to_string())),
        Err(error) if error.is_stored() || even_if_injected => Some((error.status(), error.body().to_string())),
        Err(_) => None,
    };
    let kept = kept.map(|(status, body)| Kept { status, body, request: request.to_owned() });
    if let Some(account) = app.world().account_mut(account) {
        account.ledger.finish(key, kept);
    }
}

fn execute(app: &App, account: &str, visit: &Visit, body: &[u8]) -> Result<Value, StripeError> {
    let mut form = Form::parse(&visit.query);
    form.read(&String::from_utf8_lossy(body));
    let mut world = app.world();
    let mut call = Call::for_request(&mut world, account, &visit.id, visit.key.as_deref());
    api::execute(&mut call, &visit.method, &visit.path, &form)
}

impl Visit {
    fn new(app: &App, parts: &Parts) -> Self {
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Self {
            id: format!("req_{}", app.world().chance.token(14)),
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            key: header("idempotency-key").filter(|key| !key.is_empty()),
            version: header("stripe-version").unwrap_or_else(|| API_VERSION.to_owned()),
            account: None,
            fault: None,
        }
    }

    fn fault_kind(&self) -> Option<FaultKind> {
        self.fault.as_ref().map(|fault| fault.spec.kind)
    }

    fn fault_of(&self, kind: FaultKind) -> Option<&Fault> {
        self.fault.as_ref().filter(|fault| fault.spec.kind == kind)
    }

    fn injected(&self) -> StripeError {
        StripeError::injected(self.fault.as_ref().map_or(500, |fault| fault.spec.status()))
    }

    fn refuse(&self, app: &App, error: &StripeError) -> Reply {
        self.answer(app, error.status(), error.body().to_string(), false, error.should_retry())
    }

    fn replay(&self, app: &App, kept: &Kept) -> Reply {
        let Reply::Answer(mut response) = self.answer(app, kept.status, kept.body.clone(), true, false) else {
            return Reply::Reset;
        };
        if let Ok(first) = HeaderValue::from_str(&kept.request) {
            response.headers_mut().insert("original-request", first);
        }
        Reply::Answer(response)
    }

    /// No answer at all.
    fn vanish(&self, app: &App, how: Reply) -> Reply {
        self.log(app, None, false);
        how
    }

    fn answer(&self, app: &App, status: u16, body: String, replayed: bool, should_retry: bool) -> Reply {
        self.log(app, Some(status), replayed);
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut set = |name: &'static str, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        set("request-id", &self.id);
        set("stripe-version", &self.version);
        if let Some(key) = &self.key {
            set("idempotency-key", key);
        }
        if replayed {
            set("idempotent-replayed", "true");
        }
        if status >= 400 {
            set("stripe-should-retry", if should_retry { "true" } else { "false" });
        }
        Reply::Answer(Box::new(response))
    }

    fn log(&self, app: &App, status: Option<u16>, replayed: bool) {
        let mut world = app.world();
        let at = world.clock.now_ms();
        world.log_request(json!({
            "at": at,
            "id": self.id,
            "account": self.account,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "idempotency_key": self.key,
            "status": status,
            "replayed": replayed,
            "fault": self.fault_kind(),
        }));
    }
}
