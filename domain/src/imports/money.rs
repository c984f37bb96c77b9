//! Amounts in an import: a currency beside the digits, and what the separators can mean.

use crate::{Currency, amount::DecimalMark};

/// The currency that stands beside the digits of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stated {
    /// One currency: `EUR 5`, `£5`.
    Only(Currency),
    /// Some dollar: `$5`.
    Dollar,
    /// Yen or yuan: `¥5`.
    Yen,
}

impl Stated {
    /// Whether it can be this currency.
    pub(crate) fn fits(self, currency: Currency) -> bool {
        const DOLLARS: [&str; 24] = [
            "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD", "BBD", "BMD", "BND", "BSD", "BZD", "FJD", "GYD",
            "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD", "XCD", "ARS",
        ];
        match self {
            Self::Only(only) => only == currency,
            Self::Dollar => DOLLARS.contains(&currency.code()),
            Self::Yen => matches!(currency.code(), "JPY" | "CNY"),
        }
    }

    /// The currency, for a sentence.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Only(currency) => currency.code(),
            Self::Dollar => "dollars",
            Self::Yen => "yen",
        }
    }
}

/// Takes the currency off an amount. What is left has digits, separators and whatever does not belong.
pub(crate) fn split(text: &str) -> (Option<Stated>, String) {
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    let sign = text.chars().find(|c| matches!(c, '$' | '€' | '£' | '¥' | '₹'));
    let stated = match (letters.to_ascii_uppercase().as_str(), sign) {
        ("", Some('$')) => Some(Stated::Dollar),
        ("", Some('¥')) => Some(Stated::Yen),
        ("", Some('€')) => only("EUR"),
        ("", Some('£')) => only("GBP"),
        ("", Some('₹')) => only("INR"),
        ("US" | "USD", Some('$')) => only("USD"),
        ("C" | "CA" | "CAD", Some('$')) => only("CAD"),
        ("A" | "AU" | "AUD", Some('$')) => only("AUD"),
        ("NZ" | "NZD", Some('$')) => only("NZD"),
        ("S" | "SG" | "SGD", Some('$')) => only("SGD"),
        ("HK" | "HKD", Some('$')) => only("HKD"),
        (code, _) if code.len() == 3 => only(code),
        _ => None,
    };
    match stated {
        Some(_) => {
            let beside = |c: &char| !c.is_ascii_alphabetic() && !matches!(c, '$' | '€' | '£' | '¥' | '₹');
            (stated, text.chars().filter(beside).collect())
        }
        None => (None, text.to_owned()),
    }
}

fn only(code: &str) -> Option<Stated> {
    code.parse().ok().map(Stated::Only)
}

/// What the separators of an amount can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    /// No separator, or nothing to read: either mark would do.
    Either,
    /// Only this one.
    Only(DecimalMark),
    /// `1,234`: a thousand and more, or a little more than one.
    Both,
}

/// What the separators of an amount can mean. Without decimals in the currency, a separator groups.
pub(crate) fn marks(text: &str, currency: Currency) -> Marks {
    let points = text.matches('.').count();
    let commas = text.matches(',').count();
    match (points, commas) {
        (0, 0) => Marks::Either,
        (1, 0) => lone(text, DecimalMark::Point, currency),
        (0, 1) => lone(text, DecimalMark::Comma, currency),
        (_, 0) => Marks::Only(DecimalMark::Comma),
        (0, _) => Marks::Only(DecimalMark::Point),
        _ if text.rfind('.') > text.rfind(',') => Marks::Only(DecimalMark::Point),
        _ => Marks::Only(DecimalMark::Comma),
    }
}

fn lone(text: &str, mark: DecimalMark, currency: Currency) -> Marks {
    let (whole, fraction) = text.split_once(mark.sign()).unwrap_or((text, ""));
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    let leading_zero = whole.trim_start().starts_with('0');
    let could_group = digits(fraction) == 3 && (1..=3).contains(&digits(whole)) && !leading_zero;
    match could_group {
        false => Marks::Only(mark),
        true if currency.decimals() == 0 => Marks::Either,
        true => Marks::Both,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_currency_comes_off() {
        let eur = Some(Stated::Only("EUR".parse().unwrap()));
        for (text, stated, left) in [
            ("1.250,00 €", eur, "1.250,00 "),
            ("EUR 12", eur, " 12"),
            ("$5", Some(Stated::Dollar), "5"),
            ("US$ 5", Some(Stated::Only(Currency::USD)), " 5"),
            ("12.50", None, "12.50"),
            ("abc", None, "abc"),
            ("12 pieces", None, "12 pieces"),
            ("-5", None, "-5"),
        ] {
            assert_eq!(split(text), (stated, left.to_owned()), "{text}");
        }
        assert!(Stated::Dollar.fits("CAD".parse().unwrap()));
        assert!(!Stated::Dollar.fits("EUR".parse().unwrap()));
    }

    #[test]
    fn separators_have_one_meaning_or_two() {
        use DecimalMark::{Comma, Point};
        for (text, currency, expected) in [
            ("1250", "USD", Marks::Either),
            ("1,250.00", "USD", Marks::Only(Point)),
            ("1.250,00", "USD", Marks::Only(Comma)),
            ("12,5", "USD", Marks::Only(Comma)),
            ("0.250", "USD", Marks::Only(Point)),
            ("1,250,000", "USD", Marks::Only(Point)),
            ("1.250.000", "USD", Marks::Only(Comma)),
            ("1,250", "USD", Marks::Both),
            ("1.250", "KWD", Marks::Both),
            ("1.250", "JPY", Marks::Either),
            (" 12.250", "USD", Marks::Both),
        ] {
            assert_eq!(marks(text, currency.parse().unwrap()), expected, "{text} {currency}");
        }
    }
}
