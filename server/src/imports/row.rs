//! An import's row, and what it says.

use domain::{
    Currency, Instant,
    api::{
        imports::{Import, ImportCounts, ImportDetail, ImportState, Progress},
        stream::Change,
    },
    id::{AccountId, FirmId, ImportId},
    imports::{Cell, Delivery, Mapping, Readings},
};
use serde::de::DeserializeOwned;
use sqlx::AnyConnection;

use super::sums::Sums;
use crate::{
    db::{Col, Tx},
    http::{Error, Result},
};

/// All that is kept of an import but its rows.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Stored {
    pub id: Col<ImportId>,
    pub firm_id: Col<FirmId>,
    pub name: String,
    pub state: Col<ImportState>,
    pub account_id: Option<Col<AccountId>>,
    pub currency: Option<Col<Currency>>,
    pub delivery: Col<Delivery>,
    mapping: String,
    readings: String,
    questions: String,
    notes: String,
    pub total: i64,
    pub progress: i64,
    pub round: i64,
    pub fingerprint: Option<String>,
    pub trouble: Option<String>,
    pub created_by: String,
    pub created_at: i64,
    pub sent_at: Option<i64>,
    pub sent_by: Option<String>,
    pub sent_by_id: Option<String>,
    pub mail_at: i64,
    version: i64,
}

/// The columns of [`Stored`], and what follows. One whose rows are still coming in is not there.
macro_rules! select_imports {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.firm_id, i.name, i.state, i.account_id, a.currency, i.delivery, i.mapping, i.readings,
                 i.questions, i.notes, i.total, i.progress, i.round, i.fingerprint, i.trouble, i.created_by,
                 i.created_at, i.sent_at, i.sent_by, i.sent_by_id, i.mail_at,
                 i.version
             FROM imports i LEFT JOIN accounts a ON a.id = i.account_id AND a.firm_id = i.firm_id
             WHERE i.firm_id = $1 AND i.state <> 'reading' AND ",
            $rest
        )
    };
}
pub(super) use select_imports;

/// Characters of a cell that a sample shows.
const SAMPLE: usize = 100;

impl Stored {
    /// A firm's import.
    ///
    /// # Errors
    /// 404, also for another firm's.
    pub async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &ImportId) -> Result<Self> {
        sqlx::query_as(select_imports!("i.id = $2"))
            .bind(firm.as_str())
            .bind(id.as_str())
            .fetch_optional(conn)
            .await?
            .ok_or_else(|| Error::not_found("import"))
    }

    /// The same, and until the end of the transaction nobody else changes it, checks it or sends it. Once it is committed,
    /// open browsers hear of it.
    ///
    /// # Errors
    /// 404, also for another firm's.
    pub async fn lock(tx: &mut Tx, firm: &FirmId, id: &ImportId) -> Result<Self> {
        sqlx::query("UPDATE imports SET version = version + 1 WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(id.as_str())
            .execute(tx.conn())
            .await?;
        let import = Self::find(tx.conn(), firm, id).await?;
        tx.announce(firm, Change::of_import(id));
        Ok(import)
    }

    /// What its columns mean.
    ///
    /// # Errors
    /// When it was stored by another version.
    pub fn mapping(&self) -> Result<Mapping> {
        json(&self.mapping)
    }

    /// How its columns are read.
    ///
    /// # Errors
    /// When they were stored by another version.
    pub fn readings(&self) -> Result<Readings> {
        json(&self.readings)
    }

    /// As lists show it.
    pub fn show(self, sums: &Sums) -> Import {
        let progress = match self.state.0 {
            ImportState::Checking => Some(Progress { done: self.progress, total: self.total }),
            ImportState::Sending => {
                let (done, left) = (sums.counts.created, sums.counts.sendable());
                Some(Progress { done, total: done + left })
            }
            _ => None,
        };
        Import {
            counts: sums.counts,
            totals: sums.totals.clone(),
            progress,
            id: self.id.0,
            name: self.name,
            state: self.state.0,
            account_id: self.account_id.map(|id| id.0),
            currency: self.currency.map(|currency| currency.0),
            delivery: self.delivery.0,
            trouble: self.trouble,
            created_by: self.created_by,
            created_at: Instant::from_ms(self.created_at),
            sent_at: self.sent_at.map(Instant::from_ms),
            version: self.version,
        }
    }

    /// How many of its rows stand where.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn counts(&self, conn: &mut AnyConnection) -> Result<ImportCounts> {
        Ok(Sums::of(conn, &self.firm_id, &self.id).await?.counts)
    }

    /// With its columns, as the database has it now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn detail(self, conn: &mut AnyConnection) -> Result<ImportDetail> {
        let sums = Sums::of(conn, &self.firm_id, &self.id).await?;
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT r.cells FROM import_rows r JOIN imports i ON i.id = r.import_id
             WHERE i.firm_id = $1 AND r.import_id = $2 AND r.removed = 0 ORDER BY r.number LIMIT 3",
        )
        .bind(self.firm_id.as_str())
        .bind(self.id.as_str())
        .fetch_all(conn)
        .await?;
        Ok(ImportDetail {
            mapping: self.mapping()?,
            samples: rows.iter().map(|cells| sample(cells)).collect::<Result<_>>()?,
            questions: json(&self.questions)?,
            notes: json(&self.notes)?,
            import: self.show(&sums),
        })
    }
}

/// Reads what we have stored as JSON.
pub(super) fn json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|why| Error::Internal(anyhow::Error::new(why).context("of another version")))
}

fn sample(cells: &str) -> Result<Vec<String>> {
    let cells: Vec<Cell> = json(cells)?;
    Ok(cells.iter().map(|cell| cell.text.chars().take(SAMPLE).collect()).collect())
}
