//! Stripe's own idea of each currency's units, steps and limits.
//!
//! Source: <https://docs.stripe.com/currencies>, sections *Zero-decimal currencies*, *Special cases*,
//! *Three-decimal currencies* and *Minimum and maximum charge amounts*.

use domain::{Currency, Money, imports::Charge, money::MAX_AMOUNT};

/// Why Stripe would refuse an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCharge {
    /// Below Stripe's minimum.
    #[error("Card networks take no less than {0}")]
    TooSmall(Money),
    /// Above Stripe's maximum.
    #[error("Stripe takes at most {0} at once")]
    TooLarge(Money),
    /// Not a multiple of the smallest step.
    #[error("Stripe takes {0} only in steps of {1}")]
    Step(Currency, Money),
}

/// Decimals in Stripe's API: not always those of the standard.
fn decimals(currency: Currency) -> u32 {
    match currency.code() {
        "BIF" | "CLP" | "DJF" | "GNF" | "JPY" | "KMF" | "KRW" | "MGA" | "PYG" | "RWF" | "VND" | "VUV" | "XAF"
        | "XOF" | "XPF" => 0,
        "BHD" | "JOD" | "KWD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// The smallest step of a charge, in Stripe's units.
fn step(currency: Currency) -> i64 {
    match currency.code() {
        "BHD" | "JOD" | "KWD" | "OMR" | "TND" => 10,
        // Without decimals in fact, but Stripe counts in hundredths.
        "ISK" | "UGX" => 100,
        _ => 1,
    }
}

/// The least charge, in Stripe's units. Where Stripe names none, half a dollar's worth is the
/// account's business, and Stripe will say so.
fn minimum(currency: Currency) -> i64 {
    match currency.code() {
        "AED" | "MYR" | "PLN" | "RON" => 200,
        "BGN" => 100,
        "CZK" => 1500,
        "DKK" => 250,
        "GBP" => 30,
        "HKD" => 400,
        "HUF" => 17_500,
        "MXN" | "THB" => 1000,
        "NOK" | "SEK" => 300,
        "ISK" | "UGX" => 100,
        "KWD" | "BHD" | "JOD" | "OMR" | "TND" => 100,
        _ => 50,
    }
}

/// The largest charge: eight digits.
const MAXIMUM: i64 = 99_999_999;

/// The least amount of ours that is whole in Stripe's units and steps.
fn whole(currency: Currency) -> i64 {
    let (ours, theirs) = (currency.scale(), 10_i64.pow(decimals(currency)));
    (ours / theirs).max(1) * if theirs > ours { 1 } else { step(currency) }
}

/// What Stripe takes of a currency: just what [`to_stripe`] lets pass.
#[must_use]
pub fn charge(currency: Currency) -> Charge {
    let (step, least, most) =
        (whole(currency), from_stripe(minimum(currency), currency), from_stripe(MAXIMUM, currency));
    let up = |amount: i64| (amount + step - 1) / step * step;
    Charge { least: up(least.amount.max(1)), most: most.amount.min(MAX_AMOUNT) / step * step, step }
}

/// An amount in Stripe's units.
///
/// # Errors
/// When Stripe would refuse it.
pub fn to_stripe(money: Money) -> Result<i64, BadCharge> {
    let currency = money.currency;
    let (ours, theirs) = (currency.scale(), 10_i64.pow(decimals(currency)));
    let whole = whole(currency);
    if money.amount % whole != 0 {
        return Err(BadCharge::Step(currency, Money::new(whole, currency)));
    }
    let amount = i128::from(money.amount) * i128::from(theirs) / i128::from(ours);
    let at = |units| from_stripe(units, currency);
    match i64::try_from(amount) {
        Ok(amount) if amount < minimum(currency) => Err(BadCharge::TooSmall(at(minimum(currency)))),
        Ok(amount) if amount <= MAXIMUM => Ok(amount),
        _ => Err(BadCharge::TooLarge(at(MAXIMUM))),
    }
}

/// An amount of which a part is given back, in Stripe's units: no limit holds but the step.
///
/// # Errors
/// When it is not whole in Stripe's steps.
pub fn refund_to_stripe(money: Money) -> Result<i64, BadCharge> {
    let whole = whole(money.currency);
    match to_stripe(money) {
        Err(BadCharge::TooSmall(_)) if money.amount > 0 => {
            let (ours, theirs) = (money.currency.scale(), 10_i64.pow(decimals(money.currency)));
            let amount = i128::from(money.amount) * i128::from(theirs) / i128::from(ours);
            i64::try_from(amount).map_err(|_| BadCharge::Step(money.currency, Money::new(whole, money.currency)))
        }
        other => other,
    }
}

/// Money from Stripe's units.
#[must_use]
pub fn from_stripe(amount: i64, currency: Currency) -> Money {
    let (ours, theirs) = (currency.scale(), 10_i64.pow(decimals(currency)));
    let scaled = i128::from(amount) * i128::from(ours) / i128::from(theirs);
    Money::new(i64::try_from(scaled).unwrap_or(i64::MAX), currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charge(amount: i64, code: &str) -> Result<i64, BadCharge> {
        to_stripe(Money::new(amount, code.parse().unwrap()))
    }

    #[test]
    fn units_follow_stripe_and_not_the_standard() {
        assert_eq!(charge(12_345, "USD"), Ok(12_345));
        assert_eq!(charge(500, "JPY"), Ok(500));
        // The standard gives the ariary two decimals, Stripe none.
        assert_eq!(charge(1_000_000, "MGA"), Ok(10_000));
        assert!(matches!(charge(1_000_050, "MGA"), Err(BadCharge::Step(..))));
        // The standard gives the króna none, Stripe two.
        assert_eq!(charge(500, "ISK"), Ok(50_000));
        assert_eq!(charge(5, "UGX"), Ok(500));
        assert_eq!(charge(12_340, "KWD"), Ok(12_340));
        assert!(matches!(charge(12_345, "KWD"), Err(BadCharge::Step(..))));
    }

    #[test]
    fn little_can_be_given_back_but_only_in_steps() {
        let refund = |amount, code: &str| refund_to_stripe(Money::new(amount, code.parse().unwrap()));
        assert_eq!(refund(1, "USD"), Ok(1));
        assert_eq!(refund(10, "KWD"), Ok(10));
        assert!(refund(5, "KWD").is_err() && refund(0, "USD").is_err());
        assert_eq!(refund(1, "ISK"), Ok(100));
    }

    #[test]
    fn what_can_be_charged_is_what_stripe_takes() {
        for code in ["USD", "JPY", "MGA", "ISK", "UGX", "KWD", "GBP", "HUF"] {
            let of = charge_of(code);
            assert!(charge(of.least, code).is_ok() && charge(of.most, code).is_ok(), "{code} {of:?}");
            assert!(charge(of.least - of.step, code).is_err(), "{code} {of:?}");
            assert!(charge(of.most + of.step, code).is_err() || of.most == MAX_AMOUNT, "{code} {of:?}");
            assert!(of.step == 1 || charge(of.least + 1, code).is_err(), "{code} {of:?}");
        }
        assert_eq!(charge_of("USD"), Charge { least: 50, most: 99_999_999, step: 1 });
    }

    fn charge_of(code: &str) -> Charge {
        super::charge(code.parse().unwrap())
    }

    #[test]
    fn limits_are_said_in_money() {
        assert_eq!(charge(49, "USD").unwrap_err().to_string(), "Card networks take no less than $0.50");
        assert_eq!(charge(100_000_000, "USD").unwrap_err().to_string(), "Stripe takes at most $999,999.99 at once");
        assert_eq!(from_stripe(50_000, "ISK".parse().unwrap()).amount, 500);
    }
}
