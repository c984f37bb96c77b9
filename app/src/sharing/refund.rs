//! What a refund is taken from.

use domain::{
    Currency, Money,
    amount::parse_amount,
    refund::{self, Standing},
};

/// What stands of a payment: what pays nothing yet, and its parts, the oldest first; in minor units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taking {
    /// What nobody has said of whose it is.
    pub free: i64,
    /// What pays something.
    pub parts: Vec<i64>,
}

/// What is taken of each, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Of what pays nothing yet.
    pub free: i64,
    /// Of each part.
    pub parts: Vec<i64>,
    /// For each part, what is wrong with what was typed.
    pub wrong: Vec<Option<String>>,
    /// What of the amount is not covered; below zero if more was typed than goes back.
    pub missing: i64,
}

impl Taken {
    /// Whether it comes to the amount.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.missing == 0 && self.wrong.iter().all(Option::is_none)
    }
}

/// Takes an amount: what pays nothing yet goes first, then the newest part, as the server does; or of each part what
/// was typed, and the rest of what pays nothing yet.
#[must_use]
pub fn take(amount: i64, currency: Currency, of: &Taking, typed: Option<&[String]>) -> Taken {
    match typed {
        None => by_age(amount, of),
        Some(typed) => as_typed(amount, currency, of, typed),
    }
}

fn by_age(amount: i64, of: &Taking) -> Taken {
    // The server knows which trust money was spent since, and takes other parts then.
    let newest_first: Vec<Standing> = of.parts.iter().rev().map(|part| Standing { amount: *part, pot: None }).collect();
    let taken = refund::take(amount, of.free, &newest_first, &[]);
    let parts: Vec<i64> = taken.parts.into_iter().rev().collect();
    Taken { free: taken.free, wrong: vec![None; parts.len()], parts, missing: taken.missing }
}

fn as_typed(amount: i64, currency: Currency, of: &Taking, typed: &[String]) -> Taken {
    let read = |part: &i64, text: &String| -> Result<i64, String> {
        // Nothing, or a zero, leaves the part as it is.
        if text.trim().chars().all(|c| matches!(c, '0' | '.' | ',')) {
            return Ok(0);
        }
        let amount = parse_amount(text, currency).map_err(|why| why.to_string())?.amount;
        if amount > *part { Err(format!("Only {} is there", Money::new(*part, currency))) } else { Ok(amount) }
    };
    let answers: Vec<Result<i64, String>> = of.parts.iter().zip(typed).map(|(part, text)| read(part, text)).collect();
    let parts: Vec<i64> = answers.iter().map(|answer| answer.as_ref().copied().unwrap_or_default()).collect();
    let left = amount - parts.iter().sum::<i64>();
    let free = left.clamp(0, of.free.max(0));
    Taken { free, parts, wrong: answers.into_iter().map(Result::err).collect(), missing: left - free }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(free: i64, parts: &[i64]) -> Taking {
        Taking { free, parts: parts.to_vec() }
    }

    #[test]
    fn what_pays_nothing_goes_first_then_the_newest_part() {
        let taken = take(25_000, Currency::USD, &of(10_000, &[20_000, 12_000]), None);
        assert_eq!((taken.free, taken.parts.clone()), (10_000, vec![3_000, 12_000]));
        assert!(taken.is_fine());
        assert_eq!(take(50_000, Currency::USD, &of(0, &[20_000]), None).missing, 30_000);
    }

    #[test]
    fn what_is_typed_counts_and_the_rest_is_of_what_pays_nothing() {
        let of = of(10_000, &[20_000, 12_000]);
        let typed = |texts: [&str; 2]| take(25_000, Currency::USD, &of, Some(&texts.map(str::to_owned)));
        assert_eq!((typed(["200", ""]).free, typed(["200", ""]).missing), (5_000, 0));
        assert_eq!(typed(["200", "100"]).missing, -5_000, "more than goes back");
        assert_eq!(typed(["0.00", "100"]).missing, 5_000, "less than goes back");
        assert_eq!(typed(["200.01", ""]).wrong[0].as_deref(), Some("Only $200.00 is there"));
    }

    proptest! {
        #[test]
        fn nothing_gives_more_than_it_has(
            amount in 0..1_000_000_i64, free in 0..300_000_i64, parts in prop::collection::vec(1..300_000_i64, 0..6),
        ) {
            let of = of(free, &parts);
            let taken = take(amount, Currency::USD, &of, None);
            prop_assert!(taken.free <= free && taken.missing >= 0);
            prop_assert!(taken.parts.iter().zip(&parts).all(|(taken, part)| (0..=*part).contains(taken)));
            prop_assert_eq!(taken.free + taken.parts.iter().sum::<i64>() + taken.missing, amount);
            let again: Vec<String> = taken.parts.iter().map(|p| Money::new(*p, Currency::USD).plain()).collect();
            let typed = take(amount - taken.missing, Currency::USD, &of, Some(&again));
            prop_assert!(typed.is_fine());
            prop_assert_eq!(typed.parts, taken.parts);
        }
    }
}
