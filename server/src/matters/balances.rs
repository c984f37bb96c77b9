//! What matters owe and have: one statement for all matters of a page.

use std::collections::HashMap;

use domain::{
    Currency, Mode,
    api::matters::{MatterBalance, TrustBalance},
    id::{AccountId, FirmId, MatterId},
};
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::{db::Col, http::Result, table::Args};

#[derive(sqlx::FromRow)]
struct SumRow {
    matter_id: Col<MatterId>,
    currency: Col<Currency>,
    amount: i64,
    held: i64,
    account_id: Option<Col<AccountId>>,
    account_name: Option<String>,
}

/// Balances by matter, and by currency in the order of their codes; those of nothing are left out.
///
/// # Errors
/// When the database refuses.
pub async fn of(
    conn: &mut AnyConnection,
    (firm, mode): (&FirmId, Mode),
    matters: &[&MatterId],
) -> Result<HashMap<MatterId, Vec<MatterBalance>>> {
    let mut args = Args::default();
    let (firm, mode) = (args.add(firm.as_str()), args.add(mode.as_str()));
    let ids = args.list(matters.iter().map(|id| id.as_str()));
    let sql = format!(
        "SELECT matter_id, currency, CAST(SUM(total - paid) AS BIGINT) AS amount, CAST(0 AS BIGINT) AS held,
                CAST(NULL AS TEXT) AS account_id, CAST(NULL AS TEXT) AS account_name FROM invoices
             WHERE firm_id = {firm} AND mode = {mode} AND matter_id IN ({ids})
               AND status IN ('unpaid', 'partly_paid', 'refunded')
             GROUP BY matter_id, currency
         UNION ALL
         SELECT l.matter_id, l.currency, -l.balance AS amount, l.held, l.account_id, a.name AS account_name
             FROM ledger_accounts l LEFT JOIN accounts a ON a.id = l.account_id AND a.firm_id = l.firm_id
             WHERE l.firm_id = {firm} AND l.matter_id IN ({ids}) AND l.kind = 'trust'
         ORDER BY 1, 2, 6"
    );
    let rows: Vec<SumRow> = args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch_all(conn).await?;
    let mut balances: HashMap<MatterId, Vec<MatterBalance>> = HashMap::new();
    for row in rows.into_iter().filter(|row| row.amount != 0 || row.held != 0) {
        let of_matter = balances.entry(row.matter_id.0).or_default();
        let currency = row.currency.0;
        let at = of_matter.iter().position(|balance| balance.currency == currency).unwrap_or_else(|| {
            of_matter.push(MatterBalance { currency, owed: 0, trust: Vec::new() });
            of_matter.len() - 1
        });
        match row.account_id {
            None => of_matter[at].owed = row.amount,
            Some(account) => of_matter[at].trust.push(TrustBalance {
                account_id: account.0,
                account_name: row.account_name.unwrap_or_default(),
                balance: row.amount,
                held: row.held,
                available: (row.amount - row.held).max(0),
            }),
        }
    }
    Ok(balances)
}
