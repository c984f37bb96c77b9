//! A dispute's row.

use domain::{
    Currency, Instant, Mode,
    api::refunds::Dispute,
    id::{ConnectionId, DisputeId, FirmId, PaymentId},
    refund::DisputeStatus,
};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use crate::{
    allocations::Part,
    db::{Col, Flag},
};

/// A dispute, with who paid.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DisputeRow {
    pub id: Col<DisputeId>,
    pub firm_id: Col<FirmId>,
    pub payment_id: Col<PaymentId>,
    pub connection_id: Col<ConnectionId>,
    pub mode: Col<Mode>,
    pub status: Col<DisputeStatus>,
    pub reason: String,
    pub amount: i64,
    pub currency: Col<Currency>,
    pub withdrawn: i64,
    pub fee: i64,
    pub evidence_due_at: Option<i64>,
    pub refundable: Flag,
    pub parts: String,
    pub gateway_id: String,
    pub opened_at: i64,
    pub as_of: i64,
    pub payer_name: Option<String>,
}

/// The columns of a [`DisputeRow`], and what follows.
macro_rules! disputes {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.firm_id, d.payment_id, d.connection_id, d.mode, d.status, d.reason, d.amount, d.currency,
                 d.withdrawn, d.fee, d.evidence_due_at, d.refundable, d.parts, d.gateway_id, d.opened_at, d.as_of,
                 COALESCE(l.recipient_name, p.payer_name) AS payer_name
             FROM disputes d
             JOIN payments p ON p.id = d.payment_id AND p.firm_id = d.firm_id
             LEFT JOIN links l ON l.id = p.link_id AND l.firm_id = p.firm_id ",
            $rest
        )
    };
}
pub(super) use disputes;

/// Money that a dispute took, and what of the payment's allocations was taken back for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Withdrawal {
    /// Minor units.
    pub amount: i64,
    /// How much of that was there.
    pub covered: i64,
    /// How much of it came back.
    pub returned: i64,
    /// The parts, in the order in which they come back.
    pub parts: Vec<Part>,
}

impl DisputeRow {
    /// The disputes of a payment, newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(conn: &mut AnyConnection, firm: &FirmId, payment: &PaymentId) -> Result<Vec<Self>, sqlx::Error> {
        sqlx::query_as(disputes!(
            "WHERE d.firm_id = $1 AND d.payment_id = $2 ORDER BY d.opened_at DESC, d.id DESC LIMIT 100"
        ))
        .bind(firm.as_str())
        .bind(payment.as_str())
        .fetch_all(conn)
        .await
    }

    /// What it has taken, the oldest first.
    pub(super) fn withdrawals(&self) -> Vec<Withdrawal> {
        serde_json::from_str(&self.parts).unwrap_or_default()
    }
}

/// Where the firm answers.
pub(crate) fn gateway_url(mode: Mode, gateway_id: &str) -> String {
    let folder = if mode == Mode::Test { "test/" } else { "" };
    format!("https://dashboard.stripe.com/{folder}disputes/{gateway_id}")
}

impl From<DisputeRow> for Dispute {
    fn from(row: DisputeRow) -> Self {
        Self {
            gateway_url: gateway_url(row.mode.0, &row.gateway_id),
            id: row.id.0,
            payment_id: row.payment_id.0,
            payer_name: row.payer_name,
            status: row.status.0,
            reason: row.reason,
            amount: row.amount,
            currency: row.currency.0,
            withdrawn: row.withdrawn,
            fee: row.fee,
            evidence_due_at: row.evidence_due_at.map(Instant::from_ms),
            refundable: row.refundable.0,
            gateway_id: row.gateway_id,
            mode: row.mode.0,
            created_at: Instant::from_ms(row.opened_at),
        }
    }
}
