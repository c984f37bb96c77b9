//! Rows as they are written: `import_rows`.

use domain::{
    id::{FirmId, ImportId, LinkId},
    imports::{Cell, FileRow, ImportRow, Mapping},
};
use futures::TryStreamExt as _;
use sqlx::{AnyConnection, AssertSqlSafe};

use super::row::json;
use crate::{
    db::{Col, Flag, Tx},
    http::Result,
    table::Args,
};

/// A row as it is written.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct RawRow {
    pub number: i64,
    cells: String,
    pub surplus: Flag,
    pub removed: Flag,
    pub link_id: Option<Col<LinkId>>,
}

/// The columns of [`RawRow`], of `import_rows r`.
macro_rules! raw_columns {
    () => {
        "r.number, r.cells, r.surplus, r.removed, r.link_id"
    };
}
pub(super) use raw_columns;

impl RawRow {
    /// Its cells, from the first column on.
    ///
    /// # Errors
    /// When they were stored by another version.
    pub fn cells(&self) -> Result<Vec<Cell>> {
        json(&self.cells)
    }

    /// Its cells by what they mean.
    ///
    /// # Errors
    /// When they were stored by another version.
    pub fn read(&self, mapping: &Mapping) -> Result<ImportRow> {
        let number = u32::try_from(self.number).unwrap_or(u32::MAX);
        let row = mapping.row(FileRow { number, cells: self.cells()? });
        Ok(ImportRow { surplus: self.surplus.0, ..row })
    }

    /// Hands on the rows after a number, in their order, at most so many and one at a time: rows can be large. Those
    /// that were removed are left out. Answers the last number, if there was a row.
    ///
    /// # Errors
    /// When the database does not answer, or `receive` refuses a row.
    pub async fn each_after(
        conn: &mut AnyConnection,
        firm: &FirmId,
        import: &ImportId,
        (after, limit): (i64, i64),
        mut receive: impl FnMut(Self) -> Result<()>,
    ) -> Result<Option<i64>> {
        let mut rows = sqlx::query_as(concat!(
            "SELECT ",
            raw_columns!(),
            " FROM import_rows r JOIN imports i ON i.id = r.import_id
             WHERE i.firm_id = $1 AND r.import_id = $2 AND r.number > $3 AND r.removed = 0 ORDER BY r.number LIMIT $4"
        ))
        .bind(firm.as_str())
        .bind(import.as_str())
        .bind(after)
        .bind(limit)
        .fetch(conn);
        let mut last = None;
        while let Some(row) = rows.try_next().await? {
            let row: Self = row;
            last = Some(row.number);
            receive(row)?;
        }
        Ok(last)
    }

    /// The rows of some numbers, removed ones included. What is not there is left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(
        conn: &mut AnyConnection,
        firm: &FirmId,
        import: &ImportId,
        numbers: impl IntoIterator<Item = i64>,
    ) -> Result<Vec<Self>, sqlx::Error> {
        let mut args = Args::default();
        let (firm, import) = (args.add(firm.as_str()), args.add(import.as_str()));
        let list = args.list(numbers);
        if list.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {} FROM import_rows r JOIN imports i ON i.id = r.import_id
             WHERE i.firm_id = {firm} AND r.import_id = {import} AND r.number IN ({list})",
            raw_columns!()
        );
        args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch_all(conn).await
    }
}

/// A row about to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewRaw {
    number: i64,
    cells: String,
    /// Bytes of what is in the cells.
    pub text: usize,
    surplus: bool,
}

impl NewRaw {
    /// A row of a file with so many columns. Cells beyond them are left out: what they mean nobody knows, and a column
    /// that is added later must not find them in its place.
    ///
    /// # Errors
    /// None that could be expected: the cells are written as JSON.
    pub fn new(row: FileRow, columns: usize) -> Result<Self> {
        let FileRow { number, mut cells } = row;
        let surplus = cells.iter().skip(columns).any(|cell| !cell.is_blank());
        cells.truncate(columns);
        let text = cells.iter().map(|cell| cell.text.len()).sum();
        let cells = serde_json::to_string(&cells).map_err(anyhow::Error::new)?;
        Ok(Self { number: i64::from(number), cells, text, surplus })
    }

    /// Bytes of what is stored.
    pub fn size(&self) -> usize {
        self.cells.len()
    }
}

/// Columns that are written.
const COLUMNS: usize = 4;
/// Values of a statement. To SQLite each `$1` is a name, which it looks for among all others: with ten thousand of them
/// that takes longer than the writing.
const MOST_VALUES: usize = 400;

/// Rows of a statement that writes so many columns.
pub(super) const fn rows_at_once(columns: usize) -> usize {
    MOST_VALUES / columns
}

/// Stores rows of an import that the caller holds.
///
/// # Errors
/// When the database refuses.
pub(super) async fn store(tx: &mut Tx, import: &ImportId, rows: &[NewRaw]) -> Result<(), sqlx::Error> {
    for some in rows.chunks(rows_at_once(COLUMNS)) {
        let sql = format!(
            "INSERT INTO import_rows (import_id, number, cells, surplus) VALUES {}",
            places(some.len(), COLUMNS)
        );
        let query = some.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, row| {
            query.bind(import.as_str()).bind(row.number).bind(row.cells.as_str()).bind(i64::from(row.surplus))
        });
        query.execute(tx.conn()).await?;
    }
    Ok(())
}

/// `($1, $2), ($3, $4)`: the places of some rows' values.
pub(super) fn places(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 7);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            if column > 1 {
                text.push_str(", ");
            }
            text.push('$');
            text.push_str(&(row * columns + column).to_string());
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered_through() {
        assert_eq!(places(2, 3), "($1, $2, $3), ($4, $5, $6)");
        assert_eq!(places(1, 1), "($1)");
    }

    #[test]
    fn cells_beyond_the_headers_are_noted_and_left_out() {
        let row = |texts: &[&str]| FileRow { number: 7, cells: texts.iter().map(|text| Cell::text(*text)).collect() };
        let more = NewRaw::new(row(&["a", "b", "c"]), 2).ok().unwrap();
        assert!(more.surplus && !more.cells.contains('c'), "{more:?}");
        assert!(!NewRaw::new(row(&["a", "b", " "]), 2).ok().unwrap().surplus);
    }
}
