//! What payments make of a link.
//!
//! What became of a link is a function of its terms and of the payments that the gateway confirmed, in the order of the
//! gateway's clock ([`settle`]): the order in which they were heard of changes nothing.

use crate::{Instant, PaymentFlag, link::PartPolicy};

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
    /// Paid in part, and still open for what is left.
    Open,
}

/// What a link asks for, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Minor units.
    pub amount: i64,
    /// What becomes of the rest of a part.
    pub policy: PartPolicy,
    /// When the link was cancelled or expired, if it was.
    pub closed_at: Option<Instant>,
    /// Whether the link that this one continues turned out to be paid in full.
    pub already_paid: bool,
}

/// Settles a link: the first payment by the gateway's clock consumes it, or, where it stays open until all is paid, those
/// that come to its amount; later ones are flagged. Nobody is asked for a rest that has been paid, in whichever parts.
#[must_use]
pub fn settle(terms: Terms, receipts: &[Receipt]) -> Settlement {
    let Terms { amount, policy, closed_at, already_paid } = terms;
    let mut order: Vec<usize> = (0..receipts.len()).collect();
    order.sort_by_key(|&i| (receipts[i].confirmed_at, receipts[i].gateway_id.as_str()));
    let mut flags = vec![Vec::new(); receipts.len()];
    let mut outcome = Outcome::Unchanged;
    // What counted so far.
    let mut counted = 0_i64;
    for i in order {
        let receipt = &receipts[i];
        if already_paid || !matches!(outcome, Outcome::Unchanged | Outcome::Open) {
            flags[i].push(PaymentFlag::Duplicate);
        } else if closed_at.is_some_and(|end| receipt.confirmed_at >= end) {
            flags[i].push(PaymentFlag::PaidLate);
        } else {
            counted = counted.saturating_add(receipt.amount);
            if counted > amount {
                flags[i].push(PaymentFlag::Overpaid);
            }
            outcome = match policy {
                _ if counted >= amount => Outcome::Paid,
                PartPolicy::Continue => Outcome::Rest(amount - counted),
                PartPolicy::UntilPaid => Outcome::Open,
                PartPolicy::Close => Outcome::Paid,
            };
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
        settle(Terms { amount, policy: PartPolicy::Continue, closed_at, already_paid: false }, receipts)
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
        let after = settle(
            Terms { amount: 60, policy: PartPolicy::Continue, closed_at: None, already_paid: true },
            &[receipt("c", 60, 3)],
        );
        assert_eq!((after.outcome, &after.flags[0][..]), (Outcome::Unchanged, &[PaymentFlag::Duplicate][..]));
    }

    #[test]
    fn a_link_may_stay_open_until_all_is_paid_or_end_with_a_part() {
        let until = |closed_at, receipts: &[Receipt]| {
            settle(Terms { amount: 100, policy: PartPolicy::UntilPaid, closed_at, already_paid: false }, receipts)
        };
        let parts = [receipt("a", 40, 1), receipt("b", 30, 2), receipt("c", 50, 3), receipt("d", 10, 4)];
        assert_eq!(until(None, &parts[..2]).outcome, Outcome::Open);
        let all = until(None, &parts);
        assert_eq!((all.outcome, all.paid), (Outcome::Paid, 130));
        assert_eq!(all.flags, [vec![], vec![], vec![PaymentFlag::Overpaid], vec![PaymentFlag::Duplicate]]);
        let closed = until(Some(Instant::from_ms(2)), &parts);
        assert_eq!((closed.outcome, &closed.flags[1][..]), (Outcome::Open, &[PaymentFlag::PaidLate][..]));
        let close = Terms { amount: 100, policy: PartPolicy::Close, closed_at: None, already_paid: false };
        let done = settle(close, &parts[..2]);
        assert_eq!((done.outcome, &done.flags[1][..]), (Outcome::Paid, &[PaymentFlag::Duplicate][..]));
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_changes_nothing(
            mut receipts in prop::collection::vec((1..200_i64, 0..5_i64), 1..6),
            amount in 1..200_i64,
            policy in prop::sample::select(PartPolicy::ALL),
            end in prop::option::of(0..5_i64),
            seed: u64,
        ) {
            let named: Vec<Receipt> = receipts.drain(..).enumerate()
                .map(|(i, (amount, at))| receipt(&format!("pi_{i}"), amount, at)).collect();
            let end = end.map(Instant::from_ms);
            let straight = settle(Terms { amount, policy, closed_at: end, already_paid: false }, &named);
            let mut shuffled = named.clone();
            let turn = usize::try_from(seed % 7).unwrap_or(0) % named.len();
            shuffled.rotate_left(turn);
            if seed.is_multiple_of(2) { shuffled.reverse(); }
            let other = settle(Terms { amount, policy, closed_at: end, already_paid: false }, &shuffled);
            prop_assert_eq!(straight.outcome, other.outcome);
            prop_assert_eq!(straight.paid, other.paid);
            for (receipt, flags) in named.iter().zip(&straight.flags) {
                let there = shuffled.iter().position(|r| r == receipt).unwrap();
                prop_assert_eq!(flags, &other.flags[there]);
            }
            if let Outcome::Rest(rest) = straight.outcome {
                prop_assert!(straight.paid < amount && rest > 0);
            }
            // What counts is without a flag that asks for attention, or overpaid.
            let counts = |flags: &Vec<PaymentFlag>| flags.iter().all(|f| *f == PaymentFlag::Overpaid);
            let counted: Vec<i64> = named.iter().zip(&straight.flags).filter(|(_, f)| counts(f)).map(|(r, _)| r.amount).collect();
            if policy == PartPolicy::UntilPaid {
                prop_assert_eq!(counted.is_empty(), straight.outcome == Outcome::Unchanged);
                prop_assert_eq!(counted.iter().sum::<i64>() >= amount, straight.outcome == Outcome::Paid);
            } else {
                prop_assert_eq!(counted.len(), usize::from(straight.outcome != Outcome::Unchanged));
            }
        }
    }
}
