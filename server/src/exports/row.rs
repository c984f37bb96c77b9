//! An export's row.

use domain::{
    Instant, Permission,
    api::selections::{Export, ExportFormat, ExportState},
    id::{ExportId, FirmId},
    time::DAY,
};
use sqlx::AnyConnection;

use crate::{
    db::{Col, Tx},
    http::{Error, Result, Staff},
    jobs::Job,
    state::App,
};

/// How long a file is kept.
pub(super) const KEPT: i64 = DAY;

/// What is kept of an export.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Stored {
    pub id: Col<ExportId>,
    pub firm_id: Col<FirmId>,
    pub format: Col<ExportFormat>,
    pub request: String,
    pub file_name: String,
    pub state: Col<ExportState>,
    rows_written: i64,
    pub size: Option<i64>,
    failure: Option<String>,
    pub attempt: Option<String>,
    pub created_at: i64,
}

macro_rules! export_columns {
    () => {
        "id, firm_id, format, request, file_name, state, rows_written, size, failure, attempt, created_at"
    };
}

impl Stored {
    /// An export that this person may have: their own, and for admins anyone's. One that is a day old is gone.
    ///
    /// # Errors
    /// 404, also for another one's.
    pub async fn find(conn: &mut AnyConnection, staff: &Staff, id: &ExportId, now: Instant) -> Result<Self> {
        let maker = if staff.role.may(Permission::Manage) { "" } else { staff.id() };
        sqlx::query_as(concat!(
            "SELECT ",
            export_columns!(),
            " FROM exports WHERE firm_id = $1 AND id = $2 AND ($3 = '' OR created_by_id = $3) AND created_at > $4"
        ))
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .bind(maker)
        .bind(now.plus_ms(-KEPT).ms())
        .fetch_optional(conn)
        .await?
        .ok_or_else(|| Error::not_found("export"))
    }

    /// The oldest export of a lane that is to be written, taken by an attempt. Whoever wrote it before is dead, or
    /// will notice.
    pub async fn take(tx: &mut Tx, lane: i64, attempt: &str) -> Result<Option<Self>, sqlx::Error> {
        let taken: Option<Self> = sqlx::query_as(concat!(
            "UPDATE exports SET attempt = $1, rows_written = 0
             WHERE state = 'running'
               AND id = (SELECT id FROM exports WHERE lane = $2 AND state = 'running' ORDER BY id LIMIT 1)
             RETURNING ",
            export_columns!()
        ))
        .bind(attempt)
        .bind(lane)
        .fetch_optional(tx.conn())
        .await?;
        if let Some(export) = &taken {
            export.drop_chunks_of_others(tx, attempt).await?;
        }
        Ok(taken)
    }

    /// Tells how far it is. `false` when nobody wants it any more, or someone else writes it.
    pub async fn progress(&self, app: &App, rows: i64) -> Result<bool, sqlx::Error> {
        let mut tx = app.db.begin().await?;
        let told = sqlx::query(
            "UPDATE exports SET rows_written = $1 WHERE firm_id = $2 AND id = $3 AND attempt = $4 AND state = 'running'",
        )
        .bind(rows)
        .bind(self.firm_id.as_str())
        .bind(self.id.as_str())
        .bind(self.attempt.as_deref())
        .execute(tx.conn())
        .await?;
        tx.commit().await?;
        Ok(told.rows_affected() == 1)
    }

    /// Ends it: with a file of that size, or with a sentence of why there is none. Then the lane goes on.
    pub async fn end(&self, app: &App, lane: i64, outcome: Result<i64, String>) -> Result<(), sqlx::Error> {
        let mut tx = app.db.begin().await?;
        let (state, size, failure) = match outcome {
            Ok(size) => (ExportState::Done, Some(size), None),
            Err(why) => (ExportState::Failed, None, Some(why)),
        };
        sqlx::query(
            "UPDATE exports SET state = $1, size = $2, failure = $3
             WHERE firm_id = $4 AND id = $5 AND attempt = $6 AND state = 'running'",
        )
        .bind(state.as_str())
        .bind(size)
        .bind(failure)
        .bind(self.firm_id.as_str())
        .bind(self.id.as_str())
        .bind(self.attempt.as_deref())
        .execute(tx.conn())
        .await?;
        if state == ExportState::Failed {
            self.drop_chunks_of_others(&mut tx, "").await?;
        }
        Job::WriteExports { firm: self.firm_id.0.clone(), lane }.enqueue(app, &mut tx, app.now()).await?;
        tx.commit().await
    }

    async fn drop_chunks_of_others(&self, tx: &mut Tx, attempt: &str) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM export_chunks WHERE export_id = $1 AND attempt <> $2")
            .bind(self.id.as_str())
            .bind(attempt)
            .execute(tx.conn())
            .await
            .map(drop)
    }
}

impl From<Stored> for Export {
    fn from(row: Stored) -> Self {
        Self {
            id: row.id.0,
            format: row.format.0,
            state: row.state.0,
            rows: row.rows_written,
            file_name: row.file_name,
            size: row.size,
            failure: row.failure,
            created_at: Instant::from_ms(row.created_at),
        }
    }
}
