//! Payouts: what a gateway sends to the bank.

use crate::word::words;

words! {
    /// Where a payout stands, in Stripe's words.
    PayoutStatus {
        /// Not yet handed to the bank.
        Pending = "pending",
        /// On its way.
        InTransit = "in_transit",
        /// The bank has it.
        Paid = "paid",
        /// The bank sent it back: the gateway has the money again.
        Failed = "failed",
        /// It was stopped before it left.
        Canceled = "canceled",
    }
}

impl PayoutStatus {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::InTransit => "In transit",
            Self::Paid => "Paid",
            Self::Failed => "Failed",
            Self::Canceled => "Cancelled",
        }
    }

    /// Whether the money is the bank's, or about to be.
    #[must_use]
    pub fn left_the_gateway(self) -> bool {
        matches!(self, Self::InTransit | Self::Paid)
    }
}

/// What a movement of a gateway's balance is, as a deposit report groups it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovementKind {
    /// A payment.
    Payment,
    /// Money that went back, or a refund that failed.
    Refund,
    /// What a dispute took or gave back.
    Dispute,
    /// The gateway's own charges.
    Fee,
    /// To or from a connected account.
    Transfer,
    /// The payout itself, or one that the bank sent back.
    Payout,
    /// Something else.
    Other,
}

impl MovementKind {
    /// By the gateway's two words for it.
    ///
    /// Source: <https://docs.stripe.com/reports/balance-transaction-types>.
    #[must_use]
    pub fn of(kind: &str, category: Option<&str>) -> Self {
        match (kind, category) {
            (_, Some("dispute" | "dispute_reversal")) => Self::Dispute,
            ("charge" | "payment", _) => Self::Payment,
            ("payout" | "payout_cancel" | "payout_failure", _) => Self::Payout,
            ("transfer" | "transfer_cancel" | "transfer_failure" | "transfer_refund", _) => Self::Transfer,
            ("refund" | "payment_refund" | "refund_failure" | "payment_failure_refund" | "payment_reversal", _) => {
                Self::Refund
            }
            ("stripe_fee" | "stripe_fx_fee" | "tax_fee" | "network_cost" | "application_fee", _) => Self::Fee,
            _ => Self::Other,
        }
    }

    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Payment => "Payment",
            Self::Refund => "Refund",
            Self::Dispute => "Dispute",
            Self::Fee => "Gateway fee",
            Self::Transfer => "Transfer",
            Self::Payout => "Payout",
            Self::Other => "Adjustment",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn movements_are_grouped_by_what_they_are() {
        for (kind, category, expected) in [
            ("charge", Some("charge"), MovementKind::Payment),
            ("payment_refund", Some("refund"), MovementKind::Refund),
            ("payment_refund", Some("transfer_reversal"), MovementKind::Refund),
            ("adjustment", Some("dispute"), MovementKind::Dispute),
            ("adjustment", Some("other_adjustment"), MovementKind::Other),
            ("transfer_refund", Some("transfer_reversal"), MovementKind::Transfer),
            ("payout_failure", None, MovementKind::Payout),
        ] {
            assert_eq!(MovementKind::of(kind, category), expected, "{kind} {category:?}");
        }
    }
}
