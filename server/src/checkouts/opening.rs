//! Making a session at the gateway, so that no answer, a late answer and a wrong answer make no second one.

use std::time::Duration;

use anyhow::Context as _;
use domain::{Instant, Problem, time::MINUTE};

use super::{CheckoutRow, fit::fits, next_check, reservations, set_state, start};
use crate::{
    connections::ConnectionRow,
    gateways::stripe::{CallError, Client, objects::Session},
    http::{Error, Result},
    jobs::Job,
    links::{fitting, row::LinkRow},
    state::App,
};

/// How long a stored request is repeated unchanged. Afterwards we look for its session, and if there is
/// none the next click makes another checkout: the request names when the session is to end, and Stripe
/// refuses an end that has come too near. It also forgets keys after 24 hours.
const REQUEST_LIFE: i64 = 45_000;
/// A session that was made, but of which we never heard, is looked for among those made since.
const LOOK_BACK: i64 = 5 * MINUTE;

/// Makes, or finds, the session of a checkout that is `creating` or `unknown`.
///
/// # Errors
/// A problem for the payer. The checkout then is `unknown` or `failed`, and the queue looks after it.
pub async fn open(app: &App, row: &CheckoutRow) -> Result<()> {
    let connection = ConnectionRow::by_id(app, &row.connection_id).await?;
    let client = connection.client(app)?;
    let stale = app.now().since(Instant::from_ms(row.created_at)) > REQUEST_LIFE;
    let mut row = row.clone();
    if row.state == "unknown" || stale {
        if look(app, &client, &row).await? {
            return Ok(());
        }
        if stale {
            return abandon(app, &row).await;
        }
    }
    for attempt in 1..=4_u32 {
        match client.create_session(&row.request, &row.idempotency_key).await {
            Ok(session) => return adopt(app, &row, &session).await,
            Err(CallError::Refused { status, code, message }) => {
                return refuse(app, &row, status, code, &message).await;
            }
            Err(CallError::Wait(_)) => tokio::time::sleep(Duration::from_millis(300 * u64::from(attempt))).await,
            Err(CallError::Failed(_)) => {
                // The failure is stored under the key: look whether the work was done after all.
                if look(app, &client, &row).await? {
                    return Ok(());
                }
                row = renew_key(app, &row).await?;
                tokio::time::sleep(Duration::from_millis(200 * u64::from(attempt))).await;
            }
            Err(CallError::Unknown(why)) => {
                tracing::warn!(checkout = %row.id.0, why, attempt, "no answer to making a session");
                if attempt >= 2 {
                    break;
                }
            }
        }
    }
    doubt(app, &row).await?;
    Err(start::unavailable())
}

/// Looks for the session at the gateway, and adopts it.
pub(super) async fn look(app: &App, client: &Client, row: &CheckoutRow) -> Result<bool> {
    let since = Instant::from_ms(row.created_at).plus_ms(-LOOK_BACK).seconds();
    match client.find_session(row.id.as_str(), since).await {
        Ok(Some(session)) => adopt(app, row, &session).await.map(|()| true),
        Ok(None) => Ok(false),
        Err(error) => {
            tracing::warn!(checkout = %row.id.0, %error, "looking for a session");
            doubt(app, row).await?;
            Err(start::unavailable())
        }
    }
}

