//! Clients as staff and integrations see them: rows, and what is known of all of them together.

use domain::{
    Instant,
    api::clients::Client,
    id::{ClientId, FirmId},
};
use sqlx::AnyConnection;

use super::{balances, contacts, row::ClientRow};
use crate::http::Result;

/// Clients of one page, all of one mode.
///
/// # Errors
/// When the database refuses.
pub async fn all(conn: &mut AnyConnection, firm: &FirmId, rows: Vec<ClientRow>) -> Result<Vec<Client>> {
    let Some(mode) = rows.first().map(|row| row.mode.0) else { return Ok(Vec::new()) };
    let ids: Vec<&ClientId> = rows.iter().map(|row| &row.id.0).collect();
    let mut people = contacts::of(conn, firm, &ids).await?;
    let mut balances = balances::of(conn, firm, &ids).await?;
    let open = balances::open_matters(conn, (firm, mode), &ids).await?;
    let show = |row: ClientRow| Client {
        contacts: people.remove(&row.id.0).unwrap_or_default(),
        balances: balances.remove(&row.id.0).unwrap_or_default(),
        open_matters: open.get(&row.id.0).copied().unwrap_or_default(),
        id: row.id.0,
        kind: row.kind.0,
        status: row.status.0,
        merged_into: row.merged_into.map(|id| id.0),
        name: row.name,
        number: row.number,
        email: row.email,
        phone: row.phone,
        address: row.address,
        note: row.note,
        payer_id: row.payer_id.map(|id| id.0),
        mode: row.mode.0,
        created_at: Instant::from_ms(row.created_at),
        created_by: row.created_by,
    };
    Ok(rows.into_iter().map(show).collect())
}

/// One client.
///
/// # Errors
/// 404 when the firm has none of that id.
pub async fn one(conn: &mut AnyConnection, firm: &FirmId, id: &ClientId) -> Result<Client> {
    let row = ClientRow::find(conn, firm, id).await?;
    let shown = all(conn, firm, vec![row]).await?;
    shown.into_iter().next().ok_or_else(|| crate::http::Error::not_found("client"))
}
