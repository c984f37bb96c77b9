//! A refund's row.

use domain::{
    Currency, Instant, Mode,
    api::refunds::Refund,
    id::{ConnectionId, FirmId, PaymentId, RefundId},
    refund::{RefundReason, RefundStatus},
};
use sqlx::AnyConnection;

use crate::{
    allocations::Part,
    db::{Col, Flag},
};

/// All columns of `refunds` that decisions need.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RefundRow {
    pub id: Col<RefundId>,
    pub firm_id: Col<FirmId>,
    pub payment_id: Col<PaymentId>,
    pub connection_id: Col<ConnectionId>,
    pub mode: Col<Mode>,
    pub status: Col<RefundStatus>,
    pub amount: i64,
    pub currency: Col<Currency>,
    pub reason: Col<RefundReason>,
    pub note: Option<String>,
    pub failure: Option<String>,
    pub outside: Flag,
    pub parts: String,
    pub request: Option<String>,
    pub idempotency_key: Option<String>,
    pub key_since: Option<i64>,
    pub gateway_id: Option<String>,
    pub as_of: i64,
    pub created_at: i64,
    pub created_by: String,
}

macro_rules! refunds {
    ($rest:literal) => {
        concat!(
            "SELECT id, firm_id, payment_id, connection_id, mode, status, amount, currency, reason, note, failure,
                 outside, parts, request, idempotency_key, key_since, gateway_id, as_of, created_at, created_by
             FROM refunds ",
            $rest
        )
    };
}

impl RefundRow {
    /// A refund by its id, for jobs: they act for Tender and not for a firm's caller.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn by_id(conn: &mut AnyConnection, id: &RefundId) -> Result<Option<Self>, sqlx::Error> {
        sqlx::query_as(refunds!("WHERE id = $1")).bind(id.as_str()).fetch_optional(conn).await
    }

    /// The refunds of a payment, newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(conn: &mut AnyConnection, firm: &FirmId, payment: &PaymentId) -> Result<Vec<Self>, sqlx::Error> {
        sqlx::query_as(refunds!("WHERE firm_id = $1 AND payment_id = $2 ORDER BY id DESC LIMIT 200"))
            .bind(firm.as_str())
            .bind(payment.as_str())
            .fetch_all(conn)
            .await
    }

    /// What it took back of the payment's allocations.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        serde_json::from_str(&self.parts).unwrap_or_default()
    }

    /// The cause under which it is booked.
    #[must_use]
    pub fn cause(id: &RefundId) -> String {
        format!("refund:{id}")
    }
}

impl From<RefundRow> for Refund {
    fn from(row: RefundRow) -> Self {
        Self {
            id: row.id.0,
            payment_id: row.payment_id.0,
            status: row.status.0,
            amount: row.amount,
            currency: row.currency.0,
            reason: row.reason.0,
            note: row.note,
            failure: row.failure,
            outside: row.outside.0,
            gateway_id: row.gateway_id,
            mode: row.mode.0,
            created_at: Instant::from_ms(row.created_at),
            created_by: row.created_by,
        }
    }
}
