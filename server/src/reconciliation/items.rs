//! What is open at the end of a month: lines that are not in the books, entries that the bank does not have.

use domain::{
    CivilDate,
    api::reconciliation::{BankLine, BookLine},
    bank::Month,
    id::{BankLineId, JournalId, PaymentId, PayoutId},
    ledger::JournalKind,
};
use sqlx::AnyConnection;

use super::book::Book;
use crate::{db::Col, http::Result};

#[derive(sqlx::FromRow)]
struct LineRow {
    id: Col<BankLineId>,
    day: Col<CivilDate>,
    amount: i64,
    description: String,
    reference: Option<String>,
}

impl From<LineRow> for BankLine {
    fn from(row: LineRow) -> Self {
        Self {
            id: row.id.0,
            day: row.day.0,
            amount: row.amount,
            description: row.description,
            reference: row.reference,
        }
    }
}

/// Lines up to the end of a month that nobody found in the books, the oldest first.
pub(super) async fn lines(conn: &mut AnyConnection, book: &Book, month: Month, most: i64) -> Result<Vec<BankLine>> {
    let rows: Vec<LineRow> = sqlx::query_as(
        "SELECT id, day, amount, description, reference FROM bank_lines
         WHERE firm_id = $1 AND account_id = $2 AND mode = $3 AND match_id IS NULL AND day <= $4
         ORDER BY day, id LIMIT $5",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(month.last().to_string())
    .bind(most)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(BankLine::from).collect())
}

/// Lines that the bank had at the end of a month and that the books booked only afterwards.
pub(super) async fn booked_later(
    conn: &mut AnyConnection,
    book: &Book,
    month: Month,
    most: i64,
) -> Result<Vec<BankLine>> {
    let rows: Vec<LineRow> = sqlx::query_as(
        "SELECT l.id, l.day, l.amount, l.description, l.reference FROM bank_matches m
         JOIN bank_lines l ON l.match_id = m.id AND l.firm_id = m.firm_id
         WHERE m.firm_id = $1 AND m.account_id = $2 AND m.mode = $3 AND m.day > $4 AND l.day <= $5
         ORDER BY l.day, l.id LIMIT $6",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(month.last().to_string())
    .bind(month.last().to_string())
    .bind(most)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(BankLine::from).collect())
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    journal_id: Col<JournalId>,
    position: i64,
    kind: Col<JournalKind>,
    memo: Option<String>,
    occurred_at: i64,
    amount: i64,
    payment_id: Option<Col<PaymentId>>,
    payout_id: Option<Col<PayoutId>>,
    payer_name: Option<String>,
    reference: Option<String>,
    gateway_id: Option<String>,
}

impl EntryRow {
    fn show(self, book: &Book) -> BookLine {
        let said = [self.payer_name, self.reference, self.gateway_id, self.memo];
        let said: Vec<String> = said.into_iter().flatten().filter(|text| !text.is_empty()).collect();
        BookLine {
            id: format!("{}:{}", self.journal_id.0, self.position),
            journal_id: self.journal_id.0,
            kind: self.kind.0,
            day: book.day(self.occurred_at),
            amount: self.amount,
            description: said.join(" · "),
            payment_id: self.payment_id.map(|id| id.0),
            payout_id: self.payout_id.map(|id| id.0),
        }
    }
}

/// Entries up to the end of a month that the bank did not have then, the oldest first: outstanding items.
pub(super) async fn entries(conn: &mut AnyConnection, book: &Book, month: Month, most: i64) -> Result<Vec<BookLine>> {
    let from = open_from(conn, book, month).await?;
    let rows: Vec<EntryRow> = sqlx::query_as(
        "SELECT e.journal_id, e.position, j.kind, j.memo, e.occurred_at, e.amount, j.payment_id, j.payout_id, p.payer_name,
             p.reference, o.gateway_id
         FROM ledger_entries e
         JOIN journals j ON j.id = e.journal_id
         LEFT JOIN bank_match_entries x ON x.journal_id = e.journal_id AND x.position = e.position
         LEFT JOIN bank_matches m ON m.id = x.match_id
         LEFT JOIN payments p ON p.id = j.payment_id AND p.firm_id = j.firm_id
         LEFT JOIN payouts o ON o.id = j.payout_id AND o.firm_id = j.firm_id
         WHERE e.firm_id = $1 AND e.ledger_account_id = $2 AND e.occurred_at >= $3 AND e.occurred_at < $4
           AND (m.id IS NULL OR m.day > $5)
         ORDER BY e.occurred_at, e.place LIMIT $6",
    )
    .bind(book.firm.id.as_str())
    .bind(book.bank())
    .bind(from)
    .bind(book.end(month).ms())
    .bind(month.last().to_string())
    .bind(most)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.show(book)).collect())
}

/// Before which nothing can be open: what was, when the last month before was closed.
pub(super) async fn open_from(conn: &mut AnyConnection, book: &Book, month: Month) -> Result<i64> {
    let from: Option<i64> = sqlx::query_scalar(
        "SELECT open_from FROM bank_months
         WHERE firm_id = $1 AND account_id = $2 AND mode = $3 AND status = 'closed' AND month < $4
         ORDER BY month DESC LIMIT 1",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(month.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(from.unwrap_or(i64::MIN))
}
