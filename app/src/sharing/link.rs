//! How a payment is spread over what it could pay, while someone ticks and types.

use domain::{
    Currency, Money,
    allocation::{Debt, oldest_first},
    amount::parse_amount,
};

/// What someone said of one invoice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Say {
    /// Whether it is paid at all.
    pub ticked: bool,
    /// The amount that was typed; without one it gets its share by age.
    pub typed: Option<String>,
}

/// What each gets, and what is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// For each, in minor units.
    pub each: Vec<i64>,
    /// For each, what is wrong with what was typed.
    pub wrong: Vec<Option<String>>,
    /// What is left over; below zero if more was given than there is.
    pub rest: i64,
}

impl Shares {
    /// Whether it can be booked like this.
    #[must_use]
    pub fn are_fine(&self) -> bool {
        self.rest >= 0 && self.wrong.iter().all(Option::is_none)
    }
}

/// Spreads `total`: first as typed, then what is ticked, the oldest first.
#[must_use]
pub fn spread(total: i64, currency: Currency, debts: &[Debt], said: &[Say]) -> Shares {
    let typed: Vec<Option<Result<i64, String>>> = debts
        .iter()
        .zip(said)
        .map(|(debt, say)| say.typed.as_ref().filter(|_| say.ticked).map(|text| read_share(text, currency, debt.open)))
        .collect();
    let given: i64 = typed.iter().flatten().filter_map(|amount| amount.as_ref().ok()).sum();
    let by_age: Vec<Debt> = debts
        .iter()
        .zip(said)
        .map(|(debt, say)| Debt { open: if say.ticked && say.typed.is_none() { debt.open } else { 0 }, ..*debt })
        .collect();
    let shares = oldest_first(total - given, &by_age);
    let each: Vec<i64> = typed
        .iter()
        .zip(shares)
        .map(|(typed, share)| match typed {
            Some(amount) => amount.as_ref().copied().unwrap_or_default(),
            None => share,
        })
        .collect();
    let wrong = typed.into_iter().map(|typed| typed.and_then(Result::err)).collect();
    let rest = total - each.iter().sum::<i64>();
    Shares { each, wrong, rest }
}

/// An amount that was typed for something that takes `open` minor units at most.
///
/// # Errors
/// A sentence to show next to the field.
pub fn read_share(text: &str, currency: Currency, open: i64) -> Result<i64, String> {
    let amount = parse_amount(text, currency).map_err(|why| why.to_string())?.amount;
    if amount > open { Err(format!("Only {} is open", Money::new(open, currency))) } else { Ok(amount) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn debt(open: i64, due: &str) -> Debt {
        Debt { open, issued_on: "2026-01-01".parse().unwrap(), due_on: due.parse().ok() }
    }

    fn ticked() -> Say {
        Say { ticked: true, typed: None }
    }

    fn typed(text: &str) -> Say {
        Say { ticked: true, typed: Some(text.to_owned()) }
    }

    #[test]
    fn what_is_typed_comes_first_and_the_rest_goes_by_age() {
        let debts = [debt(10_000, "2026-03-01"), debt(10_000, "2026-02-01"), debt(10_000, "2026-01-01")];
        let usd = |total, said: [Say; 3]| spread(total, Currency::USD, &debts, &said);
        assert_eq!(usd(15_000, [ticked(), ticked(), ticked()]).each, [0, 5_000, 10_000]);
        assert_eq!(usd(15_000, [typed("80"), ticked(), ticked()]).each, [8_000, 0, 7_000]);
        let some = usd(15_000, [ticked(), Say::default(), Say::default()]);
        assert_eq!((some.each, some.rest), (vec![10_000, 0, 0], 5_000));
    }

    #[test]
    fn too_much_is_refused_where_it_was_typed_and_in_all() {
        let debts = [debt(10_000, "2026-03-01"), debt(10_000, "2026-02-01")];
        let one = spread(15_000, Currency::USD, &debts, &[typed("100.01"), ticked()]);
        assert_eq!(one.wrong[0].as_deref(), Some("Only $100.00 is open"));
        assert!(!one.are_fine());
        let all = spread(15_000, Currency::USD, &debts, &[typed("90"), typed("90")]);
        assert_eq!((all.rest, all.are_fine()), (-3_000, false));
        assert!(!spread(15_000, Currency::USD, &debts, &[typed("ninety"), ticked()]).are_fine());
    }

    proptest! {
        #[test]
        fn no_money_appears_or_is_lost(
            total in 0..1_000_000_i64,
            of in prop::collection::vec((1..300_000_i64, any::<bool>(), prop::option::of(1..400_000_i64)), 0..8),
        ) {
            let debts: Vec<Debt> = of.iter().map(|(open, ..)| debt(*open, "2026-01-01")).collect();
            let said: Vec<Say> = of
                .iter()
                .map(|(_, ticked, typed)| Say {
                    ticked: *ticked,
                    typed: typed.map(|amount| Money::new(amount, Currency::USD).plain()),
                })
                .collect();
            let shares = spread(total, Currency::USD, &debts, &said);
            prop_assert_eq!(shares.each.iter().sum::<i64>() + shares.rest, total);
            for ((share, debt), say) in shares.each.iter().zip(&debts).zip(&said) {
                prop_assert!((0..=debt.open).contains(share));
                prop_assert!(say.ticked || *share == 0);
            }
        }
    }
}
