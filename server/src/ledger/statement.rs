//! A client's statement: what it owed and had at the beginning of some days, what changed that, and what is left.

use axum::extract::State;
use domain::{
    CivilDate, Currency, Instant,
    api::ledger::{Entry, Statement, StatementPart},
    id::{ClientId, FirmId, MatterId},
    ledger::LedgerKind,
};
use serde::Deserialize;
use sqlx::AnyConnection;

use super::{accounts, accounts::select_accounts, entries, entries::select_entries};
use crate::{
    clients::ClientRow,
    firm,
    http::{CanLook, Path, Query, Result, page::bad_query},
    state::App,
};

/// The most entries of one part.
const MOST: usize = 1000;
/// The most trust balances of a client.
const MOST_PARTS: i64 = 500;

/// Which days, and in which currency.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Three letters; the firm's if absent.
    currency: Option<String>,
    /// The first day (YYYY-MM-DD); the first of the last day's year if absent.
    from: Option<String>,
    /// The last day; today if absent.
    to: Option<String>,
    /// One matter alone: its trust money, its invoices and what paid them.
    pub matter_id: Option<String>,
}

/// What is read.
struct Scope<'a> {
    firm: &'a FirmId,
    matter: Option<MatterId>,
    currency: Currency,
    from: CivilDate,
    to: CivilDate,
    /// The first moment, and the first one after.
    span: (Instant, Instant),
}

impl Asked {
    fn scope<'a>(&self, firm: &'a domain::api::firm::Firm, now: Instant) -> Result<Scope<'a>> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let day =
            |text: &Option<String>| given(text).map(|day| day.parse::<CivilDate>()).transpose().map_err(bad_query);
        let to = day(&self.to)?.unwrap_or_else(|| firm::today(firm, now));
        let from = day(&self.from)?.unwrap_or_else(|| CivilDate::new(to.date().first_of_year()));
        if from > to {
            return Err(bad_query("the first day must not be after the last one"));
        }
        let currency = given(&self.currency).map(|text| text.parse()).transpose().map_err(bad_query)?;
        let matter = given(&self.matter_id).map(|text| text.parse()).transpose().map_err(bad_query)?;
        let zone = &firm.time_zone;
        let span = (firm::start_of_day(zone, from), firm::end_of_day(zone, to).plus_ms(1000));
        Ok(Scope { firm: &firm.id, matter, currency: currency.unwrap_or(firm.currency), from, to, span })
    }
}

