//! What the gateway says of a refund.

use anyhow::anyhow;
use domain::{
    Currency, Instant, Money,
    id::RefundId,
    refund::{RefundReason, RefundStatus},
    time::{DAY, HOUR},
};

use crate::{
    gateways::stripe::{
        REFUND_KEY, amounts,
        money::{Moved, Refund},
    },
    jobs::Failure,
};

/// A refund can fail for so long after it succeeded.
const MAY_FAIL: i64 = 60 * DAY;

/// What the gateway says of a refund, in our units.
#[derive(Debug)]
pub struct Facts {
    pub(super) gateway_id: String,
    /// When the gateway was asked, by our clock.
    pub(super) asked_at: Instant,
    /// Our refund, as its metadata name it: believed only if it is of this payment.
    pub(super) ours: Option<RefundId>,
    pub(super) status: RefundStatus,
    pub(super) money: Money,
    pub(super) reason: RefundReason,
    pub(super) failure: Option<String>,
    pub(super) created_at: Instant,
    /// Whether a connected account gave the money back.
    pub(super) from_destination: bool,
    pub(super) moved: Option<Moved>,
}

impl Facts {
    /// Reads them.
    ///
    /// # Errors
    /// *Give up* for a currency that nobody knows.
    pub fn of(refund: Refund, asked_at: Instant) -> Result<Self, Failure> {
        let currency: Currency =
            refund.currency.parse().map_err(|_| Failure::GiveUp(anyhow!("a refund in no known currency")))?;
        let status = match refund.status.as_deref() {
            Some("succeeded") => RefundStatus::Succeeded,
            Some("failed") => RefundStatus::Failed,
            Some("canceled") => RefundStatus::Cancelled,
            Some("requires_action") => RefundStatus::RequiresAction,
            _ => RefundStatus::Pending,
        };
        let ours = refund.metadata.as_ref().and_then(|metadata| metadata.get(REFUND_KEY)?.parse().ok());
        Ok(Self {
            gateway_id: refund.id,
            asked_at,
            ours,
            status,
            money: amounts::from_stripe(refund.amount, currency),
            reason: refund.reason.and_then(|reason| reason.parse().ok()).unwrap_or(RefundReason::Other),
            failure: (status == RefundStatus::Failed).then(|| why(refund.failure_reason.as_deref()).to_owned()),
            created_at: Instant::from_ms(refund.created * 1000),
            from_destination: refund.transfer_reversal.is_some(),
            moved: refund.balance_transaction,
        })
    }

    /// When to ask again: a refund that is under way soon, one that succeeded for as long as it may fail.
    pub(super) fn next_check(&self, now: Instant) -> Option<i64> {
        match self.status {
            RefundStatus::Requested | RefundStatus::Pending | RefundStatus::RequiresAction => {
                Some(now.plus_ms(6 * HOUR).ms())
            }
            RefundStatus::Succeeded => (now.since(self.created_at) < MAY_FAIL).then(|| now.plus_ms(5 * DAY).ms()),
            RefundStatus::Failed | RefundStatus::Cancelled => None,
        }
    }
}

/// Why a refund failed, in words for staff.
///
/// Source: <https://docs.stripe.com/refunds#failed-refunds>.
fn why(reason: Option<&str>) -> &'static str {
    match reason {
        Some("lost_or_stolen_card") => "The card was lost or stolen. Ask the client how to pay them back.",
        Some("expired_or_canceled_card") => {
            "The card has expired or was cancelled. Ask the client how to pay them back."
        }
        Some("charge_for_pending_refund_disputed") => {
            "The client's bank contested the payment while the refund was under way."
        }
        Some("insufficient_funds") => "The balance at the gateway did not cover it.",
        Some("declined") => "The client's bank refused it. Ask the client how to pay them back.",
        Some("merchant_request") => "It was stopped at the gateway.",
        _ => "The client's bank sent it back. Ask the client how to pay them back.",
    }
}
