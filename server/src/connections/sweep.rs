//! The sweep: what no webhook told. It refetches what is not final and reads what moved the balance
//! since an overlapping cursor; it does not rely on the event list, which ends after 30 days.

use std::time::Duration;

use domain::{
    id::CheckoutId,
    time::{HOUR, MINUTE},
};

use super::{ConnectionRow, balance, due, webhooks};
use crate::{
    db::Col,
    jobs::{self, Job},
    payouts::movements,
    quarantine,
    state::App,
};

/// How often every connection is swept.
const PERIOD: Duration = Duration::from_secs(30);
/// How long a payment whose fetch was given up rests before it is asked for again.
const REST: i64 = HOUR;
/// Objects queued in one transaction.
pub(super) const BATCH: i64 = 200;

/// Sweeps until the server stops.
pub fn run(app: &App) {
    let app = app.clone();
    app.clone().tasks.spawn(async move {
        while !app.stopping.is_cancelled() {
            if let Err(error) = all(&app).await {
                tracing::warn!(error = format!("{error:#}"), "the sweep did not get through");
            }
            tokio::select! {
                () = tokio::time::sleep(PERIOD) => {}
                () = app.stopping.cancelled() => {}
            }
        }
    });
}

/// One sweep over every connection. A gateway that does not answer keeps no other from its turn.
///
/// # Errors
/// When the database does not answer.
pub async fn all(app: &App) -> anyhow::Result<()> {
    let mut after = String::new();
    loop {
        let connections = ConnectionRow::next_after(app, &after).await?;
        let Some(last) = connections.last() else { break };
        after = last.id.to_string();
        for connection in &connections {
            if let Err(error) = in_turn(app, connection).await {
                tracing::warn!(connection = %connection.id.0, error = format!("{error:#}"), "sweeping a connection");
            }
        }
    }
    webhooks::forget_old(app).await?;
    Ok(())
}

/// One connection, now, whatever its objects' next check.
///
/// # Errors
/// When the gateway or the database does not answer.
pub async fn everything(app: &App, connection: &ConnectionRow) -> anyhow::Result<()> {
    let now = app.now().ms();
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "UPDATE checkouts SET next_check_at = $1 WHERE connection_id = $2
         AND state IN ('creating', 'unknown', 'open', 'expiring')",
    )
    .bind(now)
    .bind(connection.id.as_str())
    .execute(tx.conn())
    .await?;
    sqlx::query("UPDATE payments SET next_check_at = $1 WHERE connection_id = $2 AND next_check_at IS NOT NULL")
        .bind(now)
        .bind(connection.id.as_str())
        .execute(tx.conn())
        .await?;
    due::all_now(&mut tx, connection, now).await?;
    tx.commit().await?;
    jobs::fetch_again(app, &connection.id, app.now()).await?;
    one(app, connection).await
}

/// A backup's own idea of what is due is of no use: it does not know what happened since.
async fn in_turn(app: &App, connection: &ConnectionRow) -> anyhow::Result<()> {
    let restored = quarantine::since(&mut *app.db.read().acquire().await?, &connection.firm_id).await?;
    match restored {
        Some(since) if connection.last_sweep_at.is_none_or(|last| last <= since.ms()) => {
            everything(app, connection).await
        }
        _ => one(app, connection).await,
    }
}

async fn one(app: &App, connection: &ConnectionRow) -> anyhow::Result<()> {
    // The cursor below has moved past what could not be fetched; its jobs have not.
    jobs::fetch_again(app, &connection.id, app.now().plus_ms(-REST)).await?;
    while queue_checkouts(app, connection).await? == BATCH {}
    while queue_payments(app, connection).await? == BATCH {}
    due::queue(app, connection).await?;
    movements::lead(app, connection).await?;
    balance::read(app, connection).await
}

/// Queues the checkouts whose time to be asked about has come.
async fn queue_checkouts(app: &App, connection: &ConnectionRow) -> anyhow::Result<i64> {
    let now = app.now();
    let due: Vec<Col<CheckoutId>> = sqlx::query_scalar(
        "SELECT id FROM checkouts WHERE connection_id = $1 AND next_check_at <= $2
         AND state IN ('creating', 'unknown', 'open', 'expiring') ORDER BY next_check_at, id LIMIT $3",
    )
    .bind(connection.id.as_str())
    .bind(now.ms())
    .bind(BATCH)
    .fetch_all(app.db.read())
    .await?;
    let mut tx = app.db.begin().await?;
    for id in &due {
        // If the job cannot say when to ask again, the sweep does in a while.
        sqlx::query("UPDATE checkouts SET next_check_at = $1 WHERE id = $2 AND firm_id = $3")
            .bind(now.plus_ms(10 * MINUTE).ms())
            .bind(id.as_str())
            .bind(connection.firm_id.as_str())
            .execute(tx.conn())
            .await?;
        Job::SyncCheckout { checkout: id.0.clone() }.enqueue(app, &mut tx, now).await?;
    }
    tx.commit().await?;
    Ok(i64::try_from(due.len()).unwrap_or(0))
}

/// Queues the payments that are not final.
async fn queue_payments(app: &App, connection: &ConnectionRow) -> anyhow::Result<i64> {
    let now = app.now();
    let due: Vec<String> = sqlx::query_scalar(
        "SELECT payment_intent FROM payments WHERE connection_id = $1 AND next_check_at IS NOT NULL
         AND next_check_at <= $2 ORDER BY next_check_at, id LIMIT $3",
    )
    .bind(connection.id.as_str())
    .bind(now.ms())
    .bind(BATCH)
    .fetch_all(app.db.read())
    .await?;
    let mut tx = app.db.begin().await?;
    for intent in &due {
        sqlx::query(
            "UPDATE payments SET next_check_at = $1 WHERE connection_id = $2 AND payment_intent = $3 AND firm_id = $4",
        )
        .bind(now.plus_ms(HOUR).ms())
        .bind(connection.id.as_str())
        .bind(intent.as_str())
        .bind(connection.firm_id.as_str())
        .execute(tx.conn())
        .await?;
        let job = Job::SyncPayment { connection: connection.id.0.clone(), payment_intent: intent.clone() };
        job.enqueue(app, &mut tx, now).await?;
    }
    tx.commit().await?;
    Ok(i64::try_from(due.len()).unwrap_or(0))
}
