//! Holding back who guesses passwords.
//!
//! A try is counted before the password is looked at, so that many at once are no way around it.
//! Unknown addresses are counted like known ones.

use std::time::Duration;

use axum::response::Response;
use domain::time::{DAY, MINUTE};

use crate::{
    crypto::fingerprint,
    db::Tx,
    http::{Result, layers},
    state::App,
};

/// From this failure on, an address has to wait.
const FREE_TRIES: i64 = 5;
/// The first wait; it doubles up to [`LONGEST`].
const FIRST_WAIT: i64 = MINUTE / 2;
const LONGEST: i64 = 15 * MINUTE;

/// Counts a try for this folded address. If it has to wait, for how long; then it was not counted.
///
/// # Errors
/// When the database refuses.
pub async fn count(app: &App, address: &str) -> Result<Option<Duration>> {
    let now = app.now().ms();
    let address = fingerprint(address);
    let mut tx = app.db.begin().await?;
    // After a quiet day the count begins anew.
    let failures: Option<i64> = sqlx::query_scalar(
        "INSERT INTO sign_in_failures (address_hash, failures, blocked_until) VALUES ($1, 1, $2)
         ON CONFLICT (address_hash) DO UPDATE
             SET failures = CASE WHEN sign_in_failures.blocked_until < $3 THEN 1 ELSE sign_in_failures.failures + 1 END,
                 blocked_until = $2
             WHERE sign_in_failures.blocked_until <= $2
         RETURNING failures",
    )
    .bind(address.as_str())
    .bind(now)
    .bind(now.saturating_sub(DAY))
    .fetch_optional(tx.conn())
    .await?;
    match failures {
        Some(failures) => block(&mut tx, &address, now, wait_after(failures)).await?,
        None => return blocked_for(&mut tx, &address, now).await.map(Some),
    }
    tx.commit().await?;
    Ok(None)
}

async fn block(tx: &mut Tx, address: &str, now: i64, wait: i64) -> Result<()> {
    if wait > 0 {
        sqlx::query("UPDATE sign_in_failures SET blocked_until = $1 WHERE address_hash = $2")
            .bind(now.saturating_add(wait))
            .bind(address)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

async fn blocked_for(tx: &mut Tx, address: &str, now: i64) -> Result<Duration> {
    let until: Option<i64> = sqlx::query_scalar("SELECT blocked_until FROM sign_in_failures WHERE address_hash = $1")
        .bind(address)
        .fetch_optional(tx.conn())
        .await?;
    let ms = u64::try_from(until.unwrap_or(now).saturating_sub(now)).unwrap_or(0);
    Ok(Duration::from_millis(ms))
}

/// The right password came: forgets this folded address, and those that have been quiet for a day.
///
/// # Errors
/// When the database refuses.
pub async fn forget(app: &App, tx: &mut Tx, address: &str) -> Result<()> {
    sqlx::query("DELETE FROM sign_in_failures WHERE address_hash = $1 OR blocked_until < $2")
        .bind(fingerprint(address))
        .bind(app.now().plus_ms(-DAY).ms())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// 429: wait.
#[must_use]
pub fn refuse(wait: Duration) -> Response {
    layers::too_many(wait, "Too many wrong passwords for this address")
}

/// 30 seconds after the fifth failure, then twice as long each time.
fn wait_after(failures: i64) -> i64 {
    let over = failures - FREE_TRIES;
    let doublings = u32::try_from(over.min(10)).unwrap_or(0);
    if over < 0 { 0 } else { (FIRST_WAIT * 2_i64.pow(doublings)).min(LONGEST) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_grows_to_a_quarter_of_an_hour() {
        assert_eq!(wait_after(1), 0);
        assert_eq!(wait_after(4), 0);
        assert_eq!(wait_after(5), 30_000);
        assert_eq!(wait_after(6), 60_000);
        assert_eq!(wait_after(10), LONGEST);
        assert_eq!(wait_after(i64::MAX), LONGEST);
    }
}
