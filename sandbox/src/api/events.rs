//! `/v1/events`: what happened in the last 30 days.

use serde_json::Value;

use super::{Request, listing};
use crate::call::Call;
use crate::error::StripeError;
use crate::table::Kind;

pub(super) fn retrieve(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    request.form.allow(&["expand[#]"])?;
    let horizon = call.world.event_horizon();
    call.get(Kind::Event, request.id)
        .filter(|event| event["created"].as_i64().is_some_and(|created| created >= horizon))
        .ok_or_else(|| StripeError::no_such(Kind::Event, request.id, "id"))
}

pub(super) fn list(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    let form = request.form;
    let horizon = call.world.event_horizon();
    let delivery_success = form.boolean("delivery_success")?;
    let types = form.list("types");
    if form.has("type") && !types.is_empty() {
        return Err(
            StripeError::invalid("You may only specify one of these parameters: type, types.").before_execution()
        );
    }
    let undelivered = |event: &Value| {
        let given_up = event["id"]
            .as_str()
            .and_then(|id| call.account().map(|account| account.undelivered.contains_key(id)))
            .unwrap_or(false);
        given_up || event["pending_webhooks"].as_i64() != Some(0)
    };
    listing::page(call, form, Kind::Event, &["delivery_success", "type", "types[#]"], |event| {
        let kind = event["type"].as_str().unwrap_or_default();
        event["created"].as_i64().is_some_and(|created| created >= horizon)
            && form.text("type").is_none_or(|wanted| fits(wanted, kind))
            && (types.is_empty() || types.contains(&kind))
            && delivery_success.is_none_or(|success| success != undelivered(event))
    })
}

/// `charge.*` means all types that begin with `charge.`.
fn fits(wanted: &str, kind: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(start) => kind.starts_with(start),
        None => kind == wanted,
    }
}
