//! Leasing jobs, running them, and what happens when they fail.

use std::time::Duration;

use anyhow::Context as _;
use domain::{Instant, id::JobId, time::HOUR};

use tokio_util::sync::CancellationToken;

use super::{Failure, Job};
use crate::{
    actions, checkouts, db::Col, differences, disputes, exports, imports, links, mail, payments, payouts, refunds,
    state::App,
};

/// A job whose worker has not been heard of for so long is taken by another one: after a crash,
/// work goes on this soon.
const LEASE: i64 = 15_000;
/// How often a worker says that it is still there.
const RENEWAL: Duration = Duration::from_secs(4);
/// Workers of one process. SQLite has one writer, but the gateway and the mail server have patience.
const WORKERS: usize = 6;
/// How often to look when nobody says that there is work.
const IDLE: Duration = Duration::from_secs(1);

/// Works until the server stops; what is running then is finished.
pub fn run_workers(app: &App) {
    for _ in 0..WORKERS {
        let app = app.clone();
        app.clone().tasks.spawn(async move {
            while !app.stopping.is_cancelled() {
                match run_next(&app).await {
                    Ok(true) => {}
                    Ok(false) => idle(&app).await,
                    Err(error) => {
                        tracing::error!(error = format!("{error:#}"), "the queue does not answer");
                        idle(&app).await;
                    }
                }
            }
        });
    }
}

async fn idle(app: &App) {
    tokio::select! {
        () = app.bus.work() => {}
        () = tokio::time::sleep(IDLE) => {}
        () = app.stopping.cancelled() => {}
    }
}

#[derive(sqlx::FromRow)]
struct JobRow {
    id: Col<JobId>,
    kind: String,
    payload: String,
    causes: i64,
    attempts: i64,
}

/// Runs one job that is due, if there is one.
async fn run_next(app: &App) -> anyhow::Result<bool> {
    let token = app.chance.secret();
    let Some(row) = lease(app, &token).await? else { return Ok(false) };
    let job: Job = serde_json::from_str(&row.payload).context("a job of a newer version")?;
    let result = holding(app, &row.id, &token, run(app, &job)).await;
    let outcome = match &result {
        Ok(()) => "done",
        Err(Failure::Retry(_)) => "retry",
        Err(Failure::GiveUp(_)) => "dead",
    };
    metrics::counter!("tender_jobs_total", "kind" => row.kind.clone(), "outcome" => outcome).increment(1);
    match result {
        Ok(()) => finish(app, &row, &token).await?,
        Err(Failure::Retry(error)) => {
            tracing::warn!(job = row.kind, id = %row.id.0, attempt = row.attempts, error = format!("{error:#}"), "job will be tried again");
            postpone(app, &row, &token, &error).await?;
        }
        Err(Failure::GiveUp(error)) => {
            tracing::error!(job = row.kind, id = %row.id.0, error = format!("{error:#}"), "job given up");
            bury(app, &row, &token, &error).await?;
        }
    }
    Ok(true)
}

/// Does the work, and renews the lease meanwhile in a task of its own: no query is ever cancelled.
async fn holding<T>(app: &App, id: &JobId, token: &str, work: impl Future<Output = T>) -> T {
    let done = CancellationToken::new();
    let renewal = tokio::spawn(renew(app.clone(), id.clone(), token.to_owned(), done.clone()));
    let result = work.await;
    done.cancel();
    let _ = renewal.await;
    result
}

async fn renew(app: App, id: JobId, token: String, done: CancellationToken) {
    while tokio::time::timeout(RENEWAL, done.cancelled()).await.is_err() {
        let renewed = async {
            let mut tx = app.db.begin().await?;
            sqlx::query("UPDATE jobs SET lease_until = $1 WHERE id = $2 AND lease_token = $3")
                .bind(app.now().plus_ms(LEASE).ms())
                .bind(id.as_str())
                .bind(token.as_str())
                .execute(tx.conn())
                .await?;
            tx.commit().await
        };
        if let Err(error) = renewed.await {
            tracing::warn!(%error, "a lease was not renewed; the job may run twice");
        }
    }
}

async fn run(app: &App, job: &Job) -> Result<(), Failure> {
    match job {
        Job::SyncPayment { connection, payment_intent } => {
            payments::sync::payment(app, connection, payment_intent).await
        }
        Job::CompareGateway { firm, comparison } => differences::run(app, firm, comparison).await,
        Job::BookPayments { firm } => payments::booking::all(app, firm).await,
        Job::SendRefund { refund } => refunds::send(app, refund).await,
        Job::SyncRefunds { connection, payment_intent } => refunds::of_payment(app, connection, payment_intent).await,
        Job::SyncDisputes { connection, payment_intent } => disputes::of_payment(app, connection, payment_intent).await,
        Job::SyncPayout { connection, account, payout } => payouts::follow(app, connection, account, payout).await,
        Job::SyncCheckout { checkout } => checkouts::sync::checkout(app, checkout).await,
        Job::ReviewCheckouts { firm } => checkouts::fit::review(app, firm).await,
        Job::CloseLink { link } => links::closing::finish(app, link).await,
        Job::FitLink { link } => links::fitting::fit(app, link).await,
        Job::RunAction { firm, action } => actions::run(app, firm, action).await,
        Job::WriteExports { lane, .. } => exports::run(app, *lane).await,
        Job::CheckImport { firm, import } => imports::run_check(app, firm, import).await,
        Job::DispatchImport { firm, import } => imports::dispatch(app, firm, import).await,
        Job::SendMail { message } => mail::send(app, message).await,
    }
}

