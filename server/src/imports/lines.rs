//! Rows as the grid shows them.

use std::collections::BTreeMap;

use domain::{
    api::imports::{ImportLine, RowState},
    imports::{CellProblem, Mapping},
};
use futures::TryStreamExt as _;
use sqlx::{AnyConnection, AssertSqlSafe};

use super::{
    check::rank,
    keys::{self, Marks},
    raw::RawRow,
    row::{Stored, json},
};
use crate::{http::Result, table::Args};

#[derive(sqlx::FromRow)]
struct LineRow {
    #[sqlx(flatten)]
    raw: RawRow,
    rank: i64,
    problems: String,
    #[sqlx(flatten)]
    marks: Marks,
}

/// Which rows of an import.
pub(super) enum Which {
    /// A page of those in some states: after a number, at most so many.
    Page { states: Vec<RowState>, after: i64, limit: i64 },
    /// Those of some numbers.
    Numbers(Vec<i64>),
}

/// Rows of an import in their order. Rows that are not checked are not there.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn find(conn: &mut AnyConnection, import: &Stored, which: &Which) -> Result<Vec<ImportLine>> {
    let mut args = Args::default();
    let (firm, id) = (args.add(import.firm_id.as_str()), args.add(import.id.as_str()));
    let mut sql = format!(
        "SELECT r.number, r.cells, r.surplus, r.removed, r.link_id, c.rank, c.problems, c.twin, c.twin_rank, c.earlier,
             c.earlier_rank, c.external_fold, c.invoice_fold
         FROM import_checks c JOIN import_rows r ON r.import_id = c.import_id AND r.number = c.number
         JOIN imports i ON i.id = c.import_id WHERE i.firm_id = {firm} AND c.import_id = {id} AND "
    );
    match which {
        Which::Page { states, after, limit } => {
            if !states.is_empty() {
                let ranks = args.list(states.iter().map(|state| rank_of(*state)));
                sql.push_str(&format!("c.rank IN ({ranks}) AND "));
            }
            let (after, limit) = (args.add(*after), args.add(*limit));
            sql.push_str(&format!("c.number > {after} ORDER BY c.number LIMIT {limit}"));
        }
        Which::Numbers(numbers) if numbers.is_empty() => return Ok(Vec::new()),
        Which::Numbers(numbers) => {
            let list = args.list(numbers.iter().copied());
            sql.push_str(&format!("c.number IN ({list}) ORDER BY c.number"));
        }
    }
    let mapping = import.mapping()?;
    let mut lines = Vec::new();
    let mut marks = Vec::new();
    let mut rows = args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch(&mut *conn);
    while let Some(row) = rows.try_next().await? {
        let row: LineRow = row;
        let line = line(&row, &mapping)?;
        if line.state != RowState::Created {
            marks.push((line.number, row.marks));
        }
        lines.push(line);
    }
    drop(rows);
    let mut repeats =
        keys::problems(conn, &import.firm_id, marks.iter().map(|(number, marks)| (*number, marks))).await?;
    for line in &mut lines {
        line.problems.extend(repeats.remove(&line.number).unwrap_or_default());
    }
    Ok(lines)
}

/// What is wrong with a row that has its link is of no use to anyone.
fn line(row: &LineRow, mapping: &Mapping) -> Result<ImportLine> {
    let state = match row.rank {
        rank::READY => RowState::Ready,
        rank::WARNING => RowState::Warning,
        rank::CREATED => RowState::Created,
        _ => RowState::Error,
    };
    let problems: Vec<CellProblem> = if state == RowState::Created { Vec::new() } else { json(&row.problems)? };
    let read = row.raw.read(mapping)?;
    let cells: BTreeMap<_, _> = read.cells.into_iter().map(|(column, cell)| (column, cell.text)).collect();
    let link_id = row.raw.link_id.as_ref().map(|id| id.0.clone());
    Ok(ImportLine { number: read.number, state, cells, problems, link_id })
}

fn rank_of(state: RowState) -> i64 {
    match state {
        RowState::Ready => rank::READY,
        RowState::Warning => rank::WARNING,
        RowState::Error => rank::ERROR,
        RowState::Created => rank::CREATED,
    }
}
