//! Money that goes back: refunds that staff ask for, and disputes that payers' banks open.

use crate::word::words;

words! {
    /// Where a refund stands.
    RefundStatus {
        /// Stored here; the gateway has not answered yet.
        Requested = "requested",
        /// On its way to the payer.
        Pending = "pending",
        /// The payer's bank must do something, or the payer.
        RequiresAction = "requires_action",
        /// The payer has it.
        Succeeded = "succeeded",
        /// It did not arrive: the money is with the firm again.
        Failed = "failed",
        /// It was stopped before it left.
        Cancelled = "cancelled",
    }
}

impl RefundStatus {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Requested => "Requested",
            Self::Pending => "On its way",
            Self::RequiresAction => "Needs action",
            Self::Succeeded => "Refunded",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
        }
    }

    /// Whether its money is out of reach: it left, or is about to.
    #[must_use]
    pub fn takes_money(self) -> bool {
        !matches!(self, Self::Failed | Self::Cancelled)
    }

    /// Whether the gateway may still say something else. A refund can fail after it succeeded.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Failed | Self::Cancelled => self == next,
            Self::Succeeded => matches!(next, Self::Succeeded | Self::Failed),
            Self::Requested | Self::Pending | Self::RequiresAction => true,
        }
    }
}

words! {
    /// Why money goes back; the first three are Stripe's words.
    RefundReason {
        /// The client asked for it.
        RequestedByCustomer = "requested_by_customer",
        /// It was paid twice.
        Duplicate = "duplicate",
        /// Someone else paid with the client's card.
        Fraudulent = "fraudulent",
        /// Another reason, in the note.
        Other = "other",
    }
}

impl RefundReason {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::RequestedByCustomer => "Asked for by the client",
            Self::Duplicate => "Paid twice",
            Self::Fraudulent => "Fraud",
            Self::Other => "Another reason",
        }
    }
}

words! {
    /// Where a dispute stands, in Stripe's words.
    DisputeStatus {
        /// An inquiry: nothing was taken, an answer is asked for.
        WarningNeedsResponse = "warning_needs_response",
        /// An inquiry that was answered.
        WarningUnderReview = "warning_under_review",
        /// An inquiry that came to nothing.
        WarningClosed = "warning_closed",
        /// The money was taken, evidence is asked for.
        NeedsResponse = "needs_response",
        /// The bank looks at the evidence.
        UnderReview = "under_review",
        /// The money came back.
        Won = "won",
        /// The money is gone.
        Lost = "lost",
        /// Closed before it began.
        Prevented = "prevented",
    }
}

impl DisputeStatus {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::WarningNeedsResponse => "Inquiry",
            Self::WarningUnderReview => "Inquiry answered",
            Self::WarningClosed => "Inquiry closed",
            Self::NeedsResponse => "Disputed",
            Self::UnderReview => "Under review",
            Self::Won => "Dispute won",
            Self::Lost => "Dispute lost",
            Self::Prevented => "Prevented",
        }
    }

    /// Whether nothing more happens to it.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::WarningClosed | Self::Won | Self::Lost | Self::Prevented)
    }

    /// Whether someone waits for the firm's answer.
    #[must_use]
    pub fn wants_answer(self) -> bool {
        matches!(self, Self::WarningNeedsResponse | Self::NeedsResponse)
    }
}
