//! Months that are closed: nothing is booked on one of their days any more. What happened then and is heard of only now
//! stands on the first open day, and says when it was.

use domain::{
    Instant, Mode,
    id::{AccountId, FirmId, JournalId},
};

use super::post::Journal;
use crate::{
    db::{Col, Tx},
    firm,
};

/// Holds the books still until the end of the transaction: what is read then stays true.
///
/// # Errors
/// When the database refuses.
pub async fn hold_still(tx: &mut Tx, firm: &FirmId, mode: Mode) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO ledgers (firm_id, mode, journals) VALUES ($1, $2, 0)
         ON CONFLICT (firm_id, mode) DO UPDATE SET journals = ledgers.journals",
    )
    .bind(firm.as_str())
    .bind(mode.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Up to where the books of a receiving account are closed, from now on; `None` for not at all. The caller holds the
/// ledger.
///
/// # Errors
/// When the database refuses.
pub async fn close_until(
    tx: &mut Tx,
    (firm, mode): (&FirmId, Mode),
    account: &AccountId,
    until: Option<Instant>,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM ledger_closings WHERE firm_id = $1 AND mode = $2 AND account_id = $3")
        .bind(firm.as_str())
        .bind(mode.as_str())
        .bind(account.as_str())
        .execute(tx.conn())
        .await?;
    if let Some(until) = until {
        sqlx::query("INSERT INTO ledger_closings (firm_id, mode, account_id, closed_until) VALUES ($1, $2, $3, $4)")
            .bind(firm.as_str())
            .bind(mode.as_str())
            .bind(account.as_str())
            .bind(until.ms())
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// A journal on a day that is open. The caller holds the ledger, so that no month is closed in between.
pub(super) async fn on_an_open_day<'a>(tx: &mut Tx, journal: Journal<'a>) -> Result<Journal<'a>, sqlx::Error> {
    let closings: Vec<(Col<AccountId>, i64)> =
        sqlx::query_as("SELECT account_id, closed_until FROM ledger_closings WHERE firm_id = $1 AND mode = $2")
            .bind(journal.firm.as_str())
            .bind(journal.mode.as_str())
            .fetch_all(tx.conn())
            .await?;
    let touched = |id: &AccountId| journal.lines.iter().any(|(account, _)| account.account_id() == Some(id));
    let until = closings.into_iter().filter(|(id, _)| touched(id)).map(|(_, until)| until).max();
    moved(tx, journal, until).await
}

/// The same for what takes a journal back, which has its lines in the database.
pub(super) async fn back_on_an_open_day<'a>(
    tx: &mut Tx,
    journal: Journal<'a>,
    back: &JournalId,
) -> Result<Journal<'a>, sqlx::Error> {
    let until: Option<i64> = sqlx::query_scalar(
        "SELECT MAX(c.closed_until) FROM ledger_closings c WHERE c.firm_id = $1 AND c.mode = $2 AND c.account_id IN
             (SELECT a.account_id FROM ledger_entries e
              JOIN ledger_accounts a ON a.id = e.ledger_account_id AND a.firm_id = e.firm_id
              WHERE e.journal_id = $3)",
    )
    .bind(journal.firm.as_str())
    .bind(journal.mode.as_str())
    .bind(back.as_str())
    .fetch_one(tx.conn())
    .await?;
    moved(tx, journal, until).await
}

async fn moved<'a>(tx: &mut Tx, journal: Journal<'a>, until: Option<i64>) -> Result<Journal<'a>, sqlx::Error> {
    let Some(until) = until.map(Instant::from_ms).filter(|until| journal.occurred_at < *until) else {
        return Ok(journal);
    };
    let zone: String = sqlx::query_scalar("SELECT time_zone FROM firms WHERE id = $1")
        .bind(journal.firm.as_str())
        .fetch_one(tx.conn())
        .await?;
    let day = firm::local_date(&zone, journal.occurred_at).long();
    let memo = match &journal.memo {
        Some(memo) => format!("{memo} (of {day}, a month that is closed)"),
        None => format!("Of {day}, a month that is closed"),
    };
    Ok(Journal { occurred_at: until, memo: Some(memo), ..journal })
}
