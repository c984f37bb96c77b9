//! Which part of a payment pays what.

use crate::{CivilDate, word::words};

words! {
    /// What a part of a payment goes to.
    TargetKind {
        /// An invoice.
        Invoice = "invoice",
        /// What a client, or one of its matters, has in trust.
        Trust = "trust",
        /// What a client has to its credit in an operating account: it pays nothing yet.
        Credit = "credit",
    }
}

/// An invoice that money can go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Debt {
    /// What is still owed of it, in minor units.
    pub open: i64,
    /// When it was issued.
    pub issued_on: CivilDate,
    /// When it is due.
    pub due_on: Option<CivilDate>,
}

/// Spreads an amount over debts, oldest first: by the day they are due (those without one by the day they were
/// issued), then by the day they were issued, then in the order given. What each gets is in the order given; what is
/// left over is not spread.
#[must_use]
pub fn oldest_first(amount: i64, debts: &[Debt]) -> Vec<i64> {
    let mut order: Vec<usize> = (0..debts.len()).collect();
    order.sort_by_key(|&i| (debts[i].due_on.unwrap_or(debts[i].issued_on), debts[i].issued_on));
    let mut left = amount.max(0);
    let mut shares = vec![0; debts.len()];
    for i in order {
        let share = left.min(debts[i].open.max(0));
        shares[i] = share;
        left -= share;
    }
    shares
}

/// Splits an amount into parts that differ by one minor unit at most and sum to the whole; the first ones are larger.
#[must_use]
pub fn in_parts(amount: i64, parts: u32) -> Vec<i64> {
    let count = i64::from(parts.max(1));
    let (share, more) = (amount / count, amount % count);
    (0..count).map(|i| share + i64::from(i < more)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn debt(open: i64, issued_on: &str, due_on: Option<&str>) -> Debt {
        Debt { open, issued_on: issued_on.parse().unwrap(), due_on: due_on.map(|day| day.parse().unwrap()) }
    }

    #[test]
    fn the_oldest_is_paid_first_and_the_last_in_part() {
        let debts = [
            debt(100, "2026-03-01", Some("2026-03-31")),
            debt(100, "2026-01-01", Some("2026-01-31")),
            debt(100, "2026-02-01", None),
        ];
        assert_eq!(oldest_first(150, &debts), [0, 100, 50]);
        assert_eq!(oldest_first(1_000, &debts), [100, 100, 100]);
    }

    proptest! {
        #[test]
        fn no_debt_gets_more_than_it_asks_and_no_money_appears(amount in 0..1_000_i64, open in prop::collection::vec(0..300_i64, 0..8)) {
            let debts: Vec<Debt> = open.iter().map(|&open| debt(open, "2026-01-01", None)).collect();
            let shares = oldest_first(amount, &debts);
            let sum: i64 = shares.iter().sum();
            prop_assert_eq!(sum, amount.min(open.iter().sum()));
            for (share, open) in shares.iter().zip(&open) {
                prop_assert!(share <= open);
            }
        }

        #[test]
        fn parts_sum_to_the_whole(amount in 0..1_000_000_i64, parts in 1..60_u32) {
            let split = in_parts(amount, parts);
            prop_assert_eq!(split.iter().sum::<i64>(), amount);
            prop_assert!(split[0] - split[split.len() - 1] <= 1);
        }
    }
}
