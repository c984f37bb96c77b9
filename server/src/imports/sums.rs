//! What the rows of imports come to.

use std::collections::HashMap;

use domain::{
    Currency,
    api::imports::{ImportCounts, Total},
    id::{FirmId, ImportId},
};
use sqlx::{AnyConnection, AssertSqlSafe};

use super::check::rank;
use crate::{db::Col, table::Args};

/// How many rows stand where, and what they ask for.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    pub counts: ImportCounts,
    pub totals: Vec<Total>,
}

#[derive(sqlx::FromRow)]
struct Group {
    import_id: Col<ImportId>,
    rank: i64,
    currency: Option<Col<Currency>>,
    rows: i64,
    amount: i64,
}

impl Sums {
    /// Of one import.
    pub async fn of(conn: &mut AnyConnection, firm: &FirmId, id: &ImportId) -> Result<Self, sqlx::Error> {
        let mut found = Self::of_each(conn, firm, std::slice::from_ref(id)).await?;
        Ok(found.remove(id).unwrap_or_default())
    }

    /// Of a page of imports. Those without rows are absent.
    pub async fn of_each(
        conn: &mut AnyConnection,
        firm: &FirmId,
        ids: &[ImportId],
    ) -> Result<HashMap<ImportId, Self>, sqlx::Error> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let mut args = Args::default();
        let (firm, list) = (args.add(firm.as_str()), args.list(ids.iter().map(ImportId::as_str)));
        let sql = format!(
            "SELECT c.import_id, c.rank, c.currency, CAST(COUNT(*) AS BIGINT) AS rows,
                 CAST(COALESCE(SUM(c.amount), 0) AS BIGINT) AS amount
             FROM import_checks c JOIN imports i ON i.id = c.import_id
             WHERE i.firm_id = {firm} AND c.import_id IN ({list}) GROUP BY c.import_id, c.rank, c.currency
             ORDER BY c.import_id, c.rank, c.currency"
        );
        let groups: Vec<Group> = args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch_all(conn).await?;
        let mut found: HashMap<ImportId, Self> = HashMap::new();
        for group in groups {
            found.entry(group.import_id.0.clone()).or_default().add(&group);
        }
        Ok(found)
    }

    fn add(&mut self, group: &Group) {
        let count = match group.rank {
            rank::READY => &mut self.counts.ready,
            rank::WARNING => &mut self.counts.warning,
            rank::CREATED => &mut self.counts.created,
            _ => &mut self.counts.error,
        };
        *count += group.rows;
        let Some(currency) = group.currency.as_ref().map(|currency| currency.0) else { return };
        if group.rank == rank::ERROR {
            return;
        }
        match self.totals.iter_mut().find(|total| total.currency == currency) {
            Some(total) => {
                total.amount += group.amount;
                total.rows += group.rows;
            }
            None => self.totals.push(Total { currency, amount: group.amount, rows: group.rows }),
        }
    }
}