/// Everything between a client and the firm in one currency over some days, by the firm's calendar.
#[utoipa::path(get, path = "/api/v1/clients/{id}/statement", tag = "ledger", operation_id = "client_statement",
    params(("id" = String, Path), Asked),
    responses((status = 200, body = Statement), (status = 404, body = domain::Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<ClientId>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<Statement>> {
    let firm = firm::load(&app, &staff.firm).await?;
    read(&app, &firm, id, &asked).await.map(axum::Json)
}

/// What the statement says.
///
/// # Errors
/// 404 for a client that is unknown or another firm's, 400 for days that are none.
pub async fn read(app: &App, firm: &domain::api::firm::Firm, id: ClientId, asked: &Asked) -> Result<Statement> {
    let scope = asked.scope(firm, app.now())?;
    // One state of the books, so that what is opened, changed and closed fits together.
    let mut snapshot = app.db.snapshot().await?;
    let client = ClientRow::find(&mut snapshot, &firm.id, &id).await?;
    let mut statement = Statement {
        client_id: id,
        client_name: client.name.clone(),
        currency: scope.currency,
        from: scope.from,
        to: scope.to,
        owed: empty("Invoices and payments"),
        credit: empty("Credit"),
        trust: Vec::new(),
    };
    if let Some(matter) = &scope.matter {
        statement.owed = scope.owed(&mut snapshot, &client, matter, statement.owed.name).await?;
    }
    for account in scope.accounts(&mut snapshot, &client).await? {
        match account.kind.0 {
            LedgerKind::Receivable if scope.matter.is_none() => {
                let part = scope.part(&mut snapshot, &account).await?;
                statement.owed = StatementPart { name: statement.owed.name, ..part };
            }
            LedgerKind::Credit if scope.matter.is_none() => {
                let part = scope.part(&mut snapshot, &account).await?;
                statement.credit = StatementPart { name: statement.credit.name, ..part };
            }
            LedgerKind::Trust => statement.trust.push(scope.part(&mut snapshot, &account).await?),
            _ => {}
        }
    }
    Ok(statement)
}

fn empty(name: &str) -> StatementPart {
    StatementPart { name: name.to_owned(), opening: 0, entries: Vec::new(), truncated: false, closing: 0 }
}

impl Scope<'_> {
    async fn accounts(&self, conn: &mut AnyConnection, client: &ClientRow) -> Result<Vec<accounts::Row>> {
        let rows = sqlx::query_as(select_accounts!(
            "WHERE l.firm_id = $1 AND l.client_id = $2 AND l.mode = $3 AND l.currency = $4
               AND (l.kind IN ('receivable', 'credit') OR (l.kind = 'trust' AND ($5 = '' OR l.matter_id = $5)))
             ORDER BY l.kind, l.id LIMIT $6"
        ))
        .bind(self.firm.as_str())
        .bind(client.id.as_str())
        .bind(client.mode.as_str())
        .bind(self.currency.code())
        .bind(self.matter.as_ref().map_or("", MatterId::as_str))
        .bind(MOST_PARTS)
        .fetch_all(conn)
        .await?;
        Ok(rows)
    }

    /// What an account came to is what it comes to now, less all that happened since. So what is booked late stands on
    /// the day on which it happened, and what is read is what there is since then.
    async fn part(&self, conn: &mut AnyConnection, account: &accounts::Row) -> Result<StatementPart> {
        let mut since = [0_i64; 2];
        for (sum, at) in since.iter_mut().zip([self.span.0, self.span.1]) {
            *sum = sqlx::query_scalar(
                "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger_entries
                 WHERE ledger_account_id = (SELECT id FROM ledger_accounts WHERE firm_id = $1 AND id = $2)
                   AND occurred_at >= $3",
            )
            .bind(self.firm.as_str())
            .bind(account.id.as_str())
            .bind(at.ms())
            .fetch_one(&mut *conn)
            .await?;
        }
        let rows: Vec<entries::Row> = sqlx::query_as(select_entries!(
            "WHERE e.firm_id = $1 AND e.ledger_account_id = $2 AND e.occurred_at >= $3 AND e.occurred_at < $4
             ORDER BY e.occurred_at, e.place LIMIT $5"
        ))
        .bind(self.firm.as_str())
        .bind(account.id.as_str())
        .bind(self.span.0.ms())
        .bind(self.span.1.ms())
        .bind(i64::try_from(MOST + 1).unwrap_or(i64::MAX))
        .fetch_all(conn)
        .await?;
        Ok(told((account.kind.0, account.name()), account.balance - since[0], account.balance - since[1], rows))
    }

    /// What is owed by the invoices of a matter, whoever owed it then: the books of a client that turned out to be this
    /// one keep what they had until then.
    async fn owed(
        &self,
        conn: &mut AnyConnection,
        client: &ClientRow,
        matter: &MatterId,
        name: String,
    ) -> Result<StatementPart> {
        let mut before = [0_i64; 2];
        for (sum, at) in before.iter_mut().zip([self.span.0, self.span.1]) {
            *sum = sqlx::query_scalar(
                "SELECT CAST(COALESCE(SUM(e.amount), 0) AS BIGINT) FROM invoices i
                 JOIN journals j ON j.firm_id = i.firm_id AND j.invoice_id = i.id
                 JOIN ledger_entries e ON e.journal_id = j.id
                 JOIN ledger_accounts a ON a.id = e.ledger_account_id AND a.kind = 'receivable'
                 WHERE i.firm_id = $1 AND i.matter_id = $2 AND i.client_id = $3 AND i.currency = $4 AND e.occurred_at < $5",
            )
            .bind(self.firm.as_str())
            .bind(matter.as_str())
            .bind(client.id.as_str())
            .bind(self.currency.code())
            .bind(at.ms())
            .fetch_one(&mut *conn)
            .await?;
        }
        let rows: Vec<entries::Row> = sqlx::query_as(select_entries!(
            "JOIN invoices i ON i.firm_id = j.firm_id AND i.id = j.invoice_id
             JOIN ledger_accounts a ON a.id = e.ledger_account_id AND a.kind = 'receivable'
             WHERE i.firm_id = $1 AND i.matter_id = $2 AND i.client_id = $3 AND i.currency = $4 AND e.occurred_at >= $5
               AND e.occurred_at < $6
             ORDER BY e.occurred_at, j.number LIMIT $7"
        ))
        .bind(self.firm.as_str())
        .bind(matter.as_str())
        .bind(client.id.as_str())
        .bind(self.currency.code())
        .bind(self.span.0.ms())
        .bind(self.span.1.ms())
        .bind(i64::try_from(MOST + 1).unwrap_or(i64::MAX))
        .fetch_all(conn)
        .await?;
        Ok(told((LedgerKind::Receivable, name), before[0], before[1], rows))
    }
}

/// A part, with the balance after each of its entries on the way from the first to the last day.
fn told((kind, name): (LedgerKind, String), opening: i64, closing: i64, mut rows: Vec<entries::Row>) -> StatementPart {
    let truncated = rows.len() > MOST;
    rows.truncate(MOST);
    let mut balance = opening;
    let entries: Vec<Entry> = rows
        .into_iter()
        .map(|mut row| {
            balance += row.amount;
            row.balance = balance;
            row.show(kind)
        })
        .collect();
    StatementPart { name, opening: kind.natural(opening), entries, truncated, closing: kind.natural(closing) }
}
