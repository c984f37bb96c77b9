//! Writing what somebody wants of rows.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Instant,
    api::imports::{MAX_IMPORT_ROWS, NewRow},
    id::ImportId,
    imports::{Cell, Mapping},
};
use sqlx::AssertSqlSafe;

use super::{
    super::{
        create::{synthetic, typed},
        keys::Folds,
        raw::{self, NewRaw, RawRow},
        row::Stored,
    },
    Asked,
};
use crate::{
    db::Tx,
    http::{Error, Result},
    table::Args,
};

/// Rows that are kept of an import, removed ones included.
const MOST_KEPT: i64 = 2 * MAX_IMPORT_ROWS;

/// What is to be written, with all that it is written upon.
pub(super) struct Changes {
    /// What the columns mean, those included that the edits add.
    pub mapping: Mapping,
    /// What the touched rows said before.
    pub before: Vec<Folds>,
    /// Rows that are there after it: written, added or put back.
    pub kept: BTreeSet<i64>,
    /// Rows that are gone after it.
    pub removed: BTreeSet<i64>,
    /// New cells of rows.
    cells: BTreeMap<i64, String>,
    /// Rows to add.
    added: Vec<NewRaw>,
    /// How many rows there are then.
    total: i64,
}

impl Changes {
    /// Puts together what is to be written. The caller holds the import.
    ///
    /// # Errors
    /// 409 for rows that have their link, 422 for rows that are not there, or would be too many.
    pub async fn begin(tx: &mut Tx, import: &Stored, asked: Asked) -> Result<Self> {
        let touched = asked.touched();
        let rows = RawRow::of(tx.conn(), &import.firm_id, &import.id, touched.iter().copied()).await?;
        let rows: BTreeMap<i64, RawRow> = rows.into_iter().map(|row| (row.number, row)).collect();
        refuse(&asked, &rows)?;
        let mapping = widened(import.mapping()?, &asked);
        let edited = asked.edits.iter().filter_map(|(number, edits)| Some((*number, rows.get(number)?, edits)));
        let cells = edited.map(|(number, row, edits)| Ok((number, written(row, edits, &mapping)?)));
        let cells = cells.collect::<Result<BTreeMap<_, _>>>()?;
        let is_there = |number: &i64| rows.get(number).is_some_and(|row| !row.removed.0);
        let removed: BTreeSet<i64> = asked.remove.iter().copied().filter(is_there).collect();
        let back = asked.restore.iter().filter(|number| !is_there(number)).count();
        let (kept, last) = kept_rows(tx, import).await?;
        let numbers = last.max(1) + 1..;
        let added = numbers.clone().zip(&asked.add).map(|(number, row)| typed(number, row, &mapping));
        let added = added.collect::<Result<Vec<_>>>()?;
        let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
        let total = import.total + count(added.len()) + count(back) - count(removed.len());
        if total > MAX_IMPORT_ROWS || kept + count(added.len()) > MOST_KEPT {
            return Err(Error::field("/add", "An upload has at most 100,000 rows: begin another one for the others"));
        }
        let new = numbers.take(added.len());
        let kept = asked.edits.keys().chain(&asked.restore).copied().chain(new).collect();
        Ok(Self { before: folds(tx, &import.id, &touched).await?, mapping, kept, removed, cells, added, total })
    }

