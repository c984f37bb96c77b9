//! Files of a bank that were uploaded.

use axum::{extract::State, http::StatusCode};
use domain::{
    CivilDate, Instant, Problem,
    api::{audit::EventKind, reconciliation::BankStatement},
    bank::BankFormat,
    id::{AccountId, BankStatementId, FirmId},
};
use sqlx::AnyConnection;

use super::book::Book;
use crate::{
    audit::Event,
    db::Col,
    http::{CanMoveMoney, Error, Path, Result},
    state::App,
};

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: Col<BankStatementId>,
    account_id: Col<AccountId>,
    mode: Col<domain::Mode>,
    format: Col<BankFormat>,
    file_name: String,
    first_day: Option<Col<CivilDate>>,
    last_day: Option<Col<CivilDate>>,
    opening: Option<i64>,
    closing: Option<i64>,
    lines: i64,
    fresh: i64,
    uploaded_by: String,
    created_at: i64,
}

impl From<Row> for BankStatement {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.0,
            account_id: row.account_id.0,
            format: row.format.0,
            file_name: row.file_name,
            first_day: row.first_day.map(|day| day.0),
            last_day: row.last_day.map(|day| day.0),
            opening: row.opening,
            closing: row.closing,
            lines: row.lines,
            fresh: row.fresh,
            uploaded_by: row.uploaded_by,
            created_at: Instant::from_ms(row.created_at),
        }
    }
}

/// The newest uploads of an account.
pub(super) async fn newest(conn: &mut AnyConnection, book: &Book) -> Result<Vec<BankStatement>> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT id, account_id, mode, format, file_name, first_day, last_day, opening, closing, lines, fresh, uploaded_by,
             created_at
         FROM bank_statements WHERE firm_id = $1 AND account_id = $2 AND mode = $3 ORDER BY created_at DESC, id DESC LIMIT 10",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(BankStatement::from).collect())
}

/// One upload.
pub(super) async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &BankStatementId) -> Result<Row> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT id, account_id, mode, format, file_name, first_day, last_day, opening, closing, lines, fresh, uploaded_by,
             created_at
         FROM bank_statements WHERE firm_id = $1 AND id = $2",
    )
    .bind(firm.as_str())
    .bind(id.as_str())
    .fetch_optional(conn)
    .await?;
    row.ok_or_else(|| Error::not_found("bank statement"))
}

/// Take an upload back: its lines, and the balances that it stated. Not once something of it was matched, or a month that
/// it reaches into was closed.
#[utoipa::path(delete, path = "/api/v1/bank-statements/{id}", tag = "reconciliation", operation_id = "remove_bank_statement",
    params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn remove(
    State(app): State<App>,
    CanMoveMoney(staff): CanMoveMoney,
    Path(id): Path<BankStatementId>,
) -> Result<StatusCode> {
    let mut tx = app.db.begin().await?;
    let row = find(tx.conn(), &staff.firm, &id).await?;
    let book = Book::hold(&app, &mut tx, &staff.firm, &row.account_id, Some(row.mode.0)).await?;
    let kept: i64 = sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM bank_lines
         WHERE firm_id = $1 AND statement_id = $2 AND (match_id IS NOT NULL OR day <= $3)",
    )
    .bind(staff.firm.as_str())
    .bind(id.as_str())
    .bind(book.closed_through())
    .fetch_one(tx.conn())
    .await?;
    if kept > 0 {
        let why = "Lines of this file are matched, or in a month that is closed: undo their matches first";
        return Err(Error::conflict("statement-in-use", why));
    }
    for statement in [
        "DELETE FROM bank_lines WHERE firm_id = $1 AND statement_id = $2",
        "DELETE FROM bank_balances WHERE firm_id = $1 AND statement_id = $2",
        "DELETE FROM bank_statements WHERE firm_id = $1 AND id = $2",
    ] {
        sqlx::query(statement).bind(staff.firm.as_str()).bind(id.as_str()).execute(tx.conn()).await?;
    }
    let detail = format!("{}: {}", book.account.name, row.file_name);
    Event::new(&staff.firm, EventKind::BankStatementRemoved, &staff).detail(detail).record(&app, &mut tx).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
