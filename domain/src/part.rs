//! Paying part of what is asked.

use thiserror::Error;

use crate::{
    Money,
    amount::{BadAmount, parse_amount},
};

/// What a payer may pay of what is asked: anything from the least to all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payable {
    /// All of it.
    pub asked: Money,
    /// The firm's minimum, or everything if it allows no part, or asks for less.
    pub least: Money,
}

/// Why an amount can't be paid.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadPart {
    /// What was typed is no amount.
    #[error(transparent)]
    Unreadable(#[from] BadAmount),
    /// No part may be paid.
    #[error("Pay the whole {0}")]
    NotWhole(Money),
    /// Less than the least.
    #[error("Pay at least {0}")]
    TooLittle(Money),
    /// More than is asked.
    #[error("Pay at most {0}")]
    TooMuch(Money),
}

impl Payable {
    /// What may be paid of `asked`, where the firm takes no less than `min_amount` minor units of it.
    #[must_use]
    pub fn new(asked: Money, min_amount: Option<i64>) -> Self {
        let least = min_amount.unwrap_or(asked.amount).min(asked.amount);
        Self { asked, least: Money::new(least, asked.currency) }
    }

    /// What a payer typed. Nothing typed means everything.
    ///
    /// # Errors
    /// A sentence to show next to the field.
    pub fn read(self, text: &str) -> Result<Money, BadPart> {
        if text.trim().is_empty() {
            return Ok(self.asked);
        }
        self.check(parse_amount(text, self.asked.currency)?.amount)
    }

    /// The amount, in minor units, if it may be paid.
    ///
    /// # Errors
    /// A sentence to show next to the field.
    pub fn check(self, amount: i64) -> Result<Money, BadPart> {
        let Self { asked, least } = self;
        if amount > asked.amount {
            Err(BadPart::TooMuch(asked))
        } else if amount >= least.amount {
            Ok(Money::new(amount, asked.currency))
        } else if least == asked {
            Err(BadPart::NotWhole(asked))
        } else {
            Err(BadPart::TooLittle(least))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Currency;

    fn payable(asked: i64, min_amount: Option<i64>) -> Payable {
        Payable::new(Money::new(asked, Currency::USD), min_amount)
    }

    #[test]
    fn what_cannot_be_paid_is_refused_with_what_can() {
        let part = payable(62_000, Some(10_000));
        assert_eq!(part.read("100"), Ok(part.least));
        assert_eq!(part.read(" "), Ok(part.asked));
        assert_eq!(part.read("99.99").unwrap_err().to_string(), "Pay at least $100.00");
        assert_eq!(part.read("620.01").unwrap_err().to_string(), "Pay at most $620.00");
        assert!(part.read("half of it").is_err());
        let whole = payable(62_000, None);
        assert_eq!(whole.read("100").unwrap_err().to_string(), "Pay the whole $620.00");
        assert_eq!(whole.read("620"), Ok(whole.asked));
    }

    proptest! {
        #[test]
        fn everything_can_always_be_paid_and_nothing_beyond(asked in 1_i64..1_000_000, min in prop::option::of(1_i64..2_000_000), amount in -10_i64..2_000_000) {
            let part = payable(asked, min);
            prop_assert_eq!(part.check(asked), Ok(part.asked));
            prop_assert_eq!(part.check(part.least.amount), Ok(part.least));
            prop_assert_eq!(part.check(amount).is_ok(), (part.least.amount..=asked).contains(&amount));
        }
    }
}
