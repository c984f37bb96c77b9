//! What a bank says was in an account at the end of a day.

use axum::extract::State;
use domain::{
    CivilDate, Currency, Money, Problem,
    amount::parse_amount,
    api::{
        audit::EventKind,
        reconciliation::{BankMonth, StatedBalance},
    },
    bank::Month,
    id::{AccountId, BankStatementId},
};
use jiff::ToSpan as _;
use sqlx::AnyConnection;

use super::{
    book::{Book, InMode},
    month,
};
use crate::{
    audit::Event,
    db::{Col, Tx},
    http::{CanMoveMoney, Error, Json, Path, Query, Result},
    state::App,
};

/// A balance that someone or some file stated.
#[derive(sqlx::FromRow)]
struct Stated {
    day: Col<CivilDate>,
    balance: i64,
}

/// What was there at the end of a day: by the last balance before it and the lines since, or by the next one after it
/// and the lines until then. `None` while no balance is known.
pub(super) async fn at(conn: &mut AnyConnection, book: &Book, day: CivilDate) -> Result<Option<i64>> {
    if let Some(before) = stated(conn, book, day, 0).await? {
        return Ok(Some(before.balance + lines(conn, book, before.day.0, day).await?));
    }
    let after: Option<Stated> = sqlx::query_as(
        "SELECT day, balance FROM bank_balances
         WHERE firm_id = $1 AND account_id = $2 AND mode = $3 AND day > $4 ORDER BY day LIMIT 1",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(day.to_string())
    .fetch_optional(&mut *conn)
    .await?;
    match after {
        Some(after) => Ok(Some(after.balance - lines(conn, book, day, after.day.0).await?)),
        None => Ok(None),
    }
}

/// Whether lines are missing between the last two balances up to a day: from when to when, and how much.
pub(super) async fn gap(
    conn: &mut AnyConnection,
    book: &Book,
    day: CivilDate,
) -> Result<Option<(CivilDate, CivilDate, i64)>> {
    let (Some(last), Some(first)) = (stated(conn, book, day, 0).await?, stated(conn, book, day, 1).await?) else {
        return Ok(None);
    };
    let between = lines(conn, book, first.day.0, last.day.0).await?;
    let gap = last.balance - first.balance - between;
    Ok((gap != 0).then_some((first.day.0, last.day.0, gap)))
}

/// The last balance up to a day, or one before that.
async fn stated(conn: &mut AnyConnection, book: &Book, day: CivilDate, skip: i64) -> Result<Option<Stated>> {
    let stated = sqlx::query_as(
        "SELECT day, balance FROM bank_balances
         WHERE firm_id = $1 AND account_id = $2 AND mode = $3 AND day <= $4 ORDER BY day DESC LIMIT 1 OFFSET $5",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(day.to_string())
    .bind(skip)
    .fetch_optional(conn)
    .await?;
    Ok(stated)
}

/// The sum of lines after one day and up to another.
async fn lines(conn: &mut AnyConnection, book: &Book, after: CivilDate, until: CivilDate) -> Result<i64> {
    let sum = sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM bank_lines
         WHERE firm_id = $1 AND account_id = $2 AND mode = $3 AND day > $4 AND day <= $5",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(after.to_string())
    .bind(until.to_string())
    .fetch_one(conn)
    .await?;
    Ok(sum)
}

/// Keeps a balance. What a closed month was closed with stays.
pub(super) async fn keep(
    tx: &mut Tx,
    book: &Book,
    (day, balance): (CivilDate, i64),
    (statement, by): (Option<&BankStatementId>, &str),
) -> Result<()> {
    sqlx::query(
        "INSERT INTO bank_balances (firm_id, account_id, mode, day, balance, statement_id, stated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (firm_id, account_id, mode, day) DO UPDATE SET balance = excluded.balance,
             statement_id = excluded.statement_id, stated_by = excluded.stated_by
             WHERE bank_balances.day > $8",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(day.to_string())
    .bind(balance)
    .bind(statement.map(BankStatementId::as_str))
    .bind(by)
    .bind(book.closed_through())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps what was there before the first line of a file, unless it is known.
pub(super) async fn keep_opening(
    tx: &mut Tx,
    book: &Book,
    (first, balance): (CivilDate, i64),
    (statement, by): (&BankStatementId, &str),
) -> Result<()> {
    let day = CivilDate::new(first.date().saturating_sub(1.day()));
    sqlx::query(
        "INSERT INTO bank_balances (firm_id, account_id, mode, day, balance, statement_id, stated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (firm_id, account_id, mode, day) DO NOTHING",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(day.to_string())
    .bind(balance)
    .bind(statement.as_str())
    .bind(by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// State what the bank says was in the account at the end of a month.
#[utoipa::path(put, path = "/api/v1/accounts/{id}/months/{month}/balance", tag = "reconciliation",
    operation_id = "state_bank_balance", params(("id" = String, Path), ("month" = String, Path), InMode),
    request_body = StatedBalance,
    responses((status = 200, body = BankMonth), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn state(
    State(app): State<App>,
    CanMoveMoney(staff): CanMoveMoney,
    Path((id, month)): Path<(AccountId, Month)>,
    Query(of): Query<InMode>,
    Json(said): Json<StatedBalance>,
) -> Result<Json<BankMonth>> {
    let mut tx = app.db.begin().await?;
    let book = Book::hold(&app, &mut tx, &staff.firm, &id, of.parse()?).await?;
    book.is_open_on(month.last())?;
    let balance = signed(&said.balance, book.currency())?;
    keep(&mut tx, &book, (month.last(), balance), (None, &staff.name)).await?;
    let detail = format!("{}, {}: {}", book.account.name, month.long(), Money::new(balance, book.currency()));
    Event::new(&staff.firm, EventKind::BankBalanceStated, &staff).detail(detail).record(&app, &mut tx).await?;
    let shown = month::read(&app, tx.conn(), &book, month).await?;
    tx.commit().await?;
    Ok(Json(shown))
}

/// A balance as people write it; an account may also be empty, or overdrawn.
fn signed(text: &str, currency: Currency) -> Result<i64> {
    let text = text.trim();
    let (less, bare) = match text.strip_prefix(['-', '−']) {
        Some(bare) => (true, bare.trim()),
        None => (false, text),
    };
    let zero = bare.bytes().any(|b| b == b'0') && bare.bytes().all(|b| matches!(b, b'0' | b'.' | b','));
    if zero {
        return Ok(0);
    }
    let amount = parse_amount(bare, currency).map_err(|why| Error::field("/balance", why.to_string()))?.amount;
    Ok(if less { -amount } else { amount })
}
