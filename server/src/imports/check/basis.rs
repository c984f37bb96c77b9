//! What rows are checked against.

use domain::{
    Currency,
    imports::{Context, Mapping, Readings},
};
use sqlx::AnyConnection;

use super::super::row::Stored;
use crate::{firm, gateways::stripe::amounts, http::Result, state::App};

/// The currency of an import: that of its receiving account, or the firm's until one is chosen.
///
/// # Errors
/// When the database does not answer.
pub async fn currency(conn: &mut AnyConnection, import: &Stored) -> Result<Currency> {
    match &import.currency {
        Some(currency) => Ok(currency.0),
        None => Ok(firm::load_in(conn, &import.firm_id).await?.currency),
    }
}

/// Whether links were made of rows of an import.
///
/// # Errors
/// When the database does not answer.
pub async fn has_links(conn: &mut AnyConnection, import: &Stored) -> Result<bool> {
    let row: Option<i64> = sqlx::query_scalar(
        "SELECT c.number FROM import_checks c JOIN imports i ON i.id = c.import_id
         WHERE i.firm_id = $1 AND c.import_id = $2 AND c.rank = 3 LIMIT 1",
    )
    .bind(import.firm_id.as_str())
    .bind(import.id.as_str())
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

/// What the rows of an import are checked against now.
///
/// # Errors
/// When the database does not answer.
pub async fn basis(
    app: &App,
    conn: &mut AnyConnection,
    import: &Stored,
    mapping: &Mapping,
    readings: Readings,
) -> Result<Context> {
    let firm = firm::load_in(conn, &import.firm_id).await?;
    let currency = import.currency.as_ref().map_or(firm.currency, |currency| currency.0);
    Ok(Context {
        charge: amounts::charge(currency),
        delivery: import.delivery.0,
        ..Context::new(firm::today(&firm, app.now()), currency, mapping, readings)
    })
}
