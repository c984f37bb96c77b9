//! The control API at `/control`: time, faults, payments without a browser, and the state for assertions.

mod doc;
mod later;
mod pay;
mod payouts;
mod settings;
mod state;

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use http::StatusCode;
use serde_json::{Value, json};

use crate::call::Call;
use crate::faults::FaultSpec;
use crate::world::{App, World};

/// All routes below `/control`.
pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/control", get(doc::show))
        .route("/control/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/control/faults/{id}", delete(remove_fault))
        .route("/control/clock", get(settings::clock).post(settings::set_clock))
        .route("/control/settings", get(settings::show).post(settings::change))
        .route("/control/accounts", get(settings::accounts).post(settings::account))
        .route("/control/connected_accounts", post(settings::connect))
        .route("/control/webhooks", get(settings::webhooks).post(settings::pause_webhooks))
        .route("/control/pay", post(pay::pay))
        .route("/control/decide", post(pay::decide))
        .route("/control/foreign_payment", post(pay::foreign))
        .route("/control/sessions/{id}/expire", post(later::expire))
        .route("/control/payment_intents/{id}/settle", post(later::settle))
        .route("/control/payment_intents/{id}/verify", post(later::verify))
        .route("/control/refunds/{id}/settle", post(later::settle_refund))
        .route("/control/refunds/{id}/fail", post(later::fail_refund))
        .route("/control/charges/{id}/dispute", post(later::dispute))
        .route("/control/payouts", post(payouts::create))
        .route("/control/payouts/{id}/settle", post(payouts::settle))
        .route("/control/events/{id}/resend", post(later::resend))
        .route("/control/state", get(state::show))
        .route("/control/reset", post(reset))
}

/// A refusal of the control API: `{"error": "…"}`.
pub(crate) struct Refused(pub(crate) StatusCode, pub(crate) String);

impl Refused {
    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, message.into())
    }

    pub(crate) fn missing(what: &str, id: &str) -> Self {
        Self(StatusCode::NOT_FOUND, format!("no {what} {id}"))
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self(StatusCode::CONFLICT, message.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

/// What a control handler answers.
pub(crate) type Answer = Result<Json<Value>, Refused>;

/// A JSON body whose mistakes are answered as JSON.
#[derive(FromRequest)]
#[from_request(via(Json), rejection(Refused))]
pub(crate) struct Body<T>(pub(crate) T);

impl From<JsonRejection> for Refused {
    fn from(rejection: JsonRejection) -> Self {
        Self(rejection.status(), rejection.body_text())
    }
}

/// Work on the account that owns an object.
pub(crate) fn on_owner<'w>(world: &'w mut World, what: &str, id: &str) -> Result<Call<'w>, Refused> {
    let account = world.owner_of(id).ok_or_else(|| Refused::missing(what, id))?;
    Ok(Call::internal(world, &account))
}

async fn faults(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({ "data": app.world().faults.list() }))
}

async fn add_fault(State(app): State<Arc<App>>, Body(spec): Body<FaultSpec>) -> Answer {
    if let Some(problem) = spec.problem() {
        return Err(Refused::bad(problem));
    }
    let id = app.world().faults.add(spec);
    Ok(Json(json!({ "id": id })))
}

async fn clear_faults(State(app): State<Arc<App>>) -> StatusCode {
    app.world().faults.clear();
    StatusCode::NO_CONTENT
}

async fn remove_fault(State(app): State<Arc<App>>, Path(id): Path<u64>) -> Result<StatusCode, Refused> {
    if app.world().faults.remove(id) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refused::missing("fault", &id.to_string()))
    }
}

/// Everything is forgotten: accounts, mails, faults, deliveries, the clock's offset.
async fn reset(State(app): State<Arc<App>>) -> StatusCode {
    app.discard_deliveries();
    app.paused.send_replace(false);
    app.mailbox().clear();
    app.world().reset();
    StatusCode::NO_CONTENT
}
