//! The numbers of a workbook as exact decimal text, and the days that numbers stand for. No float
//! is made of them.

use domain::CivilDate;

/// The day from which a workbook counts days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Epoch {
    /// 1 is 1 January 1900.
    Y1900,
    /// 0 is 1 January 1904: old workbooks from a Mac.
    Y1904,
}

/// Spreadsheets calculate with floats and show at most this many digits; what lies behind is noise,
/// such as in 0.30000000000000004.
const PRECISION: usize = 15;

/// A stored number, `12.1` or `1.25E3`, in plain digits with a point. `None` for a text that is no
/// number, or one that is beyond all money.
pub(super) fn plain(stored: &str) -> Option<String> {
    let (negative, unsigned) = match stored.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, stored.strip_prefix('+').unwrap_or(stored)),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok().filter(|e| e.abs() <= 40)?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits_only = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let fine = digits_only(whole) && digits_only(fraction) && !(whole.is_empty() && fraction.is_empty());
    if !fine || mantissa.len() > 60 {
        return None;
    }
    // The digits in a row, and how many of them stand before the point.
    let mut digits: Vec<u8> = [whole, fraction].concat().into_bytes();
    let mut point = i32::try_from(whole.len()).ok()? + exponent;
    let zeros = digits.iter().take_while(|b| **b == b'0').count();
    digits.drain(..zeros);
    point -= i32::try_from(zeros).ok()?;
    if i32::try_from(digits.len()).ok()? > point {
        point += rounded(&mut digits);
    }
    Some(written(negative, &digits, point))
}

/// Rounds to the precision, and takes zeros off the end. Says by how many places the point moves.
fn rounded(digits: &mut Vec<u8>) -> i32 {
    let mut moved = 0;
    if digits.len() > PRECISION {
        let up = digits[PRECISION] >= b'5';
        digits.truncate(PRECISION);
        if up {
            while digits.last() == Some(&b'9') {
                digits.pop();
            }
            match digits.last_mut() {
                Some(last) => *last += 1,
                None => {
                    digits.push(b'1');
                    moved = 1;
                }
            }
        }
    }
    moved
}

fn written(negative: bool, digits: &[u8], point: i32) -> String {
    let place = |at: i32| usize::try_from(at).ok().and_then(|at| digits.get(at)).map_or('0', |b| char::from(*b));
    let end = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let mut text = String::with_capacity(digits.len() + 3);
    if negative && !digits.is_empty() {
        text.push('-');
    }
    if point <= 0 {
        text.push('0');
    }
    text.extend((0..point.max(0)).map(place));
    let fraction: String = (point..end).map(place).collect();
    let fraction = fraction.trim_end_matches('0');
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// The day that a number stands for; the time of day behind the point is passed over.
pub(super) fn day(plain: &str, epoch: Epoch) -> Option<CivilDate> {
    let days: i64 = plain.split('.').next()?.parse().ok()?;
    let (year, days) = match (epoch, days) {
        (Epoch::Y1904, 0..) => (1904, days),
        // Lotus 1-2-3 had a 29 February 1900, day 60, and the world kept it.
        (Epoch::Y1900, 61..) => (1900, days - 2),
        (Epoch::Y1900, 1..=59) => (1900, days - 1),
        _ => return None,
    };
    let first = jiff::civil::Date::new(year, 1, 1).ok()?;
    let date = first.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    // The same years as everywhere else.
    CivilDate::new(date).to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_written_out_exactly() {
        for (stored, expected) in [
            ("12.1", "12.1"),
            ("1250", "1250"),
            ("-3.50", "-3.5"),
            ("0", "0"),
            ("-0.0", "0"),
            (".5", "0.5"),
            ("1.25E3", "1250"),
            ("1.2345678901234567E+2", "123.456789012346"),
            ("5E-2", "0.05"),
            ("0.30000000000000004", "0.3"),
            ("12.099999999999999", "12.1"),
            ("999.9999999999999999", "1000"),
            ("9.9999999999999999E-1", "1"),
            ("123456789012345678", "123456789012345678"),
            ("1e20", "100000000000000000000"),
            ("000123", "123"),
        ] {
            assert_eq!(plain(stored).as_deref(), Some(expected), "{stored}");
        }
        for none in ["", ".", "-", "1e999", "1e", "NaN", "inf", "1,5", "0x10", "1.2.3", "१"] {
            assert_eq!(plain(none), None, "{none}");
        }
    }

    #[test]
    fn days_are_counted_as_spreadsheets_do() {
        let shown = |text, epoch| day(text, epoch).map(|day| day.to_string());
        for (text, epoch, expected) in [
            ("46115", Epoch::Y1900, Some("2026-04-03")),
            ("46115.75", Epoch::Y1900, Some("2026-04-03")),
            ("44653", Epoch::Y1904, Some("2026-04-03")),
            ("1", Epoch::Y1900, Some("1900-01-01")),
            ("59", Epoch::Y1900, Some("1900-02-28")),
            ("60", Epoch::Y1900, None),
            ("61", Epoch::Y1900, Some("1900-03-01")),
            ("0.5", Epoch::Y1900, None),
            ("-5", Epoch::Y1900, None),
            ("999999999999", Epoch::Y1900, None),
        ] {
            assert_eq!(shown(text, epoch).as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn cents_come_back_as_they_were(cents in 0_i64..100_000_000_000) {
            let exact = format!("{}.{:02}", cents / 100, cents % 100);
            // What a spreadsheet stores: the shortest text of the float.
            let stored = format!("{}", exact.parse::<f64>().unwrap());
            let trimmed = exact.trim_end_matches('0').trim_end_matches('.');
            let read = plain(&stored);
            prop_assert_eq!(read.as_deref(), Some(trimmed));
            // And the seventeen digits that some programs write.
            let long = format!("{:.16e}", exact.parse::<f64>().unwrap());
            let read = plain(&long);
            prop_assert_eq!(read.as_deref(), Some(trimmed));
        }

        #[test]
        fn no_text_panics(text in "[-+0-9.eE]{0,80}") {
            if let Some(plain) = plain(&text) {
                let _ = (day(&plain, Epoch::Y1900), day(&plain, Epoch::Y1904));
            }
        }
    }
}
