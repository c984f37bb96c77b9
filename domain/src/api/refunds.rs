//! Refunds and disputes.

use serde::{Deserialize, Serialize};

use crate::{
    Currency, Instant, Mode,
    id::{AllocationId, DisputeId, PaymentId, RefundId},
    refund::{DisputeStatus, RefundReason, RefundStatus},
};

/// `POST /api/v1/payments/{id}/refunds`: give money back. Needs an `Idempotency-Key`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewRefund {
    /// Minor units; all that can be given back if absent.
    pub amount: Option<i64>,
    /// `requested_by_customer`, `duplicate`, `fraudulent` or `other`.
    pub reason: String,
    /// A line for colleagues.
    pub note: Option<String>,
    /// Which parts of what it pays are taken back, in minor units each; together with what pays nothing yet they must
    /// come to the amount. If absent, what pays nothing yet goes first, then the newest part.
    pub parts: Option<Vec<RefundPart>>,
}

/// A part of what a payment pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundPart {
    /// The allocation.
    pub allocation_id: AllocationId,
    /// Minor units of it.
    pub amount: i64,
}

/// Money given back: `GET /api/v1/payments/{id}/refunds`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refund {
    /// The id.
    pub id: RefundId,
    /// The payment.
    pub payment_id: PaymentId,
    /// Where it stands.
    pub status: RefundStatus,
    /// Minor units.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
    /// Why.
    pub reason: RefundReason,
    /// A line for colleagues.
    pub note: Option<String>,
    /// Why it failed, in words for staff.
    pub failure: Option<String>,
    /// Whether it was made in the gateway's own dashboard.
    pub outside: bool,
    /// The gateway's id.
    pub gateway_id: Option<String>,
    /// Test money or real money.
    pub mode: Mode,
    /// When it was asked for.
    pub created_at: Instant,
    /// Who asked for it.
    pub created_by: String,
}

/// A payment that its payer's bank contests: `GET /api/v1/disputes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dispute {
    /// The id.
    pub id: DisputeId,
    /// The payment.
    pub payment_id: PaymentId,
    /// Who paid.
    pub payer_name: Option<String>,
    /// Where it stands.
    pub status: DisputeStatus,
    /// The bank's reason, in the gateway's word.
    pub reason: String,
    /// Minor units.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
    /// What it has taken by now, in minor units of the payment's currency.
    pub withdrawn: i64,
    /// The gateway's fee for it, in minor units of the settlement currency.
    pub fee: i64,
    /// Until when the firm can answer.
    pub evidence_due_at: Option<Instant>,
    /// Whether the gateway still takes a refund of the payment.
    pub refundable: bool,
    /// Where the firm answers.
    pub gateway_url: String,
    /// The gateway's id.
    pub gateway_id: String,
    /// Test money or real money.
    pub mode: Mode,
    /// When it was opened, by the gateway's clock.
    pub created_at: Instant,
}

/// What went back of a payment, and what may: `GET /api/v1/payments/{id}/refunds`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refunds {
    /// Its refunds, newest first.
    pub data: Vec<Refund>,
    /// Its disputes, newest first.
    pub disputes: Vec<Dispute>,
    /// What can be given back now, in minor units.
    pub refundable: i64,
    /// Why nothing can be, in a sentence, if that is so.
    pub refused_because: Option<String>,
}
