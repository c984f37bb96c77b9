//! A database restored from a backup does not know what happened since: which mail went out, which
//! links were paid. So its firms are in quarantine: outward jobs rest and no payer begins, while the
//! sweep asks the gateways for everything. An owner lets go.
//!
//! `tender backup` marks the copy, not the original. What else makes copies cannot be noticed;
//! `tender quarantine` marks those.

use axum::{extract::State, http::StatusCode};
use domain::{
    Instant, Problem,
    api::{
        audit::EventKind,
        quarantine::{Quarantine, RestingMail},
    },
    id::FirmId,
};
use serde::Deserialize;
use sqlx::AnyConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    audit::{Actor, Event},
    db::Tx,
    firm,
    http::{CanLook, CanRelease, Error, Query, Result},
    state::App,
};

/// The routes of quarantine.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, end))
}

/// Whether the firm's data come from a backup, and what rests.
#[utoipa::path(get, path = "/api/v1/quarantine", tag = "quarantine", responses((status = 200, body = Quarantine)))]
async fn show(State(app): State<App>, CanLook(staff): CanLook) -> Result<axum::Json<Quarantine>> {
    let mut conn = app.db.read().acquire().await?;
    let Some(since) = since(&mut conn, &staff.firm).await? else {
        return Ok(axum::Json(Quarantine { since: None, mails: 0, waits_for: Vec::new() }));
    };
    let waits_for = waits_for(&mut conn, &staff.firm, since, app.now()).await?;
    let mails = resting_mails(&mut conn, &staff.firm).await?;
    Ok(axum::Json(Quarantine { since: Some(since), mails, waits_for }))
}

/// What an owner chooses.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct End {
    /// What becomes of the mail that waits; it is sent if nothing is said.
    mail: Option<RestingMail>,
}

/// Lets go of what rests, once every gateway was asked for what the backup does not know. Owners only.
#[utoipa::path(delete, path = "/api/v1/quarantine", tag = "quarantine", params(End), responses(
    (status = 204), (status = 403, body = Problem),
    (status = 409, description = "No quarantine, or a gateway was not asked yet", body = Problem)))]
async fn end(State(app): State<App>, CanRelease(staff): CanRelease, Query(end): Query<End>) -> Result<StatusCode> {
    let mut tx = app.db.begin().await?;
    firm::lock(&mut tx, &staff.firm).await?;
    let Some(since) = since(tx.conn(), &staff.firm).await? else {
        return Err(Error::conflict("no-quarantine", "Nothing rests: this firm works as usual"));
    };
    let waits_for = waits_for(tx.conn(), &staff.firm, since, app.now()).await?;
    if !waits_for.is_empty() {
        let problem = Problem::new(409, "not-swept", "It is too early to let go");
        return Err(problem.with_detail(waits_for.join(" ")).into());
    }
    let mail = end.mail.unwrap_or(RestingMail::Send);
    release(&app, &mut tx, &staff.firm, mail, (&staff).into()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Since when a firm is in quarantine, if it is: the moment its copy was made.
///
/// # Errors
/// When the database does not answer.
pub async fn since(conn: &mut AnyConnection, firm: &FirmId) -> Result<Option<Instant>, sqlx::Error> {
    let since: Option<Option<i64>> = sqlx::query_scalar("SELECT quarantined_at FROM firms WHERE id = $1")
        .bind(firm.as_str())
        .fetch_optional(conn)
        .await?;
    Ok(since.flatten().map(Instant::from_ms))
}

/// Keeps payers from paying what may have been paid after the copy was made.
///
/// # Errors
/// 503 for the payer while the firm is in quarantine.
pub async fn hold_payers(conn: &mut AnyConnection, firm: &FirmId) -> Result<()> {
    if since(conn, firm).await?.is_none() {
        return Ok(());
    }
    Err(Problem::new(503, "quarantine", "Payments can't be started for a short while")
        .with_detail("The firm is checking its records. You have not been charged. Please try again later today.")
        .into())
}

/// Marks every firm of a database that was copied at `at`.
///
/// # Errors
/// When the database refuses.
pub async fn begin(conn: &mut AnyConnection, at: Instant) -> Result<u64, sqlx::Error> {
    let marked = sqlx::query("UPDATE firms SET quarantined_at = $1").bind(at.ms()).execute(conn).await?;
    Ok(marked.rows_affected())
}

/// Lets go of what rests.
///
/// # Errors
/// When the database refuses.
pub async fn release(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    mail: RestingMail,
    actor: Actor,
) -> Result<(), sqlx::Error> {
    let mails = resting_mails(tx.conn(), firm).await?;
    if mail == RestingMail::Withdraw {
        withdraw_mails(tx, firm).await?;
    }
    sqlx::query("UPDATE firms SET quarantined_at = NULL WHERE id = $1").bind(firm.as_str()).execute(tx.conn()).await?;
    let detail = match mail {
        RestingMail::Send => format!("{mails} waiting mails are sent"),
        RestingMail::Withdraw => format!("{mails} waiting mails were withdrawn"),
    };
    Event::new(firm, EventKind::QuarantineEnded, actor).detail(detail).record(app, tx).await?;
    tx.wake_workers();
    Ok(())
}

/// Every gateway has to be asked since the copy was made, and its answers have to be recorded.
async fn waits_for(conn: &mut AnyConnection, firm: &FirmId, since: Instant, now: Instant) -> Result<Vec<String>> {
    let unswept: Vec<String> = sqlx::query_scalar(
        "SELECT account_name FROM connections WHERE firm_id = $1 AND (last_sweep_at IS NULL OR last_sweep_at <= $2)
         ORDER BY id LIMIT 100",
    )
    .bind(firm.as_str())
    .bind(since.ms())
    .fetch_all(&mut *conn)
    .await?;
    // What was tried in vain is tried on; it would be the same without a backup.
    let under_way: i64 = sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM jobs WHERE firm_id = $1 AND dead_at IS NULL
         AND kind IN ('sync_payment', 'sync_checkout', 'sync_refunds', 'sync_disputes', 'sync_payout') AND (attempts = 0 OR lease_until > $2)",
    )
    .bind(firm.as_str())
    .bind(now.ms())
    .fetch_one(conn)
    .await?;
    let gateway = |name: &String| {
        format!("Stripe ({name}) has not told yet what happened since; if it stays so, check its keys in Settings.")
    };
    let mut sentences: Vec<String> = unswept.iter().map(gateway).collect();
    if under_way > 0 {
        sentences.push("The gateway's answers are being recorded: that takes a moment.".into());
    }
    Ok(sentences)
}

async fn resting_mails(conn: &mut AnyConnection, firm: &FirmId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE firm_id = $1 AND state = 'queued'")
        .bind(firm.as_str())
        .fetch_one(conn)
        .await
}

/// Takes all mail out of the outbox; each link's delivery is again what became of the mail before.
async fn withdraw_mails(tx: &mut Tx, firm: &FirmId) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE messages SET state = 'withdrawn' WHERE firm_id = $1 AND state = 'queued'")
        .bind(firm.as_str())
        .execute(tx.conn())
        .await?;
    sqlx::query(
        "UPDATE links SET delivery = (SELECT m.state FROM messages m
             WHERE m.firm_id = links.firm_id AND m.link_id = links.id AND m.kind = 'link' AND m.state <> 'withdrawn'
             ORDER BY m.id DESC LIMIT 1)
         WHERE firm_id = $1 AND delivery = 'queued'",
    )
    .bind(firm.as_str())
    .execute(tx.conn())
    .await
    .map(drop)
}