    /// Writes it, and forgets what the rows said.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn store(&self, tx: &mut Tx, import: &Stored, now: Instant) -> Result<()> {
        for (number, cells) in &self.cells {
            // Who wrote into a row has looked at it.
            sqlx::query("UPDATE import_rows SET cells = $1, surplus = 0 WHERE import_id = $2 AND number = $3")
                .bind(cells.as_str())
                .bind(import.id.as_str())
                .bind(*number)
                .execute(tx.conn())
                .await?;
        }
        let all: BTreeSet<i64> = self.kept.union(&self.removed).copied().collect();
        of_numbers(tx, &import.id, "DELETE FROM import_checks", &all).await?;
        of_numbers(tx, &import.id, "UPDATE import_rows SET removed = 1", &self.removed).await?;
        of_numbers(tx, &import.id, "UPDATE import_rows SET removed = 0", &self.kept).await?;
        raw::store(tx, &import.id, &self.added).await?;
        sqlx::query("UPDATE imports SET mapping = $1, total = $2, touched_at = $3 WHERE firm_id = $4 AND id = $5")
            .bind(serde_json::to_string(&self.mapping).map_err(anyhow::Error::new)?)
            .bind(self.total)
            .bind(now.ms())
            .bind(import.firm_id.as_str())
            .bind(import.id.as_str())
            .execute(tx.conn())
            .await?;
        Ok(())
    }
}

fn refuse(asked: &Asked, rows: &BTreeMap<i64, RawRow>) -> Result<()> {
    let places = [
        ("/edits", asked.edits.keys().copied().collect::<Vec<_>>()),
        ("/remove", asked.remove.iter().copied().collect()),
        ("/restore", asked.restore.iter().copied().collect()),
    ];
    for (pointer, number) in places.iter().flat_map(|(pointer, all)| all.iter().map(move |number| (pointer, number))) {
        match rows.get(number) {
            None => return Err(Error::field(pointer, format!("There is no row {number}"))),
            Some(row) if row.link_id.is_some() => {
                return Err(Error::conflict("has-link", format!("Row {number} has its link: it stays what it is")));
            }
            Some(row) if *pointer == "/edits" && row.removed.0 && !asked.restore.contains(number) => {
                return Err(Error::field(pointer, format!("Row {number} was removed: put it back first")));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The mapping with a column for whatever is written.
fn widened(mut mapping: Mapping, asked: &Asked) -> Mapping {
    let columns: BTreeSet<_> = asked.edits.values().chain(&asked.add).flat_map(|row| row.keys().copied()).collect();
    for column in columns {
        if mapping.position(column).is_none() {
            mapping.headers.push(synthetic(column));
        }
    }
    mapping
}

/// A row's cells with what somebody wrote.
fn written(row: &RawRow, edits: &NewRow, mapping: &Mapping) -> Result<String> {
    let mut cells = row.cells()?;
    for (at, text) in edits.iter().filter_map(|(column, text)| Some((mapping.position(*column)?, text))) {
        if cells.len() <= at {
            cells.resize_with(at + 1, Cell::default);
        }
        cells[at] = Cell::text(text);
    }
    Ok(serde_json::to_string(&cells).map_err(anyhow::Error::new)?)
}

/// How many rows are kept, and the last number.
async fn kept_rows(tx: &mut Tx, import: &Stored) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query_as(
        "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MAX(r.number), 0) AS BIGINT)
         FROM import_rows r JOIN imports i ON i.id = r.import_id WHERE i.firm_id = $1 AND r.import_id = $2",
    )
    .bind(import.firm_id.as_str())
    .bind(import.id.as_str())
    .fetch_one(tx.conn())
    .await
}

/// What tells rows from others, before they are written.
async fn folds(tx: &mut Tx, import: &ImportId, rows: &BTreeSet<i64>) -> Result<Vec<Folds>, sqlx::Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut args = Args::default();
    let (import, list) = (args.add(import.as_str()), args.list(rows.iter().copied()));
    let sql = format!(
        "SELECT external_fold, invoice_fold, alike FROM import_checks WHERE import_id = {import} AND number IN ({list})"
    );
    args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch_all(tx.conn()).await
}

async fn of_numbers(
    tx: &mut Tx,
    import: &ImportId,
    what: &'static str,
    rows: &BTreeSet<i64>,
) -> Result<(), sqlx::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut args = Args::default();
    let (import, list) = (args.add(import.as_str()), args.list(rows.iter().copied()));
    let sql = format!("{what} WHERE import_id = {import} AND number IN ({list})");
    args.bind(sqlx::query(AssertSqlSafe(sql))).execute(tx.conn()).await.map(drop)
}
