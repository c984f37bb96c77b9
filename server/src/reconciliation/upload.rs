//! Taking in a bank's file: each line once, in whichever files it comes.

use std::collections::HashMap;

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use domain::{
    CivilDate, Money, Problem,
    amount::DecimalMark,
    api::{
        audit::EventKind,
        reconciliation::{BankStatement, MAX_STATEMENT_BYTES},
    },
    bank::{StatementFile, StatementLine},
    id::{AccountId, BankLineId, BankStatementId},
    imports::DateOrder,
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    balance,
    book::{Book, InMode},
    files::{self, Said},
    statements,
};
use crate::{
    audit::Event,
    db::Tx,
    http::{
        CanMoveMoney, Error, Path, Query, Result, Staff, extract::too_large_or_broken, idempotency::Ticket,
        page::bad_query,
    },
    state::App,
};

/// Files that one process reads at a time.
static READING: Semaphore = Semaphore::const_new(2);

pub(super) fn router() -> OpenApiRouter<App> {
    // A little more is read, so that the refusal can be ours.
    OpenApiRouter::new().routes(routes!(create)).layer(DefaultBodyLimit::max(2 * MAX_STATEMENT_BYTES))
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct UploadOf {
    /// The file's name.
    name: Option<String>,
    /// `test` or `live`; that of the account's connection if absent.
    mode: Option<String>,
    /// How a table writes its days, where that is not clear: `day_first`, `month_first`, `year_first`.
    date_order: Option<String>,
    /// How a table writes its amounts, where that is not clear: `decimal_point`, `decimal_comma`.
    decimal_mark: Option<String>,
}

impl UploadOf {
    fn said(&self) -> Result<Said> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let order = given(&self.date_order).map(|text| text.parse::<DateOrder>()).transpose().map_err(bad_query)?;
        let mark = given(&self.decimal_mark).map(|text| text.parse::<DecimalMark>()).transpose().map_err(bad_query)?;
        Ok(Said { order, mark })
    }

    fn name(&self) -> String {
        let name: String =
            self.name.iter().flat_map(|name| name.chars()).filter(|c| !c.is_control()).take(200).collect();
        if name.trim().is_empty() { "statement".to_owned() } else { name }
    }
}

/// Upload what a bank says of an account: CSV, XLSX, OFX or CAMT.053, of at most 5 MB and 20,000 lines. A line that was
/// uploaded before is passed over.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/bank-statements", tag = "reconciliation",
    operation_id = "upload_bank_statement", params(("id" = String, Path), UploadOf),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = BankStatement), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 413, body = Problem), (status = 422, description = "The file can't be read", body = Problem)))]
