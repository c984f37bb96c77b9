//! Dropping actions that are old: what became of each link stays in its history.

use domain::time::DAY;

use crate::state::App;

/// How long an action and its rows are kept.
const KEPT: i64 = 90 * DAY;
/// Rows that one transaction drops: others want to write, too.
const AT_ONCE: i64 = 1_000;

/// Drops actions that are 90 days old.
///
/// # Errors
/// When the database refuses.
pub async fn forget_old(app: &App) -> Result<(), sqlx::Error> {
    let old: Vec<(String, String)> = sqlx::query_as(
        "SELECT firm_id, id FROM actions WHERE state <> 'running' AND created_at <= $1 ORDER BY created_at, id LIMIT 100",
    )
    .bind(app.now().plus_ms(-KEPT).ms())
    .fetch_all(app.db.read())
    .await?;
    for (firm, id) in old {
        while forget_some(app, &firm, &id).await? {
            if app.stopping.is_cancelled() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Drops some rows of an action, and with the last ones the action, unless it is being taken back. `false`: nothing is
/// left to do.
async fn forget_some(app: &App, firm: &str, id: &str) -> Result<bool, sqlx::Error> {
    let mut tx = app.db.begin().await?;
    let idle =
        sqlx::query("UPDATE actions SET version = version + 1 WHERE firm_id = $1 AND id = $2 AND state <> 'running'")
            .bind(firm)
            .bind(id)
            .execute(tx.conn())
            .await?;
    if idle.rows_affected() == 0 {
        return Ok(false);
    }
    let dropped = sqlx::query(
        "DELETE FROM action_rows WHERE firm_id = $1 AND action_id = $2
             AND link_id IN (SELECT link_id FROM action_rows WHERE action_id = $2 ORDER BY link_id LIMIT $3)",
    )
    .bind(firm)
    .bind(id)
    .bind(AT_ONCE)
    .execute(tx.conn())
    .await?
    .rows_affected();
    if dropped == 0 {
        sqlx::query("DELETE FROM actions WHERE firm_id = $1 AND id = $2")
            .bind(firm)
            .bind(id)
            .execute(tx.conn())
            .await?;
    }
    tx.commit().await?;
    Ok(dropped > 0)
}
