//! A month of an account as people see it.

use axum::extract::State;
use domain::{
    Instant, Money, Problem,
    api::reconciliation::{BankMatch, BankMonth, BankProposal, BookLine, ClosedMonth, SHOWN, Sides},
    bank::{Item, Month, Why, propose},
    id::{AccountId, BankMatchId},
};
use sqlx::AnyConnection;

use super::{
    balance,
    book::{Book, InMode},
    items, sides, statements,
};
use crate::{
    db::Col,
    http::{CanLook, Json, Path, Query, Result},
    state::App,
};

/// Outstanding items that a closed month can carry.
pub(super) const MOST_OUTSTANDING: usize = 2000;

/// A month of an account: what the bank says, what the books say, what is open on either side, and what probably goes
/// together. At most 300 lines and 300 entries are shown, the oldest; the sums are of all.
#[utoipa::path(get, path = "/api/v1/accounts/{id}/months/{month}", tag = "reconciliation", operation_id = "bank_month",
    params(("id" = String, Path), ("month" = String, Path), InMode),
    responses((status = 200, body = BankMonth), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path((id, month)): Path<(AccountId, Month)>,
    Query(of): Query<InMode>,
) -> Result<Json<BankMonth>> {
    let mode = of.parse()?;
    // One state of the books, so that the sides fit together.
    let mut snapshot = app.db.snapshot().await?;
    let book = Book::open(&app, &mut snapshot, &staff.firm, &id, mode).await?;
    read(&app, &mut snapshot, &book, month).await.map(Json)
}

/// Reads it.
pub(super) async fn read(app: &App, conn: &mut AnyConnection, book: &Book, month: Month) -> Result<BankMonth> {
    let most = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let mut lines = items::lines(conn, book, month, most).await?;
    let mut entries = items::entries(conn, book, month, most).await?;
    let more = lines.len() > SHOWN || entries.len() > SHOWN;
    lines.truncate(SHOWN);
    entries.truncate(SHOWN);
    let sides = sides::of(conn, book, month).await?;
    let closed = closed(conn, book, month).await?;
    let hindrances = match closed {
        Some(_) => Vec::new(),
        None => hindrances(app, conn, book, month, &sides).await?,
    };
    Ok(BankMonth {
        account_id: book.account.id.0.clone(),
        account_name: book.account.name.clone(),
        kind: book.account.kind.0,
        mode: book.mode,
        currency: book.currency(),
        month,
        last_closed: book.last_closed,
        proposals: if closed.is_none() { proposals(&lines, &entries) } else { Vec::new() },
        closed,
        sides,
        hindrances,
        lines,
        entries,
        more,
        matches: matches(conn, book, month).await?,
        statements: statements::newest(conn, book).await?,
    })
}

/// What probably goes together.
pub(super) fn proposals(lines: &[domain::api::reconciliation::BankLine], entries: &[BookLine]) -> Vec<BankProposal> {
    let bank: Vec<Item> = lines
        .iter()
        .map(|line| {
            let text = format!("{} {}", line.description, line.reference.as_deref().unwrap_or_default());
            Item { day: line.day, amount: line.amount, text }
        })
        .collect();
    let books: Vec<Item> = entries
        .iter()
        .map(|entry| Item { day: entry.day, amount: entry.amount, text: entry.description.clone() })
        .collect();
    let why = |why| match why {
        Why::Reference => "Same amount and number",
        Why::Amount => "Same amount, days near each other",
        Why::Sum => "Together they come to the same",
    };
    propose(&bank, &books)
        .into_iter()
        .map(|pair| BankProposal {
            line_id: lines[pair.line].id.clone(),
            entry_ids: pair.entries.iter().map(|at| entries[*at].id.clone()).collect(),
            why: why(pair.why).to_owned(),
        })
        .collect()
}

