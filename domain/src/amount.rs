//! Reading an amount as people type it: `1,250.00`, `1250`, `$1 250`, `1.250,00 €`.
//!
//! What could mean two things is asked about, never guessed: `1.250` dollars is an error that
//! names both readings.

use crate::{Currency, Money, money::MAX_AMOUNT, word::words};

words! {
    /// What stands before the decimals.
    DecimalMark {
        /// 1,250.00
        Point = "decimal_point",
        /// 1.250,00
        Comma = "decimal_comma",
    }
}

impl DecimalMark {
    /// The character.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAmount {
    /// Nothing was typed.
    #[error("Enter an amount")]
    Empty,
    /// Something that is no number.
    #[error("Write the amount in digits, such as 1250.00")]
    NotANumber,
    /// A minus sign.
    #[error("The amount must be more than zero")]
    NotPositive,
    /// More decimals than the currency has.
    #[error("{currency} has {decimals} decimals: write {example}")]
    TooManyDecimals {
        /// The currency.
        currency: Currency,
        /// How many decimals it has.
        decimals: u8,
        /// The amount without the surplus digits.
        example: String,
    },
    /// Two readings are possible.
    #[error("Is this {thousands} or {fraction}? Write it without the separator")]
    Ambiguous {
        /// Read with a thousands separator.
        thousands: String,
        /// Read with a decimal separator.
        fraction: String,
    },
    /// More than anything here takes.
    #[error("The amount is too large")]
    TooLarge,
}

/// Reads a positive amount, in minor units of `currency`.
///
/// # Errors
/// A sentence to show next to the field.
pub fn parse_amount(text: &str, currency: Currency) -> Result<Money, BadAmount> {
    let bare = strip(text, currency)?;
    let decimal = decimal_of(&bare, currency)?;
    money(&bare, decimal, currency)
}

/// Reads a positive amount whose decimal mark is known, so that nothing is left to ask.
///
/// # Errors
/// A sentence to show next to the field.
pub fn parse_amount_with(text: &str, currency: Currency, mark: DecimalMark) -> Result<Money, BadAmount> {
    let bare = strip(text, currency)?;
    let decimal = bare.contains(mark.sign()).then(|| mark.sign());
    money(&bare, decimal, currency)
}

fn money(bare: &str, decimal: Option<char>, currency: Currency) -> Result<Money, BadAmount> {
    let (whole, fraction) = split(bare, decimal)?;
    let decimals = usize::from(currency.decimals());
    // Zeros behind the last decimal change nothing: databases write `1250.0000`.
    let surplus = fraction.get(decimals..).is_some_and(|surplus| surplus.bytes().all(|b| b == b'0'));
    let fraction = if surplus { &fraction[..decimals] } else { fraction.as_str() };
    if fraction.len() > decimals {
        let kept = &fraction[..decimals];
        let example = if kept.is_empty() { whole } else { format!("{whole}.{kept}") };
        return Err(BadAmount::TooManyDecimals { currency, decimals: currency.decimals(), example });
    }
    let digits = format!("{whole}{fraction:0<decimals$}");
    let amount: i64 = digits.parse().map_err(|_| BadAmount::TooLarge)?;
    match amount {
        ..=0 => Err(BadAmount::NotPositive),
        1..=MAX_AMOUNT => Ok(Money::new(amount, currency)),
        _ => Err(BadAmount::TooLarge),
    }
}

/// Leaves digits, points and commas.
fn strip(text: &str, currency: Currency) -> Result<String, BadAmount> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BadAmount::Empty);
    }
    let upper = text.to_uppercase();
    let text = upper.replace(currency.code(), "").replace(&currency.sign().to_uppercase(), "");
    if text.contains(['-', '−']) {
        return Err(BadAmount::NotPositive);
    }
    let bare: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '$' | '€' | '£' | '¥')).collect();
    let fine = bare.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
    if fine && bare.contains(|c: char| c.is_ascii_digit()) { Ok(bare) } else { Err(BadAmount::NotANumber) }
}

/// Which character is the decimal separator, if one is.
fn decimal_of(bare: &str, currency: Currency) -> Result<Option<char>, BadAmount> {
    let points = bare.matches('.').count();
    let commas = bare.matches(',').count();
    match (points, commas) {
        (0, 0) => Ok(None),
        (1, 0) => lone(bare, '.', currency),
        (0, 1) => lone(bare, ',', currency),
        (_, 0) | (0, _) => Ok(None),
        // Both: the one that stands last is the decimal separator.
        _ => Ok(Some(if bare.rfind('.') > bare.rfind(',') { '.' } else { ',' })),
    }
}

