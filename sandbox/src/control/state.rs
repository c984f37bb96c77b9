//! The state of the world for assertions.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::account::Account;
use crate::table::Kind;
use crate::world::App;

#[derive(Deserialize)]
pub(super) struct Filter {
    /// Only this account.
    account: Option<String>,
    /// Only sessions with this reference, and the payment intents and charges that belong to them.
    client_reference_id: Option<String>,
    /// How many requests of the log; 200 by default, the newest.
    requests: Option<usize>,
}

/// Counts and lists, newest first.
pub(super) async fn show(State(app): State<Arc<App>>, Query(filter): Query<Filter>) -> Json<Value> {
    let mails = app.mailbox().len();
    let world = app.world();
    let accounts: Vec<&Account> =
        world.accounts().filter(|account| filter.account.as_ref().is_none_or(|wanted| *wanted == account.id)).collect();
    let count = |kind: Kind| accounts.iter().map(|account| account.count(kind)).sum::<usize>();
    let counts: Map<String, Value> =
        Kind::ALL.into_iter().map(|kind| (kind.object().to_owned(), count(kind).into())).collect();
    let sessions: Vec<Value> = rows(
        &accounts,
        Kind::Session,
        &[
            "id",
            "status",
            "payment_status",
            "client_reference_id",
            "amount_total",
            "currency",
            "payment_intent",
            "created",
            "expires_at",
            "metadata",
        ],
    )
    .into_iter()
    .filter(|session| {
        filter.client_reference_id.as_ref().is_none_or(|wanted| session["client_reference_id"] == wanted.as_str())
    })
    .collect();
    let belongs = |intent: &Value| {
        filter.client_reference_id.is_none() || sessions.iter().any(|session| session["payment_intent"] == *intent)
    };
    let intents: Vec<Value> = rows(
        &accounts,
        Kind::PaymentIntent,
        &["id", "status", "amount", "amount_received", "currency", "latest_charge", "created", "metadata"],
    )
    .into_iter()
    .filter(|intent| belongs(&intent["id"]))
    .collect();
    let charges: Vec<Value> = rows(
        &accounts,
        Kind::Charge,
        &[
            "id",
            "status",
            "paid",
            "amount",
            "amount_refunded",
            "currency",
            "disputed",
            "payment_intent",
            "balance_transaction",
            "created",
        ],
    )
    .into_iter()
    .filter(|charge| belongs(&charge["payment_intent"]))
    .collect();
    let with = |list: &[Value], status: &str| list.iter().filter(|item| item["status"] == status).count();
    let requests: Vec<&Value> = world.requests.iter().rev().take(filter.requests.unwrap_or(200)).collect();
    let pending: u64 = accounts
        .iter()
        .flat_map(|account| account.newest(Kind::Event))
        .filter_map(|event| event["pending_webhooks"].as_u64())
        .sum();
    Json(json!({
        "now_ms": world.clock.now_ms(),
        "counts": counts,
        "open_sessions": with(&sessions, "open"),
        "complete_sessions": with(&sessions, "complete"),
        "expired_sessions": with(&sessions, "expired"),
        "succeeded_payment_intents": with(&intents, "succeeded"),
        "succeeded_charges": with(&charges, "succeeded"),
        "webhooks": { "paused": *app.paused.borrow(), "attempts": world.attempts, "delivered": world.delivered, "pending": pending },
        "mails": mails,
        "sessions": sessions,
        "payment_intents": intents,
        "charges": charges,
        "refunds": rows(&accounts, Kind::Refund, &["id", "status", "amount", "charge", "payment_intent", "created"]),
        "disputes": rows(&accounts, Kind::Dispute, &["id", "status", "amount", "charge", "created"]),
        "webhook_endpoints": rows(&accounts, Kind::WebhookEndpoint, &["id", "url", "status", "enabled_events"]),
        "requests": requests,
        "faults": world.faults.list(),
    }))
}

/// Some fields of all objects of a kind.
fn rows(accounts: &[&Account], kind: Kind, fields: &[&str]) -> Vec<Value> {
    accounts
        .iter()
        .flat_map(|account| account.newest(kind).map(move |object| (account, object)))
        .map(|(account, object)| {
            let mut row: Map<String, Value> =
                fields.iter().map(|field| ((*field).to_owned(), object[*field].clone())).collect();
            row.insert("account".into(), account.id.as_str().into());
            row.into()
        })
        .collect()
}
