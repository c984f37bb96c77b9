//! Closing a month once its sides agree, and opening it again.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Fields, Instant, Money, Problem,
    api::{
        audit::EventKind,
        reconciliation::{BankMonth, Reopening, SignedMonth},
    },
    bank::Month,
    id::{AccountId, BankMonthId},
    text::Description,
};
use serde::Deserialize;

use super::{
    balance,
    book::{Book, InMode},
    content::{self, Content},
    month, sides,
};
use crate::{
    audit::Event,
    db::Tx,
    http::{CanAttest, Error, Path, Query, Result, Staff, idempotency::Once},
    ledger::closing,
    state::App,
};

/// Nothing is asked.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Nothing {}

/// Close a month: only once the bank, the books and what belongs to whom agree. From then on nothing is booked on its days.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/months/{month}/closing", tag = "reconciliation",
    operation_id = "close_bank_month", params(("id" = String, Path), ("month" = String, Path), InMode),
    responses((status = 201, body = BankMonth), (status = 403, body = Problem),
        (status = 409, description = "The sides do not agree", body = Problem)))]
pub(super) async fn close(
    State(app): State<App>,
    CanAttest(staff): CanAttest,
    Path((id, month)): Path<(AccountId, Month)>,
    Query(of): Query<InMode>,
    Once(Nothing {}, mut ticket): Once<Nothing>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let book = Book::hold(&app, &mut tx, &staff.firm, &id, of.parse()?).await?;
    seal(&app, &mut tx, &staff, &book, month).await?;
    let book = Book::open(&app, tx.conn(), &staff.firm, &id, Some(book.mode)).await?;
    let shown = month::read(&app, tx.conn(), &book, month).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &shown).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Adds the sides up, signs what they say, and shuts the month. Nobody books anything in between.
async fn seal(app: &App, tx: &mut Tx, staff: &Staff, book: &Book, month: Month) -> Result<()> {
    let money = |amount| Money::new(amount, book.currency()).to_string();
    // Nobody books anything between the sums and the lock.
    closing::hold_still(tx, &staff.firm, book.mode).await?;
    let sides = sides::of(tx.conn(), book, month).await?;
    let hindrances = month::hindrances(app, tx.conn(), book, month, &sides).await?;
    if !hindrances.is_empty() || !sides.agree() {
        let refusal = Problem::new(409, "month-not-closed", "This month can’t be closed yet");
        return Err(refusal.with_detail(hindrances.join(" ")).into());
    }
    let total = sides.books;
    let said = Content::of(tx.conn(), book, month, sides, (&staff.name, app.now())).await?;
    let open_from = said.outstanding.first().map(|oldest| oldest.day);
    let open_from = open_from.map_or(book.end(month), |day| crate::firm::start_of_day(&book.firm.time_zone, day));
    let signed = content::sign(app, &said)?;
    insert(app, tx, staff, (book, month), &signed, open_from).await?;
    if let Some(statement) = said.sides.statement {
        balance::keep(tx, book, (month.last(), statement), (None, &staff.name)).await?;
    }
    closing::close_until(tx, (&staff.firm, book.mode), &book.account.id, Some(book.end(month))).await?;
    let detail = format!("{}, {}: {}", book.account.name, month.long(), money(total));
    Event::new(&staff.firm, EventKind::MonthClosed, staff).detail(detail).record(app, tx).await?;
    Ok(())
}

async fn insert(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    (book, month): (&Book, Month),
    signed: &SignedMonth,
    open_from: Instant,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO bank_months (id, firm_id, account_id, mode, month, status, closed_until, open_from, content, signature,
             key_id, public_key, closed_by, closed_at)
         VALUES ($1, $2, $3, $4, $5, 'closed', $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(BankMonthId::from_u128(app.new_id()).as_str())
    .bind(staff.firm.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(month.to_string())
    .bind(book.end(month).ms())
    .bind(open_from.ms())
    .bind(signed.content.as_str())
    .bind(signed.signature.as_str())
    .bind(signed.key_id.as_str())
    .bind(signed.public_key.as_str())
    .bind(staff.name.as_str())
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Open the last month that is closed again, with a reason that stays in the audit trail.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/months/{month}/reopening", tag = "reconciliation",
    operation_id = "reopen_bank_month", params(("id" = String, Path), ("month" = String, Path), InMode),
    request_body = Reopening,
    responses((status = 201, body = BankMonth), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn reopen(
    State(app): State<App>,
    CanAttest(staff): CanAttest,
    Path((id, month)): Path<(AccountId, Month)>,
    Query(of): Query<InMode>,
    Once(asked, mut ticket): Once<Reopening>,
) -> Result<Response> {
    let mut fields = Fields::new();
    let reason = fields.parse::<Description>("/reason", &asked.reason);
    let reason = fields.finish(reason)?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let book = Book::hold(&app, &mut tx, &staff.firm, &id, of.parse()?).await?;
    is_last(&book, month)?;
    unseal(&app, &mut tx, &staff, (&book, month), reason.as_str()).await?;
    let book = Book::open(&app, tx.conn(), &staff.firm, &id, Some(book.mode)).await?;
    let shown = month::read(&app, tx.conn(), &book, month).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &shown).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Months are opened again from the last one on.
fn is_last(book: &Book, month: Month) -> Result<()> {
    if book.last_closed != Some(month) {
        let why = match book.last_closed {
            Some(last) if last > month => {
                format!("Reopen {} first: months are opened again from the last one on", last.long())
            }
            _ => "This month is not closed".to_owned(),
        };
        return Err(Error::conflict("month-open", why));
    }
    Ok(())
}

async fn unseal(app: &App, tx: &mut Tx, staff: &Staff, (book, month): (&Book, Month), reason: &str) -> Result<()> {
    closing::hold_still(tx, &staff.firm, book.mode).await?;
    mark(app, tx, staff, (book, month), reason).await?;
    let until = closed_until(tx, book).await?;
    closing::close_until(tx, (&staff.firm, book.mode), &book.account.id, until).await?;
    let detail = format!("{}, {}: {}", book.account.name, month.long(), reason);
    Event::new(&staff.firm, EventKind::MonthReopened, staff).detail(detail).record(app, tx).await?;
    Ok(())
}

async fn mark(app: &App, tx: &mut Tx, staff: &Staff, (book, month): (&Book, Month), reason: &str) -> Result<()> {
    sqlx::query(
        "UPDATE bank_months SET status = 'reopened', reopened_by = $1, reopened_at = $2, reason = $3
         WHERE firm_id = $4 AND account_id = $5 AND mode = $6 AND month = $7 AND status = 'closed'",
    )
    .bind(staff.name.as_str())
    .bind(app.now().ms())
    .bind(reason)
    .bind(staff.firm.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(month.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Up to where the months that are still closed reach.
async fn closed_until(tx: &mut Tx, book: &Book) -> Result<Option<Instant>> {
    let until: Option<i64> = sqlx::query_scalar(
        "SELECT MAX(closed_until) FROM bank_months WHERE firm_id = $1 AND account_id = $2 AND mode = $3 AND status = 'closed'",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .fetch_one(tx.conn())
    .await?;
    Ok(until.map(Instant::from_ms))
}
