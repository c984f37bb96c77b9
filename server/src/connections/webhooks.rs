//! The inbox: check the signature on the raw bytes, store, answer, and only then work.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use domain::{
    Problem,
    id::{ConnectionId, DeliveryId},
    time::DAY,
};
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use super::ConnectionRow;
use crate::{
    checkouts,
    db::Tx,
    gateways::stripe::signature,
    http::{Error, Path, Result, extract},
    jobs::Job,
    state::App,
};

/// The largest event taken, in bytes: far above Stripe's.
const LARGEST: usize = 256 * 1024;
/// How long raw events are kept.
const KEPT: i64 = 40 * DAY;

/// `/hooks/stripe/{connection}`: for Stripe, who proves itself by a signature.
pub fn router() -> Router<App> {
    Router::new().route("/hooks/stripe/{id}", post(receive)).layer(DefaultBodyLimit::max(LARGEST))
}

/// The few fields that are needed; everything else may change.
#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    /// The connected account that it is about, if it is about one.
    #[serde(default)]
    account: Option<String>,
    #[serde(default)]
    data: Data,
}

/// Absent, or of another shape, in events that are of no use here.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    object: Object,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Object {
    id: String,
    object: String,
    /// Of a session or a charge.
    payment_intent: Option<serde_json::Value>,
}

impl Object {
    /// The payment that the event hints at.
    fn intent(&self) -> Option<&str> {
        match self.object.as_str() {
            "payment_intent" => Some(self.id.as_str()).filter(|id| !id.is_empty()),
            _ => match self.payment_intent.as_ref()? {
                serde_json::Value::String(id) => Some(id),
                expanded => expanded.get("id")?.as_str(),
            },
        }
    }
}

async fn receive(
    State(app): State<App>,
    Path(id): Path<ConnectionId>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode> {
    let connection = ConnectionRow::by_id(&app, &id).await?;
    let secret = connection.webhook_secret(&app)?.ok_or_else(bad_signature)?;
    let header = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !signature::is_valid(header, &body, secret.expose_secret(), app.now()) {
        metrics::counter!("tender_webhooks_total", "outcome" => "bad_signature").increment(1);
        return Err(bad_signature());
    }
    let event: Event = extract::parse(&body)?;
    let text = String::from_utf8(body.into()).map_err(|_| Problem::new(400, "malformed", "The event is not UTF-8"))?;
    let mut tx = app.db.begin().await?;
    let is_new = store(&app, &mut tx, &connection, &event, text).await?;
    if is_new {
        enqueue(&app, &mut tx, &connection, &event).await?;
    }
    tx.commit().await?;
    metrics::counter!("tender_webhooks_total", "outcome" => if is_new { "new" } else { "duplicate" }).increment(1);
    Ok(StatusCode::OK)
}

fn bad_signature() -> Error {
    Problem::new(400, "bad-signature", "The signature does not fit this endpoint's secret").into()
}

async fn store(app: &App, tx: &mut Tx, connection: &ConnectionRow, event: &Event, body: String) -> Result<bool> {
    let stored = sqlx::query(
        "INSERT INTO deliveries (id, firm_id, connection_id, event_id, kind, body, received_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (connection_id, event_id) DO NOTHING",
    )
    .bind(DeliveryId::from_u128(app.new_id()).as_str())
    .bind(connection.firm_id.as_str())
    .bind(connection.id.as_str())
    .bind(event.id.chars().take(255).collect::<String>())
    .bind(event.kind.chars().take(255).collect::<String>())
    .bind(body)
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    sqlx::query("UPDATE connections SET last_webhook_at = $1 WHERE id = $2 AND firm_id = $3")
        .bind(app.now().ms())
        .bind(connection.id.as_str())
        .bind(connection.firm_id.as_str())
        .execute(tx.conn())
        .await?;
    Ok(stored.rows_affected() == 1)
}

/// A webhook is a hint to fetch the object.
async fn enqueue(app: &App, tx: &mut Tx, connection: &ConnectionRow, event: &Event) -> Result<()> {
    for job in hints(tx, connection, event).await? {
        job.enqueue(app, tx, app.now()).await?;
    }
    Ok(())
}

/// What there is to ask about after an event.
async fn hints(tx: &mut Tx, connection: &ConnectionRow, event: &Event) -> Result<Vec<Job>, sqlx::Error> {
    let object = &event.data.object;
    let con = connection.id.0.clone();
    let intent = object.intent().map(str::to_owned);
    let is_own = event.account.as_ref().is_none_or(|account| *account == connection.gateway_account);
    Ok(match (object.object.as_str(), intent) {
        ("payout", _) if !object.id.is_empty() => {
            let account = event.account.clone().unwrap_or_else(|| connection.gateway_account.clone());
            vec![Job::SyncPayout { connection: con, account, payout: object.id.clone() }]
        }
        // A connected account's payments are those of the connection that paid it.
        _ if !is_own => Vec::new(),
        ("refund", Some(payment_intent)) => vec![Job::SyncRefunds { connection: con, payment_intent }],
        ("dispute", Some(payment_intent)) => vec![Job::SyncDisputes { connection: con, payment_intent }],
        ("charge", Some(payment_intent)) if event.kind.starts_with("charge.refund") => {
            vec![Job::SyncRefunds { connection: con, payment_intent }]
        }
        (_, Some(payment_intent)) => vec![Job::SyncPayment { connection: con, payment_intent }],
        ("checkout.session", None) => {
            let checkout = checkouts::by_session(tx.conn(), &connection.id, &object.id).await?;
            checkout.map(|checkout| Job::SyncCheckout { checkout }).into_iter().collect()
        }
        _ => Vec::new(),
    })
}

/// Forgets raw events that are older than Stripe's own list of them.
///
/// # Errors
/// When the database refuses.
pub async fn forget_old(app: &App) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    sqlx::query("DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE received_at < $1 ORDER BY received_at LIMIT 1000)")
        .bind(app.now().plus_ms(-KEPT).ms())
        .execute(tx.conn())
        .await?;
    tx.commit().await
}
