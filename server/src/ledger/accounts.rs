//! The accounts of the ledger, with their balances.

use axum::extract::State;
use domain::{
    Currency, Mode,
    api::{Page, ledger::LedgerAccount},
    id::{AccountId, ClientId, FirmId, LedgerAccountId, MatterId},
    ledger::LedgerKind,
};
use serde::Deserialize;

use crate::{
    db::Col,
    http::{
        CanLook, Error, Path, Query, Result,
        page::{Paging, bad_query, page},
    },
    state::App,
    table::usual_mode,
};

/// What of the ledger is listed.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// `bank`, `gateway`, `receivable`, `trust`, …
    kind: Option<String>,
    /// Three letters.
    currency: Option<String>,
    /// `live` or `test`; real money as soon as the firm can take any, if absent.
    mode: Option<String>,
    /// What is kept for this client.
    client_id: Option<String>,
    /// Rows of a page: 1 to 100, 25 if absent.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The filter, parsed.
struct Wanted {
    mode: Mode,
    kind: Option<LedgerKind>,
    currency: Option<Currency>,
    client: Option<ClientId>,
}

impl Filter {
    async fn wanted(&self, app: &App, firm: &FirmId) -> Result<Wanted> {
        let given = |text: &Option<String>| text.as_deref().filter(|text| !text.is_empty()).map(str::to_owned);
        let mode = match given(&self.mode) {
            Some(mode) => mode.parse().map_err(bad_query)?,
            None => usual_mode(app, firm).await?,
        };
        let kind = given(&self.kind).map(|kind| kind.parse()).transpose().map_err(bad_query)?;
        let currency = given(&self.currency).map(|currency| currency.parse()).transpose().map_err(bad_query)?;
        let client = given(&self.client_id).map(|client| client.parse()).transpose().map_err(bad_query)?;
        Ok(Wanted { mode, kind, currency, client })
    }
}

/// What is read of an account.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub id: Col<LedgerAccountId>,
    pub kind: Col<LedgerKind>,
    key: String,
    currency: Col<Currency>,
    pub balance: i64,
    entries: i64,
    account_id: Option<Col<AccountId>>,
    account_name: Option<String>,
    client_id: Option<Col<ClientId>>,
    client_name: Option<String>,
    matter_id: Option<Col<MatterId>>,
    matter_number: Option<String>,
    gateway_name: Option<String>,
    mode: Col<Mode>,
}

/// What is selected for a [`Row`].
macro_rules! select_accounts {
    ($rest:literal) => {
        concat!(
            "SELECT l.id, l.kind, l.key, l.currency, l.balance, l.entries, l.account_id, a.name AS account_name, l.client_id,
                 c.name AS client_name, l.matter_id, m.number AS matter_number, l.mode,
                 CASE WHEN l.kind = 'gateway' THEN (SELECT MIN(g.account_name) FROM connections g
                     WHERE g.firm_id = l.firm_id AND g.gateway_account = l.key) END AS gateway_name
             FROM ledger_accounts l
             LEFT JOIN accounts a ON a.id = l.account_id AND a.firm_id = l.firm_id
             LEFT JOIN clients c ON c.id = l.client_id AND c.firm_id = l.firm_id
             LEFT JOIN matters m ON m.id = l.matter_id AND m.firm_id = l.firm_id ",
            $rest
        )
    };
}
pub(super) use select_accounts;

impl Row {
    /// What it is kept for, as people say it.
    pub(super) fn name(&self) -> String {
        let parts = [&self.client_name, &self.matter_number, &self.account_name, &self.gateway_name];
        let parts: Vec<&str> = parts.into_iter().filter_map(|part| part.as_deref()).collect();
        match (parts.as_slice(), self.kind.0) {
            ([], LedgerKind::Gateway) => self.key.clone(),
            ([], kind) => kind.label().to_owned(),
            (parts, _) => parts.join(" · "),
        }
    }
}

impl From<Row> for LedgerAccount {
    fn from(row: Row) -> Self {
        Self {
            name: row.name(),
            balance: row.kind.natural(row.balance),
            id: row.id.0,
            kind: row.kind.0,
            currency: row.currency.0,
            entries: row.entries,
            account_id: row.account_id.map(|id| id.0),
            client_id: row.client_id.map(|id| id.0),
            matter_id: row.matter_id.map(|id| id.0),
            mode: row.mode.0,
        }
    }
}

/// The accounts of the ledger, by kind.
#[utoipa::path(get, path = "/api/v1/ledger/accounts", tag = "ledger", operation_id = "list_ledger_accounts", params(Filter),
    responses((status = 200, body = Page<LedgerAccount>), (status = 400, body = domain::Problem)))]
pub(super) async fn index(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Query(filter): Query<Filter>,
) -> Result<axum::Json<Page<LedgerAccount>>> {
    let wanted = filter.wanted(&app, &staff.firm).await?;
    let paging = Paging { limit: filter.limit, cursor: filter.cursor };
    let limit = paging.limit()?;
    let after: Option<(String, String)> = paging.cursor()?;
    let (kind, id) = after.unwrap_or_default();
    // Each filter has a statement of its own, so that each reads from its index.
    let statement = match (&wanted.client, wanted.kind) {
        (Some(_), _) => select_accounts!(
            "WHERE l.firm_id = $1 AND l.mode = $2 AND l.client_id = $3 AND ($4 = '' OR l.kind = $4)
               AND ($5 = '' OR l.currency = $5) AND (l.kind, l.id) > ($6, $7) ORDER BY l.kind, l.id LIMIT $8"
        ),
        (None, Some(_)) => select_accounts!(
            "WHERE l.firm_id = $1 AND l.mode = $2 AND $3 = '' AND l.kind = $4
               AND ($5 = '' OR l.currency = $5) AND (l.kind, l.id) > ($6, $7) ORDER BY l.kind, l.id LIMIT $8"
        ),
        (None, None) => select_accounts!(
            "WHERE l.firm_id = $1 AND l.mode = $2 AND $3 = '' AND $4 = ''
               AND ($5 = '' OR l.currency = $5) AND (l.kind, l.id) > ($6, $7) ORDER BY l.kind, l.id LIMIT $8"
        ),
    };
    let rows: Vec<Row> = sqlx::query_as(statement)
        .bind(staff.firm.as_str())
        .bind(wanted.mode.as_str())
        .bind(wanted.client.as_ref().map_or("", ClientId::as_str))
        .bind(wanted.kind.map_or("", LedgerKind::as_str))
        .bind(wanted.currency.map_or("", Currency::code))
        .bind(kind)
        .bind(id)
        .bind(limit + 1)
        .fetch_all(app.db.read())
        .await?;
    let place = |row: &Row| (row.kind.to_string(), row.id.to_string());
    page(rows, limit, place, |row| Ok(LedgerAccount::from(row))).map(axum::Json)
}

/// One account of the ledger.
#[utoipa::path(get, path = "/api/v1/ledger/accounts/{id}", tag = "ledger", operation_id = "show_ledger_account",
    params(("id" = String, Path)), responses((status = 200, body = LedgerAccount), (status = 404, body = domain::Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<LedgerAccountId>,
) -> Result<axum::Json<LedgerAccount>> {
    let row: Option<Row> = sqlx::query_as(select_accounts!("WHERE l.firm_id = $1 AND l.id = $2"))
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .fetch_optional(app.db.read())
        .await?;
    let row = row.ok_or_else(|| Error::not_found("account of the ledger"))?;
    Ok(axum::Json(row.into()))
}
