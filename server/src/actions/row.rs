//! An action's row.

use domain::{
    Instant,
    api::selections::{Action, ActionKind, ActionState},
    id::{ActionId, FirmId},
};
use sqlx::AnyConnection;

use crate::{
    audit::Actor,
    db::{Col, Flag, Tx},
    http::{Error, Result},
};

/// All that is kept of an action but its links.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Stored {
    pub id: Col<ActionId>,
    pub firm_id: Col<FirmId>,
    pub kind: Col<ActionKind>,
    pub state: Col<ActionState>,
    pub expires_at: Option<i64>,
    pub total: i64,
    pub done: i64,
    pub skipped: i64,
    pub created_by: String,
    pub created_by_id: String,
    pub created_at: i64,
    pub undone_by: Option<String>,
    pub undone_by_id: Option<String>,
    pub undone_to: String,
    pub undoable: Flag,
}

/// The columns of [`Stored`], of `actions`. A cancelled link stays cancelled; a mail can be called back while the
/// outbox has it.
macro_rules! action_columns {
    () => {
        "id, firm_id, kind, state, expires_at, total, done, skipped, created_by, created_by_id, created_at, undone_by,
         undone_by_id, undone_to,
         CASE WHEN undone_by IS NULL AND done > 0 AND (kind = 'extend_expiry' OR (kind = 'resend' AND EXISTS (
             SELECT 1 FROM messages m JOIN action_rows r ON r.message_id = m.id
             WHERE m.firm_id = actions.firm_id AND m.state = 'queued' AND r.action_id = actions.id)))
         THEN 1 ELSE 0 END AS undoable"
    };
}
pub(super) use action_columns;

impl Stored {
    /// A firm's action.
    ///
    /// # Errors
    /// 404, also for another firm's.
    pub async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &ActionId) -> Result<Self> {
        sqlx::query_as(concat!("SELECT ", action_columns!(), " FROM actions WHERE firm_id = $1 AND id = $2"))
            .bind(firm.as_str())
            .bind(id.as_str())
            .fetch_optional(conn)
            .await?
            .ok_or_else(|| Error::not_found("action"))
    }

    /// The same, and until the end of the transaction nobody else works on it, stops it or takes it back.
    ///
    /// # Errors
    /// 404, also for another firm's.
    pub async fn lock(tx: &mut Tx, firm: &FirmId, id: &ActionId) -> Result<Self> {
        sqlx::query("UPDATE actions SET version = version + 1 WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(id.as_str())
            .execute(tx.conn())
            .await?;
        Self::find(tx.conn(), firm, id).await
    }

    /// The end that it gives to links; `None`: they never end.
    pub fn end(&self) -> Option<Instant> {
        self.expires_at.map(Instant::from_ms)
    }

    /// On whose behalf it works, or takes back what it did.
    pub fn actor(&self) -> Actor {
        match (&self.undone_by, &self.undone_by_id) {
            (Some(name), Some(id)) => Actor::staff(name, id),
            _ => Actor::staff(&self.created_by, &self.created_by_id),
        }
    }
}

impl From<Stored> for Action {
    fn from(row: Stored) -> Self {
        Self {
            id: row.id.0,
            kind: row.kind.0,
            state: row.state.0,
            total: row.total,
            done: row.done,
            skipped: row.skipped,
            undoable: row.undoable.0,
            created_by: row.created_by,
            created_at: Instant::from_ms(row.created_at),
        }
    }
}
