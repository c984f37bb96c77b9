//! A view's row, who sees it, and who may change it.

use domain::{
    Instant, Permission,
    api::tables::View,
    id::{FirmId, UserId, ViewId},
    table::TableName,
};
use sqlx::AnyConnection;

use super::{
    manage::{self, Asked},
    setup,
};
use crate::{
    db::{Col, Flag},
    http::{Error, Result, Staff},
};

/// A view with its owner's name.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct ViewRow {
    pub id: Col<ViewId>,
    pub owner_id: Col<UserId>,
    pub table_name: Col<TableName>,
    pub name: String,
    pub shared: Flag,
    setup: String,
    updated_at: i64,
    pub owner: String,
}

/// More than anyone can have: their own and the firm's shared ones.
const MOST: i64 = manage::OWN + manage::SHARED;

macro_rules! select_views {
    ($rest:literal) => {
        concat!(
            "SELECT v.id, v.owner_id, v.table_name, v.name, v.shared, v.setup, v.updated_at, u.name AS owner
             FROM views v JOIN users u ON u.id = v.owner_id AND u.firm_id = v.firm_id
             WHERE v.firm_id = $1 AND (v.shared = 1 OR v.owner_id = $2) ",
            $rest
        )
    };
}

/// Whose private views someone sees: their own. A key has none.
fn sees(staff: &Staff) -> &str {
    staff.user().map_or("", UserId::as_str)
}

impl ViewRow {
    /// The views of a table that someone sees, by name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn all(conn: &mut AnyConnection, staff: &Staff, table: TableName) -> Result<Vec<Self>, sqlx::Error> {
        sqlx::query_as(select_views!("AND v.table_name = $3 ORDER BY v.name_key, v.id LIMIT $4"))
            .bind(staff.firm.as_str())
            .bind(sees(staff))
            .bind(table.as_str())
            .bind(MOST)
            .fetch_all(conn)
            .await
    }

    /// A view that someone sees.
    ///
    /// # Errors
    /// 404, also for another one's private view.
    pub async fn find(conn: &mut AnyConnection, staff: &Staff, id: &ViewId) -> Result<Self> {
        sqlx::query_as(select_views!("AND v.id = $3"))
            .bind(staff.firm.as_str())
            .bind(sees(staff))
            .bind(id.as_str())
            .fetch_optional(conn)
            .await?
            .ok_or_else(|| Error::not_found("view"))
    }

    /// Whether this person may change it. What colleagues see is changed by those who may change anything that
    /// others see, which a viewer may not; beyond that by its owner and by admins only.
    pub fn may_be_changed_by(&self, staff: &Staff) -> bool {
        let own = staff.user().is_ok_and(|user| *user == self.owner_id.0);
        if self.shared.0 {
            staff.role.may(Permission::Manage) || (own && staff.role.may(Permission::Bill))
        } else {
            own
        }
    }

    /// The same after it was changed: an admin who takes back another one's view sees it a last time.
    pub fn changed(self, asked: &Asked, now: Instant) -> Result<Self> {
        let setup = setup::text(&asked.setup)?;
        Ok(Self { name: asked.name.to_string(), shared: Flag(asked.shared), setup, updated_at: now.ms(), ..self })
    }

    /// As someone sees it.
    pub fn show(self, staff: &Staff) -> View {
        View {
            editable: self.may_be_changed_by(staff),
            setup: setup::read(&self.setup).unwrap_or_default(),
            id: self.id.0,
            table: self.table_name.to_string(),
            name: self.name,
            shared: self.shared.0,
            owner: self.owner,
            updated_at: Instant::from_ms(self.updated_at),
        }
    }
}

/// Whether a name is taken among what the owner of a view sees: their own, and what is shared.
pub(super) async fn is_taken(
    conn: &mut AnyConnection,
    firm: &FirmId,
    owner: &UserId,
    view: &Asked,
    but: Option<&ViewId>,
) -> Result<bool, sqlx::Error> {
    let found: Option<String> = sqlx::query_scalar(
        "SELECT id FROM views WHERE firm_id = $1 AND table_name = $2 AND name_key = $3
         AND (shared = 1 OR owner_id = $4) AND id <> $5 LIMIT 1",
    )
    .bind(firm.as_str())
    .bind(view.table.as_str())
    .bind(view.name_key())
    .bind(owner.as_str())
    .bind(but.map_or("", ViewId::as_str))
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}
