//! Accounts of the ledger: what they keep of themselves against their entries.

use domain::ledger::LedgerKind;
use sqlx::AnyConnection;

use super::{Found, Pages, Report, Rule, page_ends};
use crate::db::Col;

#[derive(sqlx::FromRow)]
struct Account {
    firm_id: String,
    id: String,
    kind: Col<LedgerKind>,
    balance: i64,
    entries: i64,
    held: i64,
    sum: i64,
    count: i64,
}

pub(super) async fn check(conn: &mut AnyConnection, report: &mut Report) -> Result<(), sqlx::Error> {
    let mut pages = Pages::of(page_ends!("ledger_accounts"));
    while let Some((after, last)) = pages.next(conn, report).await? {
        let accounts: Vec<Account> = sqlx::query_as(
            "SELECT a.firm_id, a.id, a.kind, a.balance, a.entries, a.held,
                 CAST(COALESCE(SUM(e.amount), 0) AS BIGINT) AS sum, CAST(COUNT(e.amount) AS BIGINT) AS count
             FROM ledger_accounts a LEFT JOIN ledger_entries e ON e.ledger_account_id = a.id
             WHERE a.id > $1 AND a.id <= $2
             GROUP BY a.firm_id, a.id, a.kind, a.balance, a.entries, a.held ORDER BY a.id",
        )
        .bind(after.as_str())
        .bind(last.as_str())
        .fetch_all(&mut *conn)
        .await?;
        accounts.iter().for_each(|account| account.judge(report));
        // The balance after each entry, and its place.
        let astray: Vec<Found<i64>> = sqlx::query_as(
            "SELECT firm_id, ledger_account_id, CAST(MIN(place) AS BIGINT) FROM
                 (SELECT firm_id, ledger_account_id, place, balance,
                      SUM(amount) OVER (PARTITION BY ledger_account_id ORDER BY place) AS running,
                      ROW_NUMBER() OVER (PARTITION BY ledger_account_id ORDER BY place) AS number
                  FROM ledger_entries WHERE ledger_account_id > $1 AND ledger_account_id <= $2) entries
             WHERE balance <> running OR place <> number GROUP BY firm_id, ledger_account_id
             ORDER BY ledger_account_id",
        )
        .bind(after)
        .bind(last)
        .fetch_all(&mut *conn)
        .await?;
        for (firm, account, place) in astray {
            let what = format!("Account {account}: its entry {place} does not stand where those before it lead");
            report.add(Rule::AccountBalance, firm, account, what);
        }
    }
    Ok(())
}

impl Account {
    fn judge(&self, report: &mut Report) {
        let Self { id, balance, entries, held, sum, count, .. } = self;
        if balance != sum || entries != count {
            let what = format!(
                "Account {id} says {balance} after {entries} entries; its entries are {count} and come to {sum}"
            );
            report.add(Rule::AccountBalance, &self.firm_id, id, what);
        }
        let has = self.kind.natural(*balance);
        if *held < 0 || (self.kind.is_guarded() && has < *held) {
            let what = format!("Account {id} ({}) has {has}, of which {held} are under way out", self.kind.label());
            report.add(Rule::Overdrawn, &self.firm_id, id, what);
        }
    }
}
