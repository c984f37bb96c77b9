//! The three sides of a month: the bank with what is on its way, the books, and whose it is.

use domain::{
    AccountKind,
    api::reconciliation::{Owned, Sides},
    bank::Month,
    ledger::LedgerKind,
};
use sqlx::AnyConnection;

use super::{balance, book::Book, items};
use crate::{db::Col, http::Result};

/// Adds them up at the end of a month.
pub(super) async fn of(conn: &mut AnyConnection, book: &Book, month: Month) -> Result<Sides> {
    let statement = balance::at(conn, book, month.last()).await?;
    let outstanding = outstanding(conn, book, month).await?;
    let booked_later = booked_later(conn, book, month).await?;
    let (lines_not_in_books, not_in_books) = not_in_books(conn, book, month).await?;
    let in_bank = in_bank(conn, book, month).await?;
    let is_trust = book.account.kind.0 == AccountKind::Trust;
    let at_gateway = if is_trust { at_gateway(conn, book, month).await? } else { 0 };
    let owned = if is_trust { owned(conn, book, month).await? } else { Vec::new() };
    Ok(Sides {
        statement,
        outstanding,
        booked_later,
        at_gateway,
        adjusted_bank: statement.map(|statement| statement + outstanding - booked_later + at_gateway),
        in_bank,
        books: in_bank + at_gateway,
        owners: is_trust.then(|| owned.iter().map(|part| part.amount).sum()),
        owned,
        not_in_books,
        lines_not_in_books,
    })
}

async fn outstanding(conn: &mut AnyConnection, book: &Book, month: Month) -> Result<i64> {
    let from = items::open_from(conn, book, month).await?;
    let sum = sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(e.amount), 0) AS BIGINT) FROM ledger_entries e
         LEFT JOIN bank_match_entries x ON x.journal_id = e.journal_id AND x.position = e.position
         LEFT JOIN bank_matches m ON m.id = x.match_id
         WHERE e.firm_id = $1 AND e.ledger_account_id = $2 AND e.occurred_at >= $3 AND e.occurred_at < $4
           AND (m.id IS NULL OR m.day > $5)",
    )
    .bind(book.firm.id.as_str())
    .bind(book.bank())
    .bind(from)
    .bind(book.end(month).ms())
    .bind(month.last().to_string())
    .fetch_one(conn)
    .await?;
    Ok(sum)
}

async fn booked_later(conn: &mut AnyConnection, book: &Book, month: Month) -> Result<i64> {
    let sum = sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) FROM bank_matches m
         JOIN bank_lines l ON l.match_id = m.id AND l.firm_id = m.firm_id
         WHERE m.firm_id = $1 AND m.account_id = $2 AND m.mode = $3 AND m.day > $4 AND l.day <= $5",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(month.last().to_string())
    .bind(month.last().to_string())
    .fetch_one(conn)
    .await?;
    Ok(sum)
}

async fn not_in_books(conn: &mut AnyConnection, book: &Book, month: Month) -> Result<(i64, i64)> {
    let found = sqlx::query_as(
        "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM bank_lines
         WHERE firm_id = $1 AND account_id = $2 AND mode = $3 AND match_id IS NULL AND day <= $4",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(month.last().to_string())
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// What an account came to is what it comes to now, less what happened since.
async fn in_bank(conn: &mut AnyConnection, book: &Book, month: Month) -> Result<i64> {
    let balance: Option<i64> = sqlx::query_scalar(
        "SELECT CAST(a.balance - COALESCE((SELECT SUM(e.amount) FROM ledger_entries e
             WHERE e.ledger_account_id = a.id AND e.occurred_at >= $1), 0) AS BIGINT)
         FROM ledger_accounts a WHERE a.firm_id = $2 AND a.id = $3",
    )
    .bind(book.end(month).ms())
    .bind(book.firm.id.as_str())
    .bind(book.bank())
    .fetch_optional(conn)
    .await?;
    Ok(balance.unwrap_or_default())
}

/// What of a trust account's money lies at the gateway. A connected account has nothing else in it; where the gateway's
/// account is shared, it is what the journals that concern this trust account moved there.
async fn at_gateway(conn: &mut AnyConnection, book: &Book, month: Month) -> Result<i64> {
    let Some(key) = book.account.destination.clone().or_else(|| book.account.gateway_account.clone()) else {
        return Ok(0);
    };
    let statement = if book.account.destination.is_some() {
        "SELECT CAST(COALESCE(SUM(a.balance - COALESCE((SELECT SUM(e.amount) FROM ledger_entries e
             WHERE e.ledger_account_id = a.id AND e.occurred_at >= $1), 0)), 0) AS BIGINT)
         FROM ledger_accounts a
         WHERE a.firm_id = $2 AND a.mode = $3 AND a.currency = $4 AND a.kind = 'gateway' AND a.key = $5 AND $6 <> ''"
    } else {
        "SELECT CAST(COALESCE(SUM(e.amount), 0) AS BIGINT) FROM ledger_accounts a
         JOIN ledger_entries e ON e.ledger_account_id = a.id AND e.occurred_at < $1
         WHERE a.firm_id = $2 AND a.mode = $3 AND a.currency = $4 AND a.kind = 'gateway' AND a.key = $5
           AND EXISTS (SELECT 1 FROM ledger_entries s JOIN ledger_accounts o ON o.id = s.ledger_account_id
               WHERE s.journal_id = e.journal_id AND o.account_id = $6
                 AND o.kind IN ('bank', 'unidentified', 'trust', 'firm_funds'))"
    };
    let sum = sqlx::query_scalar(statement)
        .bind(book.end(month).ms())
        .bind(book.firm.id.as_str())
        .bind(book.mode.as_str())
        .bind(book.currency().code())
        .bind(key)
        .bind(book.account.id.as_str())
        .fetch_one(conn)
        .await?;
    Ok(sum)
}

/// Whose a trust account's money is: everything that the ledger keeps for it but the bank itself, and what operating
/// counts as its own.
async fn owned(conn: &mut AnyConnection, book: &Book, month: Month) -> Result<Vec<Owned>> {
    let rows: Vec<(Col<LedgerKind>, i64)> = sqlx::query_as(
        "SELECT a.kind, CAST(SUM(a.balance - COALESCE((SELECT SUM(e.amount) FROM ledger_entries e
             WHERE e.ledger_account_id = a.id AND e.occurred_at >= $1), 0)) AS BIGINT)
         FROM ledger_accounts a
         WHERE a.firm_id = $2 AND a.account_id = $3 AND a.mode = $4 AND a.currency = $5
           AND a.kind NOT IN ('bank', 'due_from_trust')
         GROUP BY a.kind ORDER BY a.kind",
    )
    .bind(book.end(month).ms())
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(book.currency().code())
    .fetch_all(conn)
    .await?;
    // Clients' money is on the credit side.
    let mut owned: Vec<Owned> = rows.into_iter().map(|(kind, sum)| Owned { kind: kind.0, amount: -sum }).collect();
    owned.retain(|part| part.amount != 0 || part.kind == LedgerKind::Trust);
    owned.sort_by_key(|part| LedgerKind::ALL.iter().position(|kind| *kind == part.kind));
    Ok(owned)
}