/// What a worker may take at a moment. Outward jobs of a firm in quarantine rest.
macro_rules! due {
    ($now:literal) => {
        concat!(
            "dead_at IS NULL AND run_at <= ",
            $now,
            " AND (lease_until IS NULL OR lease_until <= ",
            $now,
            ") AND (outward = 0 OR NOT EXISTS
                  (SELECT 1 FROM firms f WHERE f.id = jobs.firm_id AND f.quarantined_at IS NOT NULL))"
        )
    };
}

async fn lease(app: &App, token: &str) -> Result<Option<JobRow>, sqlx::Error> {
    let now = app.now();
    // A look that locks nothing comes first: an idle queue must not make writers wait.
    let due: Option<String> = sqlx::query_scalar(concat!("SELECT id FROM jobs WHERE ", due!("$1"), " LIMIT 1"))
        .bind(now.ms())
        .fetch_optional(app.db.read())
        .await?;
    if due.is_none() {
        return Ok(None);
    }
    let mut tx = app.db.begin().await?;
    // The predicate stands twice, because PostgreSQL does not run the subquery again after a wait.
    let row = sqlx::query_as(concat!(
        "UPDATE jobs SET lease_until = $1, lease_token = $2, attempts = attempts + 1
         WHERE id = (SELECT id FROM jobs WHERE ",
        due!("$3"),
        " ORDER BY run_at, id LIMIT 1) AND ",
        due!("$3"),
        " RETURNING id, kind, payload, causes, attempts"
    ))
    .bind(now.plus_ms(LEASE).ms())
    .bind(token)
    .bind(now.ms())
    .fetch_optional(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(row)
}

/// Done, unless a new cause came while it ran: then it runs again.
async fn finish(app: &App, row: &JobRow, token: &str) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    let done = sqlx::query("DELETE FROM jobs WHERE id = $1 AND lease_token = $2 AND causes = $3")
        .bind(row.id.as_str())
        .bind(token)
        .bind(row.causes)
        .execute(tx.conn())
        .await?;
    if done.rows_affected() == 0 {
        release(&mut tx, row, token, app.now(), None).await?;
        tx.wake_workers();
    }
    tx.commit().await
}

async fn postpone(app: &App, row: &JobRow, token: &str, error: &anyhow::Error) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    let later = app.now().plus_ms(backoff(app, row.attempts));
    release(&mut tx, row, token, later, Some(format!("{error:#}"))).await?;
    tx.commit().await
}

async fn release(
    tx: &mut crate::db::Tx,
    row: &JobRow,
    token: &str,
    run_at: Instant,
    error: Option<String>,
) -> Result<(), sqlx::Error> {
    let attempts = if error.is_some() { row.attempts } else { 0 };
    sqlx::query(
        "UPDATE jobs SET lease_until = NULL, lease_token = NULL, run_at = $1, attempts = $2, last_error = $3
         WHERE id = $4 AND lease_token = $5",
    )
    .bind(run_at.ms())
    .bind(attempts)
    .bind(error)
    .bind(row.id.as_str())
    .bind(token)
    .execute(tx.conn())
    .await
    .map(drop)
}

async fn bury(app: &App, row: &JobRow, token: &str, error: &anyhow::Error) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    let buried = sqlx::query(
        "UPDATE jobs SET dead_at = $1, lease_until = NULL, lease_token = NULL, last_error = $2
         WHERE id = $3 AND lease_token = $4 AND causes = $5",
    )
    .bind(app.now().ms())
    .bind(format!("{error:#}"))
    .bind(row.id.as_str())
    .bind(token)
    .bind(row.causes)
    .execute(tx.conn())
    .await?;
    if buried.rows_affected() == 0 {
        // A new cause came meanwhile: it has a right to its own try.
        release(&mut tx, row, token, app.now(), None).await?;
    }
    tx.commit().await
}

/// 2 s, 4 s, 8 s … up to an hour, with a quarter of chance so that a herd spreads.
fn backoff(app: &App, attempts: i64) -> i64 {
    let exponent = u32::try_from(attempts.clamp(1, 12)).unwrap_or(12);
    let base = (1000 * 2_i64.pow(exponent)).min(HOUR);
    let chance = i64::from(app.chance.bytes::<1>()[0]);
    base + base * chance / 1024
}
