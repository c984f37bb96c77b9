//! What clients owe and have: one statement for all clients of a page.

use std::collections::HashMap;

use domain::{
    Currency,
    api::clients::ClientBalance,
    id::{ClientId, FirmId},
};
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::{db::Col, http::Result, table::Args};

#[derive(sqlx::FromRow)]
struct SumRow {
    client_id: Col<ClientId>,
    currency: Col<Currency>,
    what: String,
    amount: i64,
}

/// Balances by client, and by currency in the order of their codes; those of nothing are left out.
///
/// # Errors
/// When the database refuses.
pub async fn of(
    conn: &mut AnyConnection,
    firm: &FirmId,
    clients: &[&ClientId],
) -> Result<HashMap<ClientId, Vec<ClientBalance>>> {
    let mut args = Args::default();
    let firm = args.add(firm.as_str());
    let ids = args.list(clients.iter().map(|id| id.as_str()));
    let sql = format!(
        "SELECT client_id, currency, 'owed' AS what, CAST(SUM(total - paid) AS BIGINT) AS amount FROM invoices
             WHERE firm_id = {firm} AND client_id IN ({ids}) AND status IN ('unpaid', 'partly_paid', 'refunded')
             GROUP BY client_id, currency
         UNION ALL
         SELECT client_id, currency, kind AS what, CAST(-SUM(balance) AS BIGINT) AS amount FROM ledger_accounts
             WHERE firm_id = {firm} AND client_id IN ({ids}) AND kind IN ('credit', 'trust')
             GROUP BY client_id, currency, kind"
    );
    let rows: Vec<SumRow> = args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch_all(conn).await?;
    let mut balances: HashMap<ClientId, Vec<ClientBalance>> = HashMap::new();
    for row in rows.into_iter().filter(|row| row.amount != 0) {
        let of_client = balances.entry(row.client_id.0).or_default();
        let currency = row.currency.0;
        let at = of_client.iter().position(|balance| balance.currency == currency).unwrap_or_else(|| {
            of_client.push(ClientBalance { currency, owed: 0, credit: 0, trust: 0 });
            of_client.len() - 1
        });
        let balance = &mut of_client[at];
        match row.what.as_str() {
            "owed" => balance.owed = row.amount,
            "credit" => balance.credit = row.amount,
            _ => balance.trust = row.amount,
        }
    }
    for of_client in balances.values_mut() {
        of_client.sort_by_key(|balance| balance.currency.code());
    }
    Ok(balances)
}

/// How many matters of some clients are open.
///
/// # Errors
/// When the database refuses.
pub async fn open_matters(
    conn: &mut AnyConnection,
    (firm, mode): (&FirmId, domain::Mode),
    clients: &[&ClientId],
) -> Result<HashMap<ClientId, i64>> {
    let mut args = Args::default();
    let (firm, mode) = (args.add(firm.as_str()), args.add(mode.as_str()));
    let ids = args.list(clients.iter().map(|id| id.as_str()));
    let sql = format!(
        "SELECT client_id, CAST(COUNT(*) AS BIGINT) FROM matters
         WHERE firm_id = {firm} AND mode = {mode} AND client_id IN ({ids}) AND status = 'open' GROUP BY client_id"
    );
    let rows: Vec<(Col<ClientId>, i64)> = args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|(client, count)| (client.0, count)).collect())
}
