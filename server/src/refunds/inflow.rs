//! Money that a refund or a dispute took out of a payment, and that comes back.

use sqlx::AnyConnection;

use super::{Debited, Outflow, Paid};
use crate::{
    allocations::{Again, Funds, Part},
    db::Tx,
    http::Result,
    ledger::Account,
};

/// Money of a payment that comes back.
///
/// Refunds and disputes together can take more out of a payment than there was: then the last of them is booked as a
/// loss, and the payment has nothing left for as long as they stand. What comes back makes that good first, whichever of
/// them it was; only the rest is the payment's again.
#[derive(Debug)]
pub struct Inflow {
    /// Minor units that are nobody's when all is booked.
    pub due: i64,
    /// What they pay again.
    pub again: Again,
}

impl Inflow {
    /// Reads what comes back. `funds` is the payment as it was while the money was gone, and becomes what it is now: the
    /// caller holds it, and counts the money as gone no longer.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(tx: &mut Tx, funds: &mut Funds, parts: &[Part]) -> Result<Self> {
        let before = funds.sums().unallocated().max(0);
        *funds = Funds::look(tx.conn(), &funds.firm_id, &funds.id).await?;
        let again = Again::of(tx.conn(), funds, parts).await?;
        Ok(Self { due: funds.sums().unallocated().max(0) - before - again.missing, again })
    }

    /// The lines that make good what others took too much, out of `covered` that is nobody's: none if all of it is due.
    /// `except` is the refund or dispute whose money comes back.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn made_good(
        &self,
        conn: &mut AnyConnection,
        paid: &Paid,
        (covered, except): (i64, &str),
    ) -> Result<Vec<(Account, i64)>> {
        let amount = covered - self.due;
        if amount <= 0 {
            return Ok(Vec::new());
        }
        let debited = loser(conn, paid, except).await?;
        Ok(Outflow { paid, amount, covered: amount, debited }.covers().unwrap_or_default())
    }
}

/// Whose account the others debited for what they took too much.
async fn loser(conn: &mut AnyConnection, paid: &Paid, except: &str) -> Result<Debited> {
    let owed: i64 = sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(e.amount), 0) AS BIGINT) FROM journals j
         JOIN ledger_entries e ON e.firm_id = j.firm_id AND e.journal_id = j.id
         JOIN ledger_accounts a ON a.firm_id = e.firm_id AND a.id = e.ledger_account_id
         WHERE j.firm_id = $1 AND j.payment_id = $2 AND COALESCE(j.refund_id, j.dispute_id, '') <> $3
             AND a.kind = 'due_from_operating'",
    )
    .bind(paid.firm_id.as_str())
    .bind(paid.id.as_str())
    .bind(except)
    .fetch_one(conn)
    .await?;
    Ok(if owed > 0 { Debited::Own } else { Debited::Platform })
}

/// How much of a refund, in minor units, was taken out of what was nobody's.
///
/// # Errors
/// When the database does not answer.
pub async fn covered(conn: &mut AnyConnection, paid: &Paid, cause: &str) -> Result<i64> {
    let covered = sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(e.amount), 0) AS BIGINT) FROM journals j
         JOIN ledger_entries e ON e.firm_id = j.firm_id AND e.journal_id = j.id
         JOIN ledger_accounts a ON a.firm_id = e.firm_id AND a.id = e.ledger_account_id
         WHERE j.firm_id = $1 AND j.mode = $2 AND j.cause = $3 AND a.kind IN ('unlinked', 'unidentified')",
    )
    .bind(paid.firm_id.as_str())
    .bind(paid.mode.as_str())
    .bind(cause)
    .fetch_one(conn)
    .await?;
    Ok(covered)
}
