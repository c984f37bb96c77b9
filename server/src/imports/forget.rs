//! Dropping what nobody has touched for long: rows hold names and addresses.

use domain::time::DAY;

use crate::state::App;

/// How long drafts, and the rows of what was sent, are kept after the last change.
const KEPT: i64 = 90 * DAY;
/// How long a file may take to come in. What is older was given up by a server that was killed.
const ARRIVAL: i64 = DAY;
/// Rows that one transaction drops: others want to write, too.
const AT_ONCE: i64 = 1_000;

/// An import that nobody has touched for long.
#[derive(sqlx::FromRow)]
struct Old {
    firm_id: String,
    id: String,
    /// How many links were made of it, as far as it matters: none or some.
    made: i64,
}

/// Drops drafts that nobody has touched for 90 days, and the rows of what was sent and not touched for so long. Of these
/// the import stays, with its numbers.
///
/// # Errors
/// When the database refuses.
pub async fn forget_old(app: &App) -> Result<(), sqlx::Error> {
    let old: Vec<Old> = sqlx::query_as(
        "SELECT * FROM (
             SELECT i.firm_id, i.id, i.touched_at,
                 CASE WHEN EXISTS (SELECT 1 FROM import_checks c WHERE c.import_id = i.id AND c.rank = 3)
                     THEN 1 ELSE 0 END AS made,
                 CASE WHEN EXISTS (SELECT 1 FROM import_rows r WHERE r.import_id = i.id) THEN 1 ELSE 0 END AS has_rows
             FROM imports i
             WHERE (i.state IN ('checking', 'mapping', 'review', 'done') AND i.touched_at <= $1)
                OR (i.state = 'reading' AND i.touched_at <= $2)
         ) old WHERE made = 0 OR has_rows = 1 ORDER BY touched_at, id LIMIT 100",
    )
    .bind(app.now().plus_ms(-KEPT).ms())
    .bind(app.now().plus_ms(-ARRIVAL).ms())
    .fetch_all(app.db.read())
    .await?;
    for import in old {
        import.forget(app).await?;
    }
    Ok(())
}

impl Old {
    async fn forget(&self, app: &App) -> Result<(), sqlx::Error> {
        if self.made == 0 && !self.hide(app).await? {
            return Ok(());
        }
        while self.forget_some(app).await? {
            if app.stopping.is_cancelled() {
                return Ok(());
            }
        }
        let mut tx = app.db.begin().await?;
        let last = match self.made {
            0 => "DELETE FROM imports WHERE firm_id = $1 AND id = $2 AND state = 'reading'",
            // The numbers of what was made stay.
            _ => {
                "UPDATE import_checks SET problems = '[]', external_fold = NULL, invoice_fold = NULL, alike = NULL
                 WHERE import_id = (SELECT id FROM imports WHERE firm_id = $1 AND id = $2)"
            }
        };
        sqlx::query(last).bind(self.firm_id.as_str()).bind(self.id.as_str()).execute(tx.conn()).await?;
        tx.commit().await
    }

    /// Nobody finds it any more, unless someone has touched it meanwhile.
    async fn hide(&self, app: &App) -> Result<bool, sqlx::Error> {
        let mut tx = app.db.begin().await?;
        let hidden = sqlx::query(
            "UPDATE imports SET state = 'reading', version = version + 1
             WHERE firm_id = $1 AND id = $2 AND state <> 'sending' AND touched_at <= $3",
        )
        .bind(self.firm_id.as_str())
        .bind(self.id.as_str())
        .bind(app.now().plus_ms(-ARRIVAL).ms())
        .execute(tx.conn())
        .await?;
        tx.commit().await?;
        Ok(hidden.rows_affected() == 1)
    }

    /// Drops some rows. `false`: none were left.
    async fn forget_some(&self, app: &App) -> Result<bool, sqlx::Error> {
        let mut tx = app.db.begin().await?;
        let mut dropped = 0;
        for sql in [
            "DELETE FROM import_checks
             WHERE import_id = (SELECT id FROM imports WHERE firm_id = $1 AND id = $2 AND touched_at <= $4)
                 AND rank <> 3 AND number IN (
                     SELECT number FROM import_checks WHERE import_id = $2 AND rank <> 3 ORDER BY number LIMIT $3)",
            "DELETE FROM import_rows
             WHERE import_id = (SELECT id FROM imports WHERE firm_id = $1 AND id = $2 AND touched_at <= $4)
                 AND number IN (SELECT number FROM import_rows WHERE import_id = $2 ORDER BY number LIMIT $3)",
        ] {
            let query = sqlx::query(sql).bind(self.firm_id.as_str()).bind(self.id.as_str()).bind(AT_ONCE);
            let query = query.bind(app.now().plus_ms(-ARRIVAL).ms());
            dropped += query.execute(tx.conn()).await?.rows_affected();
        }
        tx.commit().await?;
        Ok(dropped > 0)
    }
}
