//! Dropping files after a day.

use super::row::KEPT;
use crate::state::App;

/// Drops files that are a day old, one at a time: a large one takes a while, and others want to write, too.
///
/// # Errors
/// When the database refuses.
pub async fn forget_old(app: &App) -> Result<(), sqlx::Error> {
    let before = app.now().plus_ms(-KEPT).ms();
    let old: Vec<(String, String)> =
        sqlx::query_as("SELECT firm_id, id FROM exports WHERE created_at <= $1 ORDER BY created_at, id LIMIT 100")
            .bind(before)
            .fetch_all(app.db.read())
            .await?;
    for (firm, id) in old {
        let mut tx = app.db.begin().await?;
        sqlx::query("DELETE FROM exports WHERE firm_id = $1 AND id = $2")
            .bind(firm)
            .bind(id)
            .execute(tx.conn())
            .await?;
        tx.commit().await?;
    }
    Ok(())
}