async fn closed(conn: &mut AnyConnection, book: &Book, month: Month) -> Result<Option<ClosedMonth>> {
    let row: Option<(String, i64)> = sqlx::query_as(
        "SELECT closed_by, closed_at FROM bank_months
         WHERE firm_id = $1 AND account_id = $2 AND mode = $3 AND month = $4 AND status = 'closed'",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(month.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|(closed_by, at)| ClosedMonth { closed_by, closed_at: Instant::from_ms(at) }))
}

/// What keeps a month from being closed, each with what to do about it.
pub(super) async fn hindrances(
    app: &App,
    conn: &mut AnyConnection,
    book: &Book,
    month: Month,
    sides: &Sides,
) -> Result<Vec<String>> {
    let money = |amount: i64| Money::new(amount, book.currency()).to_string();
    let mut all = Vec::new();
    if let Some(last) = book.last_closed {
        if month <= last {
            all.push(format!("The books are closed up to the end of {}.", last.long()));
        } else if month != last.next() {
            all.push(format!("Close {} first.", last.next().long()));
        }
    }
    if app.now() < book.end(month) {
        all.push(format!("{} is not over yet.", month.long()));
    }
    if let Some((from, to, gap)) = balance::gap(conn, book, month.last()).await? {
        let (from, to, gap) = (from.long(), to.long(), money(gap));
        all.push(format!("Lines of {gap} are missing between {from} and {to}: upload the bank’s file of these days."));
    }
    if sides.lines_not_in_books > 0 {
        let (count, sum) = (sides.lines_not_in_books, money(sides.not_in_books));
        let lines = if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
        all.push(format!("{lines} of the bank ({sum}) are not in the books: match them, or record what they are."));
    }
    match sides.adjusted_bank {
        None => all.push("Upload the bank’s statement, or enter what was there at the end of the month.".to_owned()),
        Some(bank) if bank != sides.books && sides.lines_not_in_books == 0 => {
            all.push(format!(
                "The bank, with what is on its way, has {}; the books say {}.",
                money(bank),
                money(sides.books)
            ));
        }
        Some(_) => {}
    }
    if let Some(owners) = sides.owners.filter(|owners| *owners != sides.books) {
        all.push(format!("The books have {}, but {} belongs to somebody.", money(sides.books), money(owners)));
    }
    Ok(all)
}

#[derive(sqlx::FromRow)]
struct MatchRow {
    id: Col<BankMatchId>,
    day: Col<domain::CivilDate>,
    amount: i64,
    by_hand: i64,
    made_by: String,
    parts: i64,
    description: Option<String>,
}

/// What was matched with a day in the month, the newest first.
async fn matches(conn: &mut AnyConnection, book: &Book, month: Month) -> Result<Vec<BankMatch>> {
    let rows: Vec<MatchRow> = sqlx::query_as(
        "SELECT m.id, m.day, m.amount, m.by_hand, m.made_by,
             CAST((SELECT COUNT(*) FROM bank_lines l WHERE l.firm_id = m.firm_id AND l.match_id = m.id)
                 + (SELECT COUNT(*) FROM bank_match_entries x WHERE x.firm_id = m.firm_id AND x.match_id = m.id) AS BIGINT)
                 AS parts,
             (SELECT MIN(l.description) FROM bank_lines l WHERE l.firm_id = m.firm_id AND l.match_id = m.id) AS description
         FROM bank_matches m WHERE m.firm_id = $1 AND m.account_id = $2 AND m.mode = $3 AND m.day >= $4 AND m.day <= $5
         ORDER BY m.day DESC, m.id DESC LIMIT $6",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(month.first().to_string())
    .bind(month.last().to_string())
    .bind(i64::try_from(SHOWN).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| BankMatch {
            id: row.id.0,
            day: row.day.0,
            amount: row.amount,
            parts: row.parts,
            description: row.description.unwrap_or_default(),
            made_by: row.made_by,
            by_hand: row.by_hand == 1,
        })
        .collect())
}
