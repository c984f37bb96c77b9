//! Quantities and rates as people type them: `1.5`, `1,5`, `8.875 %`. They are thousandths of one.

/// How many decimals there are room for.
const DECIMALS: usize = 3;
/// The most digits before the point: far above any quantity, and far below where arithmetic overflows.
const DIGITS: usize = 9;

/// Why a text is no number of thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadDecimal {
    /// Nothing was typed.
    #[error("Enter a number")]
    Empty,
    /// Something that is no number.
    #[error("Write a number such as 1.5")]
    NotANumber,
    /// Finer than thousandths.
    #[error("Use at most three decimals")]
    TooFine,
    /// More than anything here takes.
    #[error("The number is too large")]
    TooLarge,
}

/// Reads thousandths: `1.5` is 1500. A percent sign behind the number is of no concern.
///
/// # Errors
/// A sentence to show next to the field.
pub fn parse_thousandths(text: &str) -> Result<i64, BadDecimal> {
    let text = text.trim().trim_end_matches('%').trim_end();
    if text.is_empty() {
        return Err(BadDecimal::Empty);
    }
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return Err(BadDecimal::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > DECIMALS {
        return Err(BadDecimal::TooFine);
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > DIGITS {
        return Err(BadDecimal::TooLarge);
    }
    format!("{whole}{fraction:0<DECIMALS$}").parse().map_err(|_| BadDecimal::TooLarge)
}

/// Thousandths as people write them: 1500 is `1.5`.
#[must_use]
pub fn show_thousandths(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let number = number.unsigned_abs();
    let fraction = format!("{:03}", number % 1_000);
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{}", number / 1_000),
        fraction => format!("{sign}{}.{fraction}", number / 1_000),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_write_thousandths_in_several_ways() {
        for (text, number) in [("1", 1_000), (" 1.5 ", 1_500), ("1,5", 1_500), (".25", 250), ("8.875 %", 8_875)] {
            assert_eq!(parse_thousandths(text), Ok(number), "{text}");
        }
        assert_eq!(parse_thousandths("0.0000"), Ok(0));
    }

    #[test]
    fn what_is_no_number_says_why() {
        assert_eq!(parse_thousandths(" % "), Err(BadDecimal::Empty));
        for text in ["one", "1.5.2", "-1", ".", "1 000"] {
            assert_eq!(parse_thousandths(text), Err(BadDecimal::NotANumber), "{text}");
        }
        assert_eq!(parse_thousandths("1.0005"), Err(BadDecimal::TooFine));
        assert_eq!(parse_thousandths("1234567890"), Err(BadDecimal::TooLarge));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(number in 0..1_000_000_000_i64) {
            prop_assert_eq!(parse_thousandths(&show_thousandths(number)), Ok(number));
        }
    }
}