async fn create(
    State(app): State<App>,
    CanMoveMoney(staff): CanMoveMoney,
    Path(id): Path<AccountId>,
    Query(of): Query<UploadOf>,
    address: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response> {
    let bytes = body.map_err(|why| too_large_or_broken(&why))?;
    let mut ticket = Ticket::of(&headers, &format!("POST {address}"), &Sha256::digest(&bytes))?;
    let (mode, said) = (InMode { mode: of.mode.clone() }.parse()?, of.said()?);
    let mut conn = app.db.read().acquire().await?;
    let currency = Book::open(&app, &mut conn, &staff.firm, &id, mode).await?.currency();
    drop(conn);
    let turn = READING.acquire().await.map_err(anyhow::Error::new)?;
    let file = tokio::task::spawn_blocking(move || files::read(&bytes, currency, said)).await;
    drop(turn);
    let file = file.map_err(anyhow::Error::new)?.map_err(|why| Error::field("/file", why.to_string()))?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let book = Book::hold(&app, &mut tx, &staff.firm, &id, mode).await?;
    let statement = store(&app, &mut tx, &staff, (&book, &of.name()), &file).await?;
    let statement: BankStatement = statements::find(tx.conn(), &staff.firm, &statement).await?.into();
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &statement).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn store(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    (book, name): (&Book, &str),
    file: &StatementFile,
) -> Result<BankStatementId> {
    fits(book, file)?;
    let id = BankStatementId::from_u128(app.new_id());
    let days = || file.lines.iter().map(|line| line.day);
    let (first, last) = (days().min(), days().max());
    insert(app, tx, staff, (book, &id, name), file, (first, last)).await?;
    let mut fresh = 0;
    for (place, (line, fingerprint)) in (1..).zip(file.lines.iter().zip(fingerprints(&file.lines))) {
        fresh += add(app, tx, (book, &id), place, line, &fingerprint).await?;
    }
    sqlx::query("UPDATE bank_statements SET fresh = $1 WHERE firm_id = $2 AND id = $3")
        .bind(i64::try_from(fresh).unwrap_or(i64::MAX))
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    nothing_new_in_closed_months(tx, book, &id).await?;
    if let (Some(first), Some(opening)) = (first, file.opening) {
        balance::keep_opening(tx, book, (first, opening), (&id, &staff.name)).await?;
    }
    if let Some(closing) = file.closing {
        balance::keep(tx, book, closing, (Some(&id), &staff.name)).await?;
    }
    let detail = format!("{}: {}, {} lines, {fresh} new", book.account.name, file.format.label(), file.lines.len());
    Event::new(&staff.firm, EventKind::BankStatementUploaded, staff).detail(detail).record(app, tx).await?;
    Ok(id)
}

/// Whether a file is whole, and of such an account.
fn fits(book: &Book, file: &StatementFile) -> Result<()> {
    if let Some(other) = file.currency.filter(|currency| *currency != book.currency()) {
        let why = format!(
            "The file is in {other}, and this account takes {} only: choose the other account",
            book.currency()
        );
        return Err(Error::field("/file", why));
    }
    if let Some(gap) = file.gap() {
        let gap = Money::new(gap, book.currency());
        let why =
            format!("The lines of the file miss {gap} of what its balances say: it is not whole. Export it again");
        return Err(Error::field("/file", why));
    }
    Ok(())
}

async fn insert(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    (book, id, name): (&Book, &BankStatementId, &str),
    file: &StatementFile,
    (first, last): (Option<CivilDate>, Option<CivilDate>),
) -> Result<()> {
    sqlx::query(
        "INSERT INTO bank_statements (id, firm_id, account_id, mode, format, file_name, first_day, last_day, opening,
             closing, lines, fresh, uploaded_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13)",
    )
    .bind(id.as_str())
    .bind(staff.firm.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(file.format.as_str())
    .bind(name)
    .bind(first.map(|day| day.to_string()))
    .bind(last.map(|day| day.to_string()))
    .bind(file.opening)
    .bind(file.closing.map(|(_, balance)| balance))
    .bind(i64::try_from(file.lines.len()).unwrap_or(i64::MAX))
    .bind(staff.name.as_str())
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn add(
    app: &App,
    tx: &mut Tx,
    (book, statement): (&Book, &BankStatementId),
    place: i64,
    line: &StatementLine,
    fingerprint: &str,
) -> Result<u64> {
    let added = sqlx::query(
        "INSERT INTO bank_lines (id, firm_id, account_id, mode, statement_id, place, day, amount, description, reference,
             bank_id, fingerprint)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (firm_id, account_id, mode, fingerprint) DO NOTHING",
    )
    .bind(BankLineId::from_u128(app.new_id()).as_str())
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(statement.as_str())
    .bind(place)
    .bind(line.day.to_string())
    .bind(line.amount)
    .bind(line.description.as_str())
    .bind(line.reference.as_deref())
    .bind(line.bank_id.as_deref())
    .bind(fingerprint)
    .execute(tx.conn())
    .await?;
    Ok(added.rows_affected())
}

/// What tells a line from others: the bank's id where there is one, else all that it says; and of twins, which it is.
fn fingerprints(lines: &[StatementLine]) -> Vec<String> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    lines
        .iter()
        .map(|line| {
            let said = match &line.bank_id {
                Some(id) => format!("id\n{id}\n{}\n{}", line.day, line.amount),
                None => {
                    let reference = line.reference.as_deref().unwrap_or_default();
                    format!("line\n{}\n{}\n{}\n{reference}", line.day, line.amount, line.description)
                }
            };
            let twin = seen.entry(said.clone()).or_default();
            *twin += 1;
            hex::encode(Sha256::digest(format!("{said}\n{twin}")))
        })
        .collect()
}

/// A month was closed with all of its lines.
async fn nothing_new_in_closed_months(tx: &mut Tx, book: &Book, statement: &BankStatementId) -> Result<()> {
    let day: Option<String> =
        sqlx::query_scalar("SELECT MIN(day) FROM bank_lines WHERE firm_id = $1 AND statement_id = $2 AND day <= $3")
            .bind(book.firm.id.as_str())
            .bind(statement.as_str())
            .bind(book.closed_through())
            .fetch_one(tx.conn())
            .await?;
    match day.and_then(|day| day.parse().ok()) {
        Some(day) => book.is_open_on(day),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_are_two_lines_and_the_same_file_has_the_same_ones() {
        let line = |amount, id: Option<&str>| StatementLine {
            day: "2026-10-05".parse().unwrap(),
            amount,
            description: "FEE".into(),
            reference: None,
            bank_id: id.map(str::to_owned),
        };
        let file = [line(-500, None), line(-500, None), line(-500, Some("A")), line(-500, Some("B"))];
        let prints = fingerprints(&file);
        let mut unique = prints.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), 4);
        assert_eq!(fingerprints(&file), prints);
        assert_eq!(fingerprints(&file[..1])[0], prints[0]);
    }
}