/// The session exists: from here on it can be paid.
async fn adopt(app: &App, row: &CheckoutRow, session: &Session) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let link = LinkRow::lock(&mut tx, &row.firm_id, &row.link_id).await?;
    let ends = Instant::from_ms(session.expires_at * 1000);
    let adopted = sqlx::query(
        "UPDATE checkouts SET state = 'open', session_id = $1, session_url = $2, session_expires_at = $3,
             payment_intent = $4, next_check_at = $5
         WHERE id = $6 AND firm_id = $7 AND state IN ('creating', 'unknown')",
    )
    .bind(session.id.as_str())
    .bind(session.url.as_deref())
    .bind(ends.ms())
    .bind(session.payment_intent.as_deref())
    .bind(next_check(0, Some(ends), app.now()).ms())
    .bind(row.id.as_str())
    .bind(row.firm_id.as_str())
    .execute(tx.conn())
    .await?;
    if adopted.rows_affected() == 1 {
        start::note_started(app, &mut tx, row, &link.root_id).await?;
        let payable = link.state().may_check_out(link.expiry(), app.now()).is_ok();
        if !payable || !fits(tx.conn(), row, &link).await? || session.status.as_deref() != Some("open") {
            Job::SyncCheckout { checkout: row.id.0.clone() }.enqueue(app, &mut tx, app.now()).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// The gateway knows no session of this checkout, and nobody was given its URL.
pub(super) async fn abandon(app: &App, row: &CheckoutRow) -> Result<()> {
    let mut tx = app.db.begin().await?;
    LinkRow::lock(&mut tx, &row.firm_id, &row.link_id).await?;
    set_state(&mut tx, row, &["creating", "unknown"], "failed").await?;
    fitting::again(app, &mut tx, &row.firm_id, &row.link_id).await?;
    tx.commit().await?;
    Ok(())
}

/// Only after looking: the old key holds a failure.
async fn renew_key(app: &App, row: &CheckoutRow) -> Result<CheckoutRow> {
    let mut renewed = row.clone();
    let number = row.idempotency_key.rsplit_once('-').and_then(|(_, n)| n.parse::<u32>().ok()).unwrap_or(1);
    renewed.idempotency_key = format!("{}-{}", row.id.0, number + 1);
    renewed.key_since = app.now().ms();
    let mut tx = app.db.begin().await?;
    let moved = sqlx::query(
        "UPDATE checkouts SET idempotency_key = $1, key_since = $2 WHERE id = $3 AND firm_id = $4 AND idempotency_key = $5",
    )
    .bind(renewed.idempotency_key.as_str())
    .bind(renewed.key_since)
    .bind(row.id.as_str())
    .bind(row.firm_id.as_str())
    .bind(row.idempotency_key.as_str())
    .execute(tx.conn())
    .await?;
    tx.commit().await?;
    if moved.rows_affected() == 1 { Ok(renewed) } else { Err(start::unavailable()) }
}

/// No answer: nobody knows whether there is a session. The queue will look.
async fn doubt(app: &App, row: &CheckoutRow) -> Result<()> {
    let mut tx = app.db.begin().await?;
    set_state(&mut tx, row, &["creating"], "unknown").await?;
    let soon = app.now().plus_ms(30_000);
    Job::SyncCheckout { checkout: row.id.0.clone() }.enqueue(app, &mut tx, soon).await?;
    tx.commit().await?;
    Ok(())
}

/// The gateway will not make this session, whatever we do: staff must look at their settings.
async fn refuse(app: &App, row: &CheckoutRow, status: u16, code: Option<String>, message: &str) -> Result<()> {
    let code = code.unwrap_or_else(|| status.to_string());
    tracing::error!(checkout = %row.id.0, code, "the gateway refused a session");
    let mut tx = app.db.begin().await?;
    LinkRow::lock(&mut tx, &row.firm_id, &row.link_id).await?;
    sqlx::query(
        "UPDATE checkouts SET state = 'failed', last_error = $1 WHERE id = $2 AND firm_id = $3
                 AND state IN ('creating', 'unknown')",
    )
    .bind(message)
    .bind(row.id.as_str())
    .bind(row.firm_id.as_str())
    .execute(tx.conn())
    .await
    .context("noting a refusal")?;
    reservations::settle(&mut tx, row).await?;
    fitting::again(app, &mut tx, &row.firm_id, &row.link_id).await?;
    tx.commit().await?;
    let problem = if code == "amount_too_small" {
        Error::field("/amount", "Card networks do not take so little")
    } else {
        Problem::new(503, "gateway-refused", "This firm cannot take payments right now")
            .with_detail("You have not been charged. Please tell the firm; its contact is below.")
            .into()
    };
    Err(problem)
}
