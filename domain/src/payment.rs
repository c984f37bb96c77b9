//! Payments: what a gateway confirmed, or has under way.

use crate::word::words;

words! {
    /// Where a payment stands. What happens after it succeeded are amounts, not states.
    PaymentStatus {
        /// Begun, and waiting for the payer.
        Pending = "pending",
        /// Under way at the bank: a debit takes up to four business days.
        Processing = "processing",
        /// The money is there.
        Succeeded = "succeeded",
        /// The money did not come.
        Failed = "failed",
    }
}

words! {
    /// What a person should look at.
    PaymentFlag {
        /// The link had already expired or been cancelled when the payer confirmed.
        PaidLate = "paid_late",
        /// The link had already been paid.
        Duplicate = "duplicate",
        /// More than was asked.
        Overpaid = "overpaid",
        /// It came through the connection, but not from a checkout of ours.
        Foreign = "foreign",
    }
}

impl PaymentFlag {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::PaidLate => "Paid late",
            Self::Duplicate => "Paid twice",
            Self::Overpaid => "Overpaid",
            Self::Foreign => "Not from a link",
        }
    }

    /// What it means, in one sentence.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::PaidLate => {
                "The link had expired or was cancelled when the client paid. Keep the money or refund it."
            }
            Self::Duplicate => "The link had already been paid. Refund one of the two payments.",
            Self::Overpaid => "More arrived than was asked for. Refund the difference or apply it.",
            Self::Foreign => "It arrived through your gateway, but not from a link made here.",
        }
    }
}

impl PaymentStatus {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Processing => "Processing",
            Self::Succeeded => "Completed",
            Self::Failed => "Failed",
        }
    }

    /// Whether a payment in this state may still become `next`: money that is there stays there.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        use PaymentStatus::{Failed, Pending, Processing, Succeeded};
        match self {
            Pending => true,
            Processing => matches!(next, Processing | Succeeded | Failed),
            // The gateway lets a payer try again after a decline, under the same payment.
            Failed => matches!(next, Failed | Processing | Succeeded),
            Succeeded => matches!(next, Succeeded),
        }
    }
}

words! {
    /// How money came.
    PaymentSource {
        /// Through a gateway.
        Gateway = "gateway",
        /// By cheque.
        Cheque = "cheque",
        /// In notes and coins.
        Cash = "cash",
        /// By bank transfer.
        Transfer = "transfer",
        /// In another way.
        Other = "other",
    }
}

impl PaymentSource {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Gateway => "Online",
            Self::Cheque => "Cheque",
            Self::Cash => "Cash",
            Self::Transfer => "Bank transfer",
            Self::Other => "Other",
        }
    }

    /// Whether staff recorded it.
    #[must_use]
    pub fn is_by_hand(self) -> bool {
        self != Self::Gateway
    }
}

/// What became of the money of a payment that succeeded, in minor units of its currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// What arrived.
    pub amount: i64,
    /// What went back, or is about to.
    pub refunded: i64,
    /// What disputes hold.
    pub withdrawn: i64,
    /// What staff or a link said of whose it is and what it pays.
    pub allocated: i64,
}

impl Sums {
    /// What can still be given back.
    #[must_use]
    pub fn refundable(self) -> i64 {
        (self.amount - self.refunded - self.withdrawn).max(0)
    }

    /// What is there, and nobody has said yet whose it is.
    #[must_use]
    pub fn unallocated(self) -> i64 {
        self.amount - self.refunded - self.withdrawn - self.allocated
    }
}
