//! What a set of headers meant the last time.

use domain::{id::FirmId, imports::Mapping};
use sqlx::AnyConnection;

use super::row::json;
use crate::{db::Tx, http::Result, state::App};

/// Sets of headers that are remembered for a firm: the last ones.
const MOST: i64 = 300;

/// What these headers meant the last time.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn recall(conn: &mut AnyConnection, firm: &FirmId, fingerprint: &str) -> Result<Option<Mapping>> {
    let kept: Option<String> =
        sqlx::query_scalar("SELECT mapping FROM import_mappings WHERE firm_id = $1 AND fingerprint = $2")
            .bind(firm.as_str())
            .bind(fingerprint)
            .fetch_optional(conn)
            .await?;
    // What another version wrote is no reason to refuse a file.
    Ok(kept.and_then(|kept| json(&kept).ok()))
}

/// Remembers what headers mean.
///
/// # Errors
/// When the database refuses.
pub(super) async fn remember(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    fingerprint: &str,
    mapping: &Mapping,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO import_mappings (firm_id, fingerprint, mapping, used_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (firm_id, fingerprint) DO UPDATE SET mapping = excluded.mapping, used_at = excluded.used_at",
    )
    .bind(firm.as_str())
    .bind(fingerprint)
    .bind(serde_json::to_string(mapping).map_err(anyhow::Error::new)?)
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "DELETE FROM import_mappings WHERE firm_id = $1 AND fingerprint NOT IN
             (SELECT fingerprint FROM import_mappings WHERE firm_id = $1 ORDER BY used_at DESC, fingerprint LIMIT $2)",
    )
    .bind(firm.as_str())
    .bind(MOST)
    .execute(tx.conn())
    .await?;
    Ok(())
}
