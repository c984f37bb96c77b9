//! Matters as staff and integrations see them: rows, and what is known of all of them together.

use domain::{
    Instant,
    api::matters::Matter,
    id::{FirmId, MatterId},
};
use sqlx::AnyConnection;

use super::{balances, row::MatterRow};
use crate::http::{Error, Result};

/// Matters of one page, all of one mode.
///
/// # Errors
/// When the database refuses.
pub async fn all(conn: &mut AnyConnection, firm: &FirmId, rows: Vec<MatterRow>) -> Result<Vec<Matter>> {
    let Some(mode) = rows.first().map(|row| row.mode.0) else { return Ok(Vec::new()) };
    let ids: Vec<&MatterId> = rows.iter().map(|row| &row.id.0).collect();
    let mut balances = balances::of(conn, (firm, mode), &ids).await?;
    let show = |row: MatterRow| Matter {
        payer: row.payer(),
        balances: balances.remove(&row.id.0).unwrap_or_default(),
        id: row.id.0,
        client_id: row.client_id.0,
        client_name: row.client_name,
        number: row.number,
        name: row.name,
        status: row.status.0,
        responsible_id: row.responsible_id.map(|id| id.0),
        responsible_name: row.responsible_name,
        payer_id: row.payer_id.map(|id| id.0),
        opened_on: row.opened_on.map(|day| day.0),
        closed_on: row.closed_on.map(|day| day.0),
        note: row.note,
        mode: row.mode.0,
        created_at: Instant::from_ms(row.created_at),
        created_by: row.created_by,
    };
    Ok(rows.into_iter().map(show).collect())
}

/// One matter.
///
/// # Errors
/// 404 when the firm has none of that id.
pub async fn one(conn: &mut AnyConnection, firm: &FirmId, id: &MatterId) -> Result<Matter> {
    let row = MatterRow::find(conn, firm, id).await?;
    let shown = all(conn, firm, vec![row]).await?;
    shown.into_iter().next().ok_or_else(|| Error::not_found("matter"))
}
