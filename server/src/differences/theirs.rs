//! What the gateway says of its payments and refunds, in our units.

use domain::{Currency, Instant, PaymentStatus, refund::RefundStatus};

use super::compare::Side;
use crate::{
    gateways::stripe::{amounts, money::Refund, objects::PaymentIntent},
    payments::sync,
};

/// Something of the gateway's.
#[derive(Debug, Clone)]
pub(super) struct Theirs<S> {
    /// `pi_…` or `re_…`
    pub id: String,
    /// The payment.
    pub intent: String,
    pub side: Side<S>,
    pub at: Instant,
}

/// A payment; nothing while its payer has tried nothing.
pub(super) fn payment(intent: &PaymentIntent, asked_at: Instant) -> Option<Theirs<PaymentStatus>> {
    let facts = sync::facts(intent, asked_at)?;
    let side = Side { status: facts.status, amount: facts.amount, currency: facts.currency, fee: facts.fee };
    Some(Theirs { id: intent.id.clone(), intent: intent.id.clone(), side, at: facts.confirmed_at })
}

/// A refund of a payment; nothing for one of a charge without a payment, which Tender never makes.
pub(super) fn refund(refund: &Refund) -> Option<Theirs<RefundStatus>> {
    let currency: Currency = refund.currency.parse().ok()?;
    let status = match refund.status.as_deref() {
        Some("succeeded") => RefundStatus::Succeeded,
        Some("failed") => RefundStatus::Failed,
        Some("canceled") => RefundStatus::Cancelled,
        Some("requires_action") => RefundStatus::RequiresAction,
        _ => RefundStatus::Pending,
    };
    let amount = amounts::from_stripe(refund.amount, currency).amount;
    Some(Theirs {
        id: refund.id.clone(),
        intent: refund.payment_intent.clone()?,
        side: Side { status, amount, currency, fee: None },
        at: Instant::from_ms(refund.created * 1000),
    })
}
