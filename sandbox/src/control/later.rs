//! What happens after a payment: settlement, refunds, disputes, events sent again.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Body, Refused, on_owner};
use crate::disputes;
use crate::objects::event;
use crate::payment;
use crate::refunds;
use crate::table::Kind;
use crate::webhooks::Delivery;
use crate::world::App;

/// Expires a session at once.
pub(super) async fn expire(State(app): State<Arc<App>>, Path(id): Path<String>) -> Answer {
    let mut world = app.world();
    let mut call = on_owner(&mut world, "session", &id)?;
    let session = payment::expire(&mut call, &id).map_err(|_| Refused::conflict("the session is not open"))?;
    Ok(Json(session))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    Succeed,
    Fail,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct End {
    pub(super) outcome: Outcome,
}

/// Ends a bank debit that is processing.
pub(super) async fn settle(State(app): State<Arc<App>>, Path(id): Path<String>, Body(end): Body<End>) -> Answer {
    let mut world = app.world();
    let mut call = on_owner(&mut world, "payment intent", &id)?;
    if !payment::settle(&mut call, &id, end.outcome == Outcome::Succeed) {
        return Err(Refused::conflict("the payment intent is not processing"));
    }
    let session = payment::session_of(&call, &id);
    Ok(Json(json!({ "payment_intent": call.get(Kind::PaymentIntent, &id), "session": session })))
}

/// The payer verifies a bank account by its small deposits, or fails to.
pub(super) async fn verify(State(app): State<Arc<App>>, Path(id): Path<String>, Body(end): Body<End>) -> Answer {
    let mut world = app.world();
    let mut call = on_owner(&mut world, "payment intent", &id)?;
    if !payment::verify(&mut call, &id, end.outcome == Outcome::Succeed) {
        return Err(Refused::conflict("the payment intent waits for no deposits"));
    }
    let session = payment::session_of(&call, &id);
    Ok(Json(json!({ "payment_intent": call.get(Kind::PaymentIntent, &id), "session": session })))
}

/// Ends a refund that is pending.
pub(super) async fn settle_refund(State(app): State<Arc<App>>, Path(id): Path<String>, Body(end): Body<End>) -> Answer {
    let mut world = app.world();
    let mut call = on_owner(&mut world, "refund", &id)?;
    let done = match end.outcome {
        Outcome::Succeed => refunds::settle(&mut call, &id),
        Outcome::Fail => refunds::fail(&mut call, &id),
    };
    if done { Ok(Json(json!(call.get(Kind::Refund, &id)))) } else { Err(Refused::conflict("the refund has ended")) }
}

/// The bank sends a refund back.
pub(super) async fn fail_refund(State(app): State<Arc<App>>, Path(id): Path<String>) -> Answer {
    let mut world = app.world();
    let mut call = on_owner(&mut world, "refund", &id)?;
    if !refunds::fail(&mut call, &id) {
        return Err(Refused::conflict("the refund has failed before"));
    }
    Ok(Json(json!(call.get(Kind::Refund, &id))))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dispute {
    /// `needs_response` by default; `warning_needs_response` is an inquiry.
    status: Option<String>,
    amount: Option<i64>,
    reason: Option<String>,
}

/// Opens a dispute about a charge, or changes the one there is.
pub(super) async fn dispute(State(app): State<Arc<App>>, Path(id): Path<String>, Body(wish): Body<Dispute>) -> Answer {
    const STATUSES: [&str; 8] = [
        "warning_needs_response",
        "warning_under_review",
        "warning_closed",
        "needs_response",
        "under_review",
        "won",
        "lost",
        "prevented",
    ];
    let status = wish.status.as_deref().unwrap_or("needs_response");
    if !STATUSES.contains(&status) {
        return Err(Refused::bad(format!("status must be one of {}", STATUSES.join(", "))));
    }
    let mut world = app.world();
    let mut call = on_owner(&mut world, "charge", &id)?;
    let dispute = match disputes::about(&call, &id) {
        Some(dispute) => disputes::change(&mut call, dispute, status),
        None => {
            let charge = call.get(Kind::Charge, &id).ok_or_else(|| Refused::missing("charge", &id))?;
            if charge["status"] != "succeeded" {
                return Err(Refused::conflict("the charge has not succeeded"));
            }
            disputes::open(&mut call, &charge, wish.amount, wish.reason.as_deref().unwrap_or("fraudulent"), status)
        }
    };
    Ok(Json(dispute))
}

/// Delivers an event again, under the same id, to all endpoints that listen to it.
pub(super) async fn resend(State(app): State<Arc<App>>, Path(id): Path<String>) -> Answer {
    let mut world = app.world();
    let mut call = on_owner(&mut world, "event", &id)?;
    let mut event = call.get(Kind::Event, &id).ok_or_else(|| Refused::missing("event", &id))?;
    let endpoints: Vec<String> = call
        .account()
        .into_iter()
        .flat_map(|account| account.oldest(Kind::WebhookEndpoint))
        .filter(|endpoint| event::is_wanted(&event, endpoint))
        .filter_map(|endpoint| endpoint["id"].as_str().map(str::to_owned))
        .collect();
    let pending = event["pending_webhooks"].as_u64().unwrap_or(0) + u64::try_from(endpoints.len()).unwrap_or(0);
    event["pending_webhooks"] = pending.into();
    call.put(&event);
    for endpoint in &endpoints {
        call.world.deliver(Delivery {
            account: call.account.clone(),
            endpoint: endpoint.clone(),
            event: id.clone(),
            kind: event["type"].as_str().unwrap_or_default().to_owned(),
            is_copy: true,
            epoch: call.world.epoch,
        });
    }
    Ok(Json(json!({ "event": id, "endpoints": endpoints })))
}
