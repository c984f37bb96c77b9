//! The terms that a search finds rows by.

use domain::id::FirmId;
use sqlx::AssertSqlSafe;

use super::{Args, Source};
use crate::db::Tx;

/// Keeps the terms of a row's texts, instead of those it had.
///
/// # Errors
/// When the database refuses.
pub async fn put<'a, S: Source>(
    tx: &mut Tx,
    firm: &FirmId,
    row: &str,
    texts: impl IntoIterator<Item = &'a str>,
) -> Result<(), sqlx::Error> {
    let terms = domain::table::terms(texts);
    let mut args = Args::default();
    let (firm, row) = (args.add(firm.as_str()), args.add(row));
    let gone = format!("DELETE FROM {} WHERE firm_id = {firm} AND row_id = {row}", S::TERMS);
    args.clone().bind(sqlx::query(AssertSqlSafe(gone))).execute(tx.conn()).await?;
    if terms.is_empty() {
        return Ok(());
    }
    let rows: Vec<String> = terms.into_iter().map(|term| format!("({firm}, {row}, {})", args.add(term))).collect();
    let sql = format!("INSERT INTO {} (firm_id, row_id, term) VALUES {}", S::TERMS, rows.join(", "));
    args.bind(sqlx::query(AssertSqlSafe(sql))).execute(tx.conn()).await?;
    Ok(())
}
