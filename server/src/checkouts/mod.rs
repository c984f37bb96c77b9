//! Checkouts: attempts at a gateway. A link has at most one that is live.
//!
//! `creating` (stored, not yet answered) → `open` → `complete` or `expired`; `unknown` after a call
//! without an answer; `expiring` while the gateway is asked to end it; `failed` if it never came to be.

pub mod ending;
pub mod fit;
mod opening;
pub mod reservations;
pub mod start;
pub mod sync;
pub mod yielding;

use domain::{
    Currency, Instant,
    id::{CheckoutId, ConnectionId, FirmId, LinkId},
    time::{DAY, HOUR, MINUTE},
};
use sqlx::AnyConnection;

use crate::db::{Col, Tx};

/// All columns of `checkouts` that decisions need.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CheckoutRow {
    pub id: Col<CheckoutId>,
    pub firm_id: Col<FirmId>,
    pub link_id: Col<LinkId>,
    pub connection_id: Col<ConnectionId>,
    pub state: String,
    pub amount: i64,
    pub currency: Col<Currency>,
    pub request: String,
    pub idempotency_key: String,
    pub key_since: i64,
    pub destination: Option<String>,
    pub session_id: Option<String>,
    pub session_url: Option<String>,
    pub session_expires_at: Option<i64>,
    pub checks: i64,
    pub created_at: i64,
}

macro_rules! checkout_columns {
    () => {
        "SELECT id, firm_id, link_id, connection_id, state, amount, currency, request, idempotency_key, key_since,
         destination, session_id, session_url, session_expires_at, checks, created_at FROM checkouts "
    };
}

/// The one live checkout of a link, if it has one.
///
/// # Errors
/// When the database does not answer.
pub async fn live(conn: &mut AnyConnection, firm: &FirmId, link: &LinkId) -> Result<Option<CheckoutRow>, sqlx::Error> {
    sqlx::query_as(concat!(
        checkout_columns!(),
        "WHERE firm_id = $1 AND link_id = $2 AND state IN ('creating', 'unknown', 'open', 'expiring')"
    ))
    .bind(firm.as_str())
    .bind(link.as_str())
    .fetch_optional(conn)
    .await
}

/// The newest checkout of a link, live or not.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(
    conn: &mut AnyConnection,
    firm: &FirmId,
    link: &LinkId,
) -> Result<Option<CheckoutRow>, sqlx::Error> {
    sqlx::query_as(concat!(checkout_columns!(), "WHERE firm_id = $1 AND link_id = $2 ORDER BY id DESC LIMIT 1"))
        .bind(firm.as_str())
        .bind(link.as_str())
        .fetch_optional(conn)
        .await
}

/// A checkout by its id, for jobs: they act for Tender and not for a firm's caller.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: &CheckoutId) -> Result<Option<CheckoutRow>, sqlx::Error> {
    sqlx::query_as(concat!(checkout_columns!(), "WHERE id = $1")).bind(id.as_str()).fetch_optional(conn).await
}

/// Moves a checkout on, if it still is in one of the states `from`. Says whether it was. Once it is final, what it had
/// reserved is given back; the caller holds the link then.
///
/// # Errors
/// When the database refuses.
pub async fn set_state(tx: &mut Tx, row: &CheckoutRow, from: &[&str], to: &str) -> Result<bool, sqlx::Error> {
    let from: String = from.join(",");
    let moved = sqlx::query(
        "UPDATE checkouts SET state = $1 WHERE id = $2 AND firm_id = $3
         AND (',' || $4 || ',') LIKE ('%,' || state || ',%')",
    )
    .bind(to)
    .bind(row.id.as_str())
    .bind(row.firm_id.as_str())
    .bind(from)
    .execute(tx.conn())
    .await?;
    if matches!(to, "complete" | "expired" | "failed") {
        reservations::settle(tx, row).await?;
    }
    Ok(moved.rows_affected() == 1)
}

/// When to ask the gateway again if it says nothing: soon at first, then ever more rarely, and once
/// more when the session must have ended.
#[must_use]
pub fn next_check(checks: i64, session_ends: Option<Instant>, now: Instant) -> Instant {
    let wait = match checks {
        0 => 2 * MINUTE,
        1 => 5 * MINUTE,
        2 => 15 * MINUTE,
        3 => HOUR,
        4..10 => 6 * HOUR,
        _ => DAY,
    };
    let next = now.plus_ms(wait);
    match session_ends.map(|end| end.plus_ms(MINUTE)) {
        Some(end) if end > now => next.min(end),
        _ => next,
    }
}

/// The checkout of a session of a connection.
///
/// # Errors
/// When the database does not answer.
pub async fn by_session(
    conn: &mut AnyConnection,
    connection: &ConnectionId,
    session: &str,
) -> Result<Option<CheckoutId>, sqlx::Error> {
    let id: Option<Col<CheckoutId>> =
        sqlx::query_scalar("SELECT id FROM checkouts WHERE connection_id = $1 AND session_id = $2")
            .bind(connection.as_str())
            .bind(session)
            .fetch_optional(conn)
            .await?;
    Ok(id.map(|id| id.0))
}
