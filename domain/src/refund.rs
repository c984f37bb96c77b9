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

/// A part of what a payment pays, of which something is to be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What still stands of it, in minor units.
    pub amount: i64,
    /// Which pot it lies in, if it can be gone from there: clients' money that was spent since. What pays an invoice is
    /// always there to be taken back.
    pub pot: Option<usize>,
}

/// Where money that leaves a payment comes from, in minor units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Out of what pays nothing yet.
    pub free: i64,
    /// Out of each part, in the order given.
    pub parts: Vec<i64>,
    /// What is not there any more.
    pub missing: i64,
}

/// Takes an amount out of what pays nothing yet first, then out of the parts in the order given: of each no more than
/// stands of it, and of each pot no more than lies in it.
#[must_use]
pub fn take(amount: i64, free: i64, parts: &[Standing], pots: &[i64]) -> Taken {
    let mut left = amount.max(0);
    let mut pots = pots.to_vec();
    let from_free = left.min(free.max(0));
    left -= from_free;
    let mut taken = Vec::with_capacity(parts.len());
    for part in parts {
        let pot = part.pot.and_then(|pot| pots.get_mut(pot));
        let there = pot.as_ref().map_or(i64::MAX, |pot| **pot).max(0);
        let share = left.min(part.amount.max(0)).min(there);
        if let Some(pot) = pot {
            *pot -= share;
        }
        left -= share;
        taken.push(share);
    }
    Taken { free: from_free, parts: taken, missing: left }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(amount: i64, pot: Option<usize>) -> Standing {
        Standing { amount, pot }
    }

    #[test]
    fn what_pays_nothing_goes_first_and_what_was_spent_is_missing() {
        let parts = [part(300, Some(0)), part(200, None)];
        assert_eq!(take(250, 100, &parts, &[120]), Taken { free: 100, parts: vec![120, 30], missing: 0 });
        assert_eq!(take(500, 0, &parts, &[0]), Taken { free: 0, parts: vec![0, 200], missing: 300 });
        let shared = [part(300, Some(0)), part(300, Some(0))];
        assert_eq!(take(600, 0, &shared, &[400]).parts, [300, 100], "a pot is emptied once");
    }

    #[test]
    fn a_refund_fails_after_it_succeeded_and_never_comes_back_to_life() {
        use RefundStatus::{Cancelled, Failed, Pending, Requested, Succeeded};
        assert!(Succeeded.may_become(Failed) && !Succeeded.may_become(Pending));
        assert!(Requested.may_become(Failed) && Pending.may_become(Cancelled));
        assert!(!Failed.may_become(Succeeded) && !Cancelled.may_become(Pending));
        assert!(!Failed.takes_money() && Pending.takes_money());
    }

    proptest! {
        #[test]
        fn nothing_is_taken_twice_or_out_of_nothing(
            amount in 0..2_000_i64,
            free in 0..500_i64,
            parts in prop::collection::vec((0..500_i64, prop::option::of(0..3_usize)), 0..8),
            pots in prop::collection::vec(0..600_i64, 3),
        ) {
            let parts: Vec<Standing> = parts.into_iter().map(|(amount, pot)| Standing { amount, pot }).collect();
            let taken = take(amount, free, &parts, &pots);
            prop_assert_eq!(taken.free + taken.parts.iter().sum::<i64>() + taken.missing, amount);
            prop_assert!(taken.free <= free && taken.missing >= 0);
            for (share, part) in taken.parts.iter().zip(&parts) {
                prop_assert!((0..=part.amount).contains(share));
            }
            for (number, pot) in pots.iter().enumerate() {
                let out: i64 =
                    taken.parts.iter().zip(&parts).filter(|(_, p)| p.pot == Some(number)).map(|(share, _)| share).sum();
                prop_assert!(out <= *pot);
            }
        }
    }
}
