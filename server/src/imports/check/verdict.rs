//! A row of `import_checks`.

use domain::{
    id::ImportId,
    imports::{CheckedRow, Severity},
};
use sqlx::{Any, AssertSqlSafe, any::AnyArguments, query::Query};

use super::{
    super::keys::Folds,
    super::raw::{places, rows_at_once},
    rank,
};
use crate::{db::Tx, http::Result};

/// What a row says, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Verdict {
    number: i64,
    rank: i64,
    problems: String,
    amount: Option<i64>,
    currency: Option<&'static str>,
    folds: Folds,
}

impl Verdict {
    /// Of a row that was checked.
    ///
    /// # Errors
    /// None that could be expected: the problems are written as JSON.
    pub fn of(row: &CheckedRow) -> Result<Self> {
        let worst = |problem: &domain::imports::CellProblem| match problem.severity {
            Severity::Error => rank::ERROR,
            Severity::Warning => rank::WARNING,
        };
        let own_rank = row.problems.iter().map(worst).max().unwrap_or(rank::READY);
        Ok(Self {
            number: i64::from(row.number),
            rank: own_rank,
            problems: serde_json::to_string(&row.problems).map_err(anyhow::Error::new)?,
            amount: row.values.amount,
            currency: row.values.currency.map(domain::Currency::code),
            folds: Folds::of(&row.values),
        })
    }

    fn bind<'q>(&'q self, query: Query<'q, Any, AnyArguments>, import: &'q ImportId) -> Query<'q, Any, AnyArguments> {
        query
            .bind(import.as_str())
            .bind(self.number)
            .bind(self.rank)
            .bind(self.rank)
            .bind(self.problems.as_str())
            .bind(self.amount)
            .bind(self.currency)
            .bind(self.folds.external_fold.as_deref())
            .bind(self.folds.invoice_fold.as_deref())
            .bind(self.folds.alike.as_deref())
    }
}

/// Columns that are written.
const COLUMNS: usize = 10;

/// Stores verdicts of rows that have none.
///
/// # Errors
/// When the database refuses.
pub async fn store(tx: &mut Tx, import: &ImportId, verdicts: &[Verdict]) -> Result<(), sqlx::Error> {
    for some in verdicts.chunks(rows_at_once(COLUMNS)) {
        let sql = format!(
            "INSERT INTO import_checks (import_id, number, rank, own_rank, problems, amount, currency, external_fold,
                 invoice_fold, alike) VALUES {}",
            places(some.len(), COLUMNS)
        );
        let query = sqlx::query(AssertSqlSafe(sql));
        some.iter().fold(query, |query, verdict| verdict.bind(query, import)).execute(tx.conn()).await?;
    }
    Ok(())
}