/// Splits at the decimal separator, which stands once, and takes out the thousands separators.
fn split(bare: &str, decimal: Option<char>) -> Result<(String, String), BadAmount> {
    if decimal.is_some_and(|decimal| bare.matches(decimal).count() > 1) {
        return Err(BadAmount::NotANumber);
    }
    let (whole, fraction) = match decimal.and_then(|c| bare.rsplit_once(c)) {
        Some((whole, fraction)) => (whole, fraction),
        None => (bare, ""),
    };
    let mut groups = whole.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let digits = fraction.bytes().all(|b| b.is_ascii_digit());
    let grouped = digits && rest.iter().all(|g| g.len() == 3) && (rest.is_empty() || (1..=3).contains(&first.len()));
    if !grouped {
        return Err(BadAmount::NotANumber);
    }
    let whole = format!("{first}{}", rest.concat());
    let whole = whole.trim_start_matches('0');
    Ok((if whole.is_empty() { "0" } else { whole }.to_owned(), fraction.to_owned()))
}

/// One separator, once: is it the decimal one?
fn lone(bare: &str, separator: char, currency: Currency) -> Result<Option<char>, BadAmount> {
    let Some((whole, fraction)) = bare.split_once(separator) else { return Ok(None) };
    let could_group = fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    match (could_group, separator, currency.decimals()) {
        (false, ..) => Ok(Some(separator)),
        (true, '.', 3) => Ok(Some('.')),
        (true, ',', 0 | 2) => Ok(None),
        (true, '.', 0) => Ok(None),
        _ => Err(BadAmount::Ambiguous {
            thousands: format!("{whole}{fraction}"),
            fraction: format!("{whole}.{fraction}").trim_end_matches('0').to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minor(text: &str, currency: &str) -> Result<i64, BadAmount> {
        parse_amount(text, currency.parse().unwrap()).map(|m| m.amount)
    }

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (text, currency, amount) in [
            ("1,250.00", "USD", 125_000),
            ("1250", "USD", 125_000),
            ("$1 250", "USD", 125_000),
            ("USD 1250.5", "USD", 125_050),
            ("1.250,00 €", "EUR", 125_000),
            ("1\u{202f}250,5", "EUR", 125_050),
            ("1'250.75", "CHF", 125_075),
            ("1,250", "USD", 125_000),
            ("12,5", "EUR", 1250),
            (".5", "USD", 50),
            ("0.50", "USD", 50),
            ("1250.0000", "USD", 125_000),
            ("1,234,567.89", "USD", 123_456_789),
            ("1250", "JPY", 1250),
            ("¥1,250", "JPY", 1250),
            ("1.250", "JPY", 1250),
            ("1.250", "KWD", 1250),
        ] {
            assert_eq!(minor(text, currency), Ok(amount), "{text} {currency}");
        }
    }

    #[test]
    fn what_is_unclear_or_wrong_is_refused_with_a_sentence() {
        assert_eq!(minor("  ", "USD"), Err(BadAmount::Empty));
        assert_eq!(minor("-5", "USD"), Err(BadAmount::NotPositive));
        assert_eq!(minor("0.00", "USD"), Err(BadAmount::NotPositive));
        assert_eq!(minor("9999999999999999999999", "USD"), Err(BadAmount::TooLarge));
        for text in ["abc", "1e5", "12.5.5", "1,25,00.1", "1,2.3,4", "$", "٣"] {
            assert_eq!(minor(text, "USD"), Err(BadAmount::NotANumber), "{text}");
        }
        let unclear = minor("1.250", "USD").unwrap_err();
        assert_eq!(unclear.to_string(), "Is this 1250 or 1.25? Write it without the separator");
        let precise = minor("12.5001", "USD").unwrap_err();
        assert_eq!(precise.to_string(), "USD has 2 decimals: write 12.50");
    }

    #[test]
    fn a_known_mark_leaves_nothing_to_ask() {
        let read = |text, mark| parse_amount_with(text, Currency::EUR, mark).map(|m| m.amount);
        assert_eq!(read("1.250", DecimalMark::Comma), Ok(125_000));
        assert_eq!(read("1,250", DecimalMark::Point), Ok(125_000));
        assert_eq!(read("1.250,5", DecimalMark::Comma), Ok(125_050));
        assert!(matches!(read("1.251", DecimalMark::Point), Err(BadAmount::TooManyDecimals { .. })));
        for (text, mark) in
            [("1,250.00", DecimalMark::Comma), ("12,5", DecimalMark::Point), ("1.2.3", DecimalMark::Point)]
        {
            assert_eq!(read(text, mark), Err(BadAmount::NotANumber), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_can_be_typed_again(amount in 1..=MAX_AMOUNT, code in prop::sample::select(&["USD", "EUR", "JPY", "KWD", "GBP", "CAD"][..])) {
            let money = Money::new(amount, code.parse().unwrap());
            prop_assert_eq!(parse_amount(&money.plain(), money.currency), Ok(money));
            // A three-decimal amount with a thousands comma and a point is clear as well.
            prop_assert_eq!(parse_amount(&money.to_string(), money.currency), Ok(money));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = parse_amount(&text, Currency::USD);
            let _ = parse_amount(&text, Currency::KWD);
        }
    }
}
