//! A payment link's life.
//!
//! A link is single use. What became of it is a function of its terms and of the payments that the
//! gateway confirmed, in the order of the gateway's clock ([`settle`]): the order in which they
//! were heard of changes nothing.

use crate::{Instant, PaymentFlag, id::LinkId, word::words};

words! {
    /// What screens and the API say of a link.
    LinkStatus {
        /// Nobody has paid yet.
        Outstanding = "outstanding",
        /// A slow method, such as a bank debit, is under way.
        Processing = "processing",
        /// Paid in part; a successor asks for the rest.
        PartlyPaid = "partly_paid",
        /// Paid.
        Paid = "paid",
        /// Withdrawn by staff.
        Cancelled = "cancelled",
        /// Its time ran out.
        Expired = "expired",
    }
}

impl LinkStatus {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Outstanding => "Outstanding",
            Self::Processing => "Processing",
            Self::PartlyPaid => "Partly paid",
            Self::Paid => "Payment received",
            Self::Cancelled => "Cancelled",
            Self::Expired => "Expired",
        }
    }
}

words! {
    /// Why a link is being closed.
    Closing {
        /// Staff withdraw it.
        Cancel = "cancel",
        /// Its time ran out.
        Expire = "expire",
    }
}

/// Where a link stands, with the facts that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkState {
    /// Open: a payer may begin a checkout.
    Outstanding,
    /// Blocked for new checkouts while the open one is expired at the gateway.
    Closing(Closing),
    /// A slow payment is under way.
    Processing,
    /// Paid in part.
    PartlyPaid {
        /// The link that asks for the rest.
        successor: LinkId,
    },
    /// Paid.
    Paid,
    /// Withdrawn.
    Cancelled {
        /// When the link was closed.
        at: Instant,
    },
    /// Its time ran out.
    Expired {
        /// When the link was closed.
        at: Instant,
    },
}

/// Why a transition is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The money is there.
    #[error("This link has already been paid")]
    Paid,
    /// A newer link asks for the rest.
    #[error("A newer link asks for the rest of this amount")]
    Replaced,
    /// A bank debit takes its time.
    #[error("A payment is being processed: wait until the bank has settled or refused it")]
    Processing,
    /// Staff withdrew it.
    #[error("This link has been cancelled")]
    Cancelled,
    /// Its time ran out.
    #[error("This link has expired")]
    Expired,
}

impl LinkState {
    /// What screens and the API say of it.
    #[must_use]
    pub fn status(&self) -> LinkStatus {
        match self {
            Self::Outstanding | Self::Closing(_) => LinkStatus::Outstanding,
            Self::Processing => LinkStatus::Processing,
            Self::PartlyPaid { .. } => LinkStatus::PartlyPaid,
            Self::Paid => LinkStatus::Paid,
            Self::Cancelled { .. } => LinkStatus::Cancelled,
            Self::Expired { .. } => LinkStatus::Expired,
        }
    }

    /// Whether a payer may begin, or go on with, a checkout now.
    ///
    /// # Errors
    /// Why not. The stored state may lag behind the clock, so `now` is asked as well.
    pub fn may_check_out(&self, expires_at: Option<Instant>, now: Instant) -> Result<(), Refusal> {
        match self {
            Self::Outstanding if expires_at.is_some_and(|end| end <= now) => Err(Refusal::Expired),
            Self::Outstanding => Ok(()),
            Self::Closing(Closing::Cancel) | Self::Cancelled { .. } => Err(Refusal::Cancelled),
            Self::Closing(Closing::Expire) | Self::Expired { .. } => Err(Refusal::Expired),
            Self::Processing => Err(Refusal::Processing),
            Self::PartlyPaid { .. } => Err(Refusal::Replaced),
            Self::Paid => Err(Refusal::Paid),
        }
    }

    /// First half of cancelling and expiring: from here on nobody begins a checkout. Asking again,
    /// also for the other reason, is no error: the first reason stays.
    ///
    /// # Errors
    /// Why the link cannot be closed.
    pub fn close(self, why: Closing) -> Result<Self, Refusal> {
        match self {
            Self::Outstanding => Ok(Self::Closing(why)),
            Self::Closing(reason) => Ok(Self::Closing(reason)),
            Self::Processing => Err(Refusal::Processing),
            Self::PartlyPaid { .. } => Err(Refusal::Replaced),
            Self::Paid => Err(Refusal::Paid),
            Self::Cancelled { .. } => Err(Refusal::Cancelled),
            Self::Expired { .. } => Err(Refusal::Expired),
        }
    }

