//! An appointment's row.

use domain::{
    Currency, Mode,
    event::{AppointmentStatus, DepositKind},
    id::{AccountId, AppointmentId, ClientId, FirmId, MatterId, UserId},
};
use sqlx::AnyConnection;

use crate::{
    db::{Col, Tx},
    http::{Error, Result},
};

/// All columns of `appointments` but the folded ones, what is shown of what it is joined with, and its money.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AppointmentRow {
    pub id: Col<AppointmentId>,
    pub firm_id: Col<FirmId>,
    pub mode: Col<Mode>,
    pub status: Col<AppointmentStatus>,
    pub client_id: Col<ClientId>,
    pub client_name: String,
    pub matter_id: Option<Col<MatterId>>,
    pub matter_number: Option<String>,
    pub title: String,
    pub place: Option<String>,
    pub starts_at: i64,
    pub ends_at: i64,
    pub responsible_id: Option<Col<UserId>>,
    pub responsible_name: Option<String>,
    pub account_id: Option<Col<AccountId>>,
    pub account_name: Option<String>,
    pub currency: Col<Currency>,
    pub fee: i64,
    pub deposit_kind: Col<DepositKind>,
    pub deposit_percent: Option<i64>,
    pub deposit: i64,
    /// What came in by its links, less what went back or is contested, and what is under way.
    pub paid: i64,
    pub processing: i64,
    pub note: Option<String>,
    pub revision: i64,
    pub created_by: String,
    pub created_at: i64,
    pub changed_at: i64,
}

/// What came in for an appointment `e`, less what went back or is contested.
#[macro_export]
macro_rules! appointment_paid {
    () => {
        "(SELECT CAST(COALESCE(SUM(CASE WHEN p.refunded + p.withdrawn > p.amount THEN 0
              ELSE p.amount - p.refunded - p.withdrawn END), 0) AS BIGINT)
          FROM links k JOIN payments p ON p.firm_id = k.firm_id AND p.link_id = k.id
          WHERE k.event_id = e.id AND k.firm_id = e.firm_id AND p.status = 'succeeded' AND p.reversed_at IS NULL)"
    };
}

/// What is selected for an [`AppointmentRow`], from `appointments e` with [`appointment_joins`].
#[macro_export]
macro_rules! appointment_fields {
    () => {
        concat!(
            "e.id, e.firm_id, e.mode, e.status, e.client_id, c.name AS client_name, e.matter_id,
             m.number AS matter_number, e.title, e.place, e.starts_at, e.ends_at, e.responsible_id,
             u.name AS responsible_name, e.account_id, a.name AS account_name, e.currency, e.fee, e.deposit_kind,
             e.deposit_percent, e.deposit, e.note, e.revision, e.created_by, e.created_at, e.changed_at, ",
            $crate::appointment_paid!(),
            " AS paid,
             (SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT)
              FROM links k JOIN payments p ON p.firm_id = k.firm_id AND p.link_id = k.id
              WHERE k.event_id = e.id AND k.firm_id = e.firm_id AND p.status = 'processing') AS processing"
        )
    };
}

/// What an appointment is joined with. Every one has a client; the outer join only keeps the order of the join.
#[macro_export]
macro_rules! appointment_joins {
    () => {
        "LEFT JOIN clients c ON c.id = e.client_id AND c.firm_id = e.firm_id
         LEFT JOIN matters m ON m.id = e.matter_id AND m.firm_id = e.firm_id
         LEFT JOIN users u ON u.id = e.responsible_id AND u.firm_id = e.firm_id
         LEFT JOIN accounts a ON a.id = e.account_id AND a.firm_id = e.firm_id"
    };
}

impl AppointmentRow {
    /// Finds a firm's appointment.
    ///
    /// # Errors
    /// 404 when the firm has none of that id.
    pub async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &AppointmentId) -> Result<Self> {
        let row = sqlx::query_as(concat!(
            "SELECT ",
            appointment_fields!(),
            " FROM appointments e ",
            appointment_joins!(),
            " WHERE e.firm_id = $1 AND e.id = $2"
        ))
        .bind(firm.as_str())
        .bind(id.as_str())
        .fetch_optional(conn)
        .await?;
        row.ok_or_else(|| Error::not_found("appointment"))
    }

    /// Finds an appointment and holds it until the transaction ends: after its account, its client and its matter, and
    /// before its links.
    ///
    /// # Errors
    /// 404 when the firm has none of that id.
    pub async fn lock(tx: &mut Tx, firm: &FirmId, id: &AppointmentId) -> Result<Self> {
        sqlx::query("UPDATE appointments SET version = version + 1 WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(id.as_str())
            .execute(tx.conn())
            .await?;
        Self::find(tx.conn(), firm, id).await
    }

    /// What came in and what is under way, in minor units.
    #[must_use]
    pub fn coming(&self) -> i64 {
        self.paid.saturating_add(self.processing)
    }

    /// What nobody has paid or is paying, in minor units.
    #[must_use]
    pub fn remaining(&self) -> i64 {
        (self.fee - self.coming()).max(0)
    }

    /// Stores another status, as a change that people see.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn save_status(&self, tx: &mut Tx, status: AppointmentStatus, now: i64) -> Result<()> {
        sqlx::query(
            "UPDATE appointments SET status = $1, revision = revision + 1, changed_at = $2
             WHERE firm_id = $3 AND id = $4",
        )
        .bind(status.as_str())
        .bind(now)
        .bind(self.firm_id.as_str())
        .bind(self.id.as_str())
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}
