//! Clock, behaviour, accounts and webhooks.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Body, Refused};
use crate::account::{KeyOwner, Settlement};
use crate::clock::readable;
use crate::currency;
use crate::objects;
use crate::world::{App, World, platform_pays};

pub(super) async fn clock(State(app): State<Arc<App>>) -> Json<Value> {
    Json(clock_json(&app.world()))
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum SetClock {
    AdvanceMs(i64),
    SetMs(i64),
}

pub(super) async fn set_clock(State(app): State<Arc<App>>, Body(change): Body<SetClock>) -> Json<Value> {
    match change {
        SetClock::AdvanceMs(ms) => app.clock.advance(ms),
        SetClock::SetMs(ms) => app.clock.set(ms),
    }
    Json(clock_json(&app.world()))
}

fn clock_json(world: &World) -> Value {
    let now = world.clock.now_ms();
    json!({ "now_ms": now, "offset_ms": world.clock.offset_ms(), "now": readable(now) })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    /// `null`: bank debits settle only through the control API.
    #[serde(default, deserialize_with = "present")]
    bank_debit_ms: Option<Option<i64>>,
    webhook_backoff_ms: Option<Vec<u64>>,
}

/// Tells a field that is `null` from one that is absent.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<i64>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

pub(super) async fn show(State(app): State<Arc<App>>) -> Json<Value> {
    Json(settings_json(&app.world()))
}

pub(super) async fn change(State(app): State<Arc<App>>, Body(change): Body<Change>) -> Answer {
    let mut world = app.world();
    if let Some(bank_debit_ms) = change.bank_debit_ms {
        world.settings.bank_debit_ms = bank_debit_ms;
    }
    if let Some(pauses) = change.webhook_backoff_ms {
        if pauses.is_empty() {
            return Err(Refused::bad("webhook_backoff_ms must not be empty"));
        }
        world.settings.webhook_backoff_ms = pauses;
    }
    Ok(Json(settings_json(&world)))
}

fn settings_json(world: &World) -> Value {
    json!({
        "bank_debit_ms": world.settings.bank_debit_ms,
        "webhook_backoff_ms": world.settings.webhook_backoff_ms,
    })
}

pub(super) async fn accounts(State(app): State<Arc<App>>) -> Json<Value> {
    let world = app.world();
    let data: Vec<Value> = world
        .accounts()
        .map(|account| {
            json!({
                "id": account.id,
                "name": account.name,
                "platform": account.platform,
                "settlement_currency": account.settlement.as_ref().map(|settlement| settlement.currency.as_str()),
            })
        })
        .collect();
    Json(json!({ "data": data }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountChange {
    key: String,
    name: Option<String>,
    settlement_currency: Option<String>,
    /// Settlement units for a million presentment units; 1,000,000 by default.
    exchange_rate_millionths: Option<i64>,
}

/// Opens a key's account and changes it.
pub(super) async fn account(State(app): State<Arc<App>>, Body(change): Body<AccountChange>) -> Answer {
    let mut world = app.world();
    let id = account_of(&mut world, &change.key)?;
    let settlement = match &change.settlement_currency {
        Some(text) => Some(Settlement {
            currency: currency::parse(text, "settlement_currency").map_err(|_| Refused::bad("unknown currency"))?,
            rate_millionths: change.exchange_rate_millionths.unwrap_or(1_000_000),
        }),
        None => None,
    };
    let Some(account) = world.account_mut(&id) else { return Err(Refused::missing("account", &id)) };
    if let Some(name) = change.name {
        account.name = name;
    }
    if settlement.is_some() {
        account.settlement = settlement;
    }
    let connected: Vec<Value> = world
        .accounts()
        .filter(|account| account.platform.as_deref() == Some(id.as_str()))
        .map(|account| json!({ "id": account.id, "name": account.name }))
        .collect();
    let own = world.account(&id).map(objects::account::of);
    Ok(Json(json!({ "account": own, "connected": connected })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Connect {
    key: String,
    name: String,
    /// True (the default): the platform pays fees and bears losses.
    platform_pays: Option<bool>,
}

/// Connects another account to that of a key.
pub(super) async fn connect(State(app): State<Arc<App>>, Body(wish): Body<Connect>) -> Answer {
    let mut world = app.world();
    let platform = account_of(&mut world, &wish.key)?;
    let label = world.chance.token(12);
    let controller = platform_pays(wish.platform_pays.unwrap_or(true));
    let id = world.connect_account(&platform, &label, wish.name, &controller);
    Ok(Json(world.account(&id).map_or(Value::Null, objects::account::of)))
}

/// The account of a test key, opened if it was not.
pub(super) fn account_of(world: &mut World, key: &str) -> Result<String, Refused> {
    let owner = KeyOwner::of(key).ok_or_else(|| Refused::bad("not a test key"))?;
    world.open_account(&owner.label, &owner.account);
    Ok(owner.account)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pause {
    paused: Option<bool>,
    /// Forgets all deliveries that wait or are under way.
    #[serde(default)]
    discard: bool,
}

pub(super) async fn webhooks(State(app): State<Arc<App>>) -> Json<Value> {
    let world = app.world();
    Json(json!({ "paused": *app.paused.borrow(), "attempts": world.attempts, "delivered": world.delivered }))
}

pub(super) async fn pause_webhooks(State(app): State<Arc<App>>, Body(wish): Body<Pause>) -> StatusCode {
    if wish.discard {
        app.discard_deliveries();
    }
    if let Some(paused) = wish.paused {
        app.paused.send_replace(paused);
    }
    StatusCode::NO_CONTENT
}