    /// Second half: no session is open at the gateway any more, and none was paid. A link expires at
    /// the moment that was set, however late somebody noticed.
    #[must_use]
    pub fn closed(self, expires_at: Option<Instant>, now: Instant) -> Self {
        match self {
            Self::Closing(Closing::Cancel) => Self::Cancelled { at: now },
            Self::Closing(Closing::Expire) => Self::Expired { at: expires_at.unwrap_or(now) },
            other => other,
        }
    }

    /// A slow payment is under way. It wins over a closing that has not finished.
    #[must_use]
    pub fn processing(self) -> Self {
        match self {
            Self::Outstanding | Self::Closing(_) => Self::Processing,
            other => other,
        }
    }

    /// A slow payment failed: back to where the clock says.
    #[must_use]
    pub fn failed(self, expires_at: Option<Instant>, now: Instant) -> Self {
        match self {
            Self::Processing => match expires_at.filter(|end| *end <= now) {
                Some(at) => Self::Expired { at },
                None => Self::Outstanding,
            },
            other => other,
        }
    }

    /// When the link was closed without money, if it was.
    #[must_use]
    pub fn closed_at(&self) -> Option<Instant> {
        match self {
            Self::Cancelled { at } | Self::Expired { at } => Some(*at),
            _ => None,
        }
    }
}

/// A payment that succeeded, as far as its link is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The gateway's id, which decides between two of the same second.
    pub gateway_id: String,
    /// Minor units.
    pub amount: i64,
    /// When the payer confirmed, by the gateway's clock.
    pub confirmed_at: Instant,
}

/// What the payments make of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// What becomes of the link.
    pub outcome: Outcome,
    /// All that was paid, in minor units.
    pub paid: i64,
    /// The flags of each payment, in the order in which they were handed in.
    pub flags: Vec<Vec<PaymentFlag>>,
}

/// What the payments make of a link's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// No payment counts: the link stays as it is.
    Unchanged,
    /// The link is paid.
    Paid,
    /// Paid in part: so much is left for a successor, in minor units.
    Rest(i64),
}

/// What a link asks for, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Minor units.
    pub amount: i64,
    /// When the link was cancelled or expired, if it was.
    pub closed_at: Option<Instant>,
    /// Whether the link that this one continues turned out to be paid in full.
    pub already_paid: bool,
}

