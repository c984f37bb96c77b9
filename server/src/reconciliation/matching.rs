//! Saying that lines of the bank and entries of the books are the same, and taking it back.

use std::collections::BTreeSet;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use domain::{
    CivilDate, Money, Problem,
    api::{
        audit::EventKind,
        reconciliation::{BankMonth, MAX_OF_A_MATCH, NewMatch, SHOWN},
    },
    bank::Month,
    id::{AccountId, BankLineId, BankMatchId, JournalId},
};

use super::{
    book::{Book, InMode},
    items, month,
};
use crate::{
    audit::Event,
    db::{Col, Tx},
    http::{CanMoveMoney, Error, Path, Query, Result, Staff, idempotency::Once},
    state::App,
};

/// Lines and entries, about to be matched.
struct Chosen {
    lines: Vec<BankLineId>,
    entries: Vec<(JournalId, i64)>,
    by_hand: bool,
}

/// Match lines of the bank with entries of the books, or all that is proposed for a month.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/months/{month}/matches", tag = "reconciliation",
    operation_id = "match_bank_lines", params(("id" = String, Path), ("month" = String, Path), InMode),
    request_body = NewMatch,
    responses((status = 201, body = BankMonth), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn make(
    State(app): State<App>,
    CanMoveMoney(staff): CanMoveMoney,
    Path((id, month)): Path<(AccountId, Month)>,
    Query(of): Query<InMode>,
    Once(new, mut ticket): Once<NewMatch>,
) -> Result<Response> {
    let chosen = if new.proposals { None } else { Some(Chosen::parse(&new)?) };
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let book = Book::hold(&app, &mut tx, &staff.firm, &id, of.parse()?).await?;
    match chosen {
        Some(chosen) => chosen.store(&app, &mut tx, &book, &staff).await?,
        None => proposed(&app, &mut tx, &book, &staff, month).await?,
    }
    let shown = month::read(&app, tx.conn(), &book, month).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &shown).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn proposed(app: &App, tx: &mut Tx, book: &Book, staff: &Staff, month: Month) -> Result<()> {
    let most = i64::try_from(SHOWN).unwrap_or(i64::MAX);
    let lines = items::lines(tx.conn(), book, month, most).await?;
    let entries = items::entries(tx.conn(), book, month, most).await?;
    for proposal in month::proposals(&lines, &entries) {
        let entries = proposal.entry_ids.iter().filter_map(|id| entry(id)).collect();
        let chosen = Chosen { lines: vec![proposal.line_id], entries, by_hand: false };
        chosen.store(app, tx, book, staff).await?;
    }
    Ok(())
}

/// `jnl_…:2`.
fn entry(text: &str) -> Option<(JournalId, i64)> {
    let (journal, position) = text.trim().rsplit_once(':')?;
    Some((journal.parse().ok()?, position.parse().ok()?))
}

impl Chosen {
    fn parse(new: &NewMatch) -> Result<Self> {
        let lines: Option<BTreeSet<BankLineId>> = new.line_ids.iter().map(|id| id.trim().parse().ok()).collect();
        let entries: Option<BTreeSet<(JournalId, i64)>> = new.entry_ids.iter().map(|id| entry(id)).collect();
        let lines = lines.ok_or_else(|| Error::field("/line_ids", "Choose lines of the bank"))?;
        let entries = entries.ok_or_else(|| Error::field("/entry_ids", "Choose entries of the books"))?;
        if lines.len() + entries.len() < 2 {
            return Err(Error::field("/line_ids", "Choose what goes together: at least two of both sides"));
        }
        if lines.len().max(entries.len()) > MAX_OF_A_MATCH {
            return Err(Error::field("/line_ids", format!("Match at most {MAX_OF_A_MATCH} at a time")));
        }
        Ok(Self { lines: lines.into_iter().collect(), entries: entries.into_iter().collect(), by_hand: true })
    }

    async fn store(&self, app: &App, tx: &mut Tx, book: &Book, staff: &Staff) -> Result<()> {
        let (mut in_bank, mut in_books, mut last) = (0_i64, 0_i64, None::<CivilDate>);
        for id in &self.lines {
            let (day, amount) = line(tx, book, id).await?;
            in_bank = in_bank.saturating_add(amount);
            last = last.max(Some(day));
        }
        for of in &self.entries {
            let (day, amount) = booked(tx, book, of).await?;
            in_books = in_books.saturating_add(amount);
            last = last.max(Some(day));
        }
        if in_bank != in_books {
            let money = |amount| Money::new(amount, book.currency());
            let why = format!("The bank’s come to {}, those of the books to {}", money(in_bank), money(in_books));
            return Err(Error::field("/entry_ids", why));
        }
        let day = last.ok_or_else(|| Error::field("/line_ids", "Choose what goes together"))?;
        book.is_open_on(day)?;
        let id = self.insert(app, tx, book, staff, (day, in_bank)).await?;
        self.take(tx, book, &id).await?;
        let detail = format!("{}, {}: {}", book.account.name, day.long(), Money::new(in_bank, book.currency()));
        Event::new(&staff.firm, EventKind::BankMatched, staff).detail(detail).record(app, tx).await?;
        Ok(())
    }

    async fn insert(
        &self,
        app: &App,
        tx: &mut Tx,
        book: &Book,
        staff: &Staff,
        (day, amount): (CivilDate, i64),
    ) -> Result<BankMatchId> {
        let id = BankMatchId::from_u128(app.new_id());
        sqlx::query(
            "INSERT INTO bank_matches (id, firm_id, account_id, mode, day, amount, by_hand, made_by, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(id.as_str())
        .bind(book.firm.id.as_str())
        .bind(book.account.id.as_str())
        .bind(book.mode.as_str())
        .bind(day.to_string())
        .bind(amount)
        .bind(i64::from(self.by_hand))
        .bind(staff.name.as_str())
        .bind(app.now().ms())
        .execute(tx.conn())
        .await?;
        Ok(id)
    }

    /// Each is in one match at most.
    async fn take(&self, tx: &mut Tx, book: &Book, id: &BankMatchId) -> Result<()> {
        for line in &self.lines {
            let taken =
                sqlx::query("UPDATE bank_lines SET match_id = $1 WHERE firm_id = $2 AND id = $3 AND match_id IS NULL")
                    .bind(id.as_str())
                    .bind(book.firm.id.as_str())
                    .bind(line.as_str())
                    .execute(tx.conn())
                    .await?;
            if taken.rows_affected() != 1 {
                return Err(matched());
            }
        }
        for (journal, position) in &self.entries {
            let taken = sqlx::query(
                "INSERT INTO bank_match_entries (journal_id, position, firm_id, match_id) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (journal_id, position) DO NOTHING",
            )
            .bind(journal.as_str())
            .bind(position)
            .bind(book.firm.id.as_str())
            .bind(id.as_str())
            .execute(tx.conn())
            .await?;
            if taken.rows_affected() != 1 {
                return Err(matched());
            }
        }
        Ok(())
    }
}

fn matched() -> Error {
    Error::conflict("matched-already", "Some of it is matched by now: load the page again to see what is left")
}

async fn line(tx: &mut Tx, book: &Book, id: &BankLineId) -> Result<(CivilDate, i64)> {
    let found: Option<(Col<CivilDate>, i64)> = sqlx::query_as(
        "SELECT day, amount FROM bank_lines WHERE firm_id = $1 AND account_id = $2 AND mode = $3 AND id = $4",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(id.as_str())
    .fetch_optional(tx.conn())
    .await?;
    let (day, amount) = found.ok_or_else(|| Error::field("/line_ids", "Choose lines of this account’s bank"))?;
    Ok((day.0, amount))
}

async fn booked(tx: &mut Tx, book: &Book, (journal, position): &(JournalId, i64)) -> Result<(CivilDate, i64)> {
    let found: Option<(i64, i64)> = sqlx::query_as(
        "SELECT occurred_at, amount FROM ledger_entries
         WHERE firm_id = $1 AND ledger_account_id = $2 AND journal_id = $3 AND position = $4",
    )
    .bind(book.firm.id.as_str())
    .bind(book.bank())
    .bind(journal.as_str())
    .bind(position)
    .fetch_optional(tx.conn())
    .await?;
    let (at, amount) = found.ok_or_else(|| Error::field("/entry_ids", "Choose entries of this account’s bank"))?;
    Ok((book.day(at), amount))
}

#[derive(sqlx::FromRow)]
struct MatchRow {
    account_id: Col<AccountId>,
    mode: Col<domain::Mode>,
    day: Col<CivilDate>,
    amount: i64,
}

/// Take a match back.
#[utoipa::path(delete, path = "/api/v1/bank-matches/{id}", tag = "reconciliation", operation_id = "undo_bank_match",
    params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn undo(
    State(app): State<App>,
    CanMoveMoney(staff): CanMoveMoney,
    Path(id): Path<BankMatchId>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let row: Option<MatchRow> =
        sqlx::query_as("SELECT account_id, mode, day, amount FROM bank_matches WHERE firm_id = $1 AND id = $2")
            .bind(staff.firm.as_str())
            .bind(id.as_str())
            .fetch_optional(tx.conn())
            .await?;
    let row = row.ok_or_else(|| Error::not_found("match"))?;
    let book = Book::hold(&app, &mut tx, &staff.firm, &row.account_id, Some(row.mode.0)).await?;
    book.is_open_on(row.day.0)?;
    for statement in [
        "UPDATE bank_lines SET match_id = NULL WHERE firm_id = $1 AND match_id = $2",
        "DELETE FROM bank_match_entries WHERE firm_id = $1 AND match_id = $2",
        "DELETE FROM bank_matches WHERE firm_id = $1 AND id = $2",
    ] {
        sqlx::query(statement).bind(staff.firm.as_str()).bind(id.as_str()).execute(tx.conn()).await?;
    }
    let detail = format!("{}, {}: {}", book.account.name, row.day.long(), Money::new(row.amount, book.currency()));
    Event::new(&staff.firm, EventKind::BankUnmatched, &staff).detail(detail).record(&app, &mut tx).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