/// Settles a link: the first payment by the gateway's clock consumes it, later ones are flagged.
/// Nobody is asked for a rest that has been paid, in whichever parts.
#[must_use]
pub fn settle(terms: Terms, receipts: &[Receipt]) -> Settlement {
    let Terms { amount, closed_at, already_paid } = terms;
    let mut order: Vec<usize> = (0..receipts.len()).collect();
    order.sort_by_key(|&i| (receipts[i].confirmed_at, receipts[i].gateway_id.as_str()));
    let mut flags = vec![Vec::new(); receipts.len()];
    let mut outcome = Outcome::Unchanged;
    for i in order {
        let receipt = &receipts[i];
        if already_paid || outcome != Outcome::Unchanged {
            flags[i].push(PaymentFlag::Duplicate);
        } else if closed_at.is_some_and(|end| receipt.confirmed_at >= end) {
            flags[i].push(PaymentFlag::PaidLate);
        } else if receipt.amount >= amount {
            outcome = Outcome::Paid;
            if receipt.amount > amount {
                flags[i].push(PaymentFlag::Overpaid);
            }
        } else {
            outcome = Outcome::Rest(amount - receipt.amount);
        }
    }
    let paid = receipts.iter().fold(0_i64, |sum, r| sum.saturating_add(r.amount));
    if matches!(outcome, Outcome::Rest(_)) && paid >= amount {
        outcome = Outcome::Paid;
    }
    Settlement { outcome, paid, flags }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn receipt(id: &str, amount: i64, at: i64) -> Receipt {
        Receipt { gateway_id: id.to_owned(), amount, confirmed_at: Instant::from_ms(at) }
    }

    fn settled(amount: i64, closed_at: Option<Instant>, receipts: &[Receipt]) -> Settlement {
        settle(Terms { amount, closed_at, already_paid: false }, receipts)
    }

    #[test]
    fn the_first_payment_by_the_gateways_clock_counts() {
        let late_first = settled(100, None, &[receipt("pi_b", 100, 20), receipt("pi_a", 100, 10)]);
        assert_eq!(late_first.outcome, Outcome::Paid);
        assert_eq!(late_first.flags, [vec![PaymentFlag::Duplicate], vec![]]);
        assert_eq!(late_first.paid, 200);
    }

    #[test]
    fn confirmed_before_the_end_is_not_late() {
        let end = Some(Instant::from_ms(50));
        assert_eq!(settled(100, end, &[receipt("a", 100, 49)]).outcome, Outcome::Paid);
        let late = settled(100, end, &[receipt("a", 100, 50)]);
        assert_eq!((late.outcome, &late.flags[0][..]), (Outcome::Unchanged, &[PaymentFlag::PaidLate][..]));
    }

    #[test]
    fn part_and_too_much() {
        assert_eq!(settled(100, None, &[receipt("a", 40, 1)]).outcome, Outcome::Rest(60));
        assert_eq!(settled(100, None, &[receipt("a", 140, 1)]).flags[0], [PaymentFlag::Overpaid]);
        let both = settled(100, None, &[receipt("a", 40, 1), receipt("b", 100, 2)]);
        assert_eq!((both.outcome, &both.flags[1][..]), (Outcome::Paid, &[PaymentFlag::Duplicate][..]));
        let after = settle(Terms { amount: 60, closed_at: None, already_paid: true }, &[receipt("c", 60, 3)]);
        assert_eq!((after.outcome, &after.flags[0][..]), (Outcome::Unchanged, &[PaymentFlag::Duplicate][..]));
    }

    #[test]
    fn a_payment_wins_over_a_closing_and_a_debit_over_both() {
        let closing = LinkState::Outstanding.close(Closing::Cancel).unwrap();
        let now = Instant::from_ms(5);
        assert_eq!(closing.may_check_out(None, now), Err(Refusal::Cancelled));
        assert_eq!(closing.clone().processing(), LinkState::Processing);
        assert_eq!(LinkState::Processing.close(Closing::Expire), Err(Refusal::Processing));
        assert_eq!(LinkState::Processing.failed(Some(now), now), LinkState::Expired { at: now });
        assert_eq!(LinkState::Processing.failed(None, now), LinkState::Outstanding);
        assert_eq!(closing.closed(None, now), LinkState::Cancelled { at: now });
        assert_eq!(LinkState::Paid.processing(), LinkState::Paid);
    }

    #[test]
    fn the_clock_expires_a_link_before_its_job_does() {
        let end = Instant::from_ms(10);
        assert_eq!(LinkState::Outstanding.may_check_out(Some(end), end), Err(Refusal::Expired));
        assert_eq!(LinkState::Outstanding.may_check_out(Some(end), end.plus_ms(-1)), Ok(()));
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_changes_nothing(
            mut receipts in prop::collection::vec((1..200_i64, 0..5_i64), 1..6),
            amount in 1..200_i64,
            end in prop::option::of(0..5_i64),
            seed: u64,
        ) {
            let named: Vec<Receipt> = receipts.drain(..).enumerate()
                .map(|(i, (amount, at))| receipt(&format!("pi_{i}"), amount, at)).collect();
            let end = end.map(Instant::from_ms);
            let straight = settled(amount, end, &named);
            let mut shuffled = named.clone();
            let turn = usize::try_from(seed % 7).unwrap_or(0) % named.len();
            shuffled.rotate_left(turn);
            if seed.is_multiple_of(2) { shuffled.reverse(); }
            let other = settled(amount, end, &shuffled);
            prop_assert_eq!(straight.outcome, other.outcome);
            prop_assert_eq!(straight.paid, other.paid);
            for (receipt, flags) in named.iter().zip(&straight.flags) {
                let there = shuffled.iter().position(|r| r == receipt).unwrap();
                prop_assert_eq!(flags, &other.flags[there]);
            }
            if let Outcome::Rest(rest) = straight.outcome {
                prop_assert!(straight.paid < amount && rest > 0);
            }
            // At most one payment is without a flag that asks for attention, or overpaid.
            let counted = straight.flags.iter().filter(|f| f.iter().all(|f| *f == PaymentFlag::Overpaid)).count();
            prop_assert_eq!(counted, usize::from(straight.outcome != Outcome::Unchanged));
        }
    }
}
