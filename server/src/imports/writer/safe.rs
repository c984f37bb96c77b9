//! Text that stays text when a spreadsheet program opens it.

use std::borrow::Cow;

/// A text for a cell of a CSV file. One that a spreadsheet program would calculate gets an
/// apostrophe before it; plain numbers, such as -5 and +41 44, are no danger and stay.
///
/// Source: <https://owasp.org/www-community/attacks/CSV_Injection>.
#[must_use]
pub fn inert(text: &str) -> Cow<'_, str> {
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let number = text.chars().skip(1).all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' '));
    let harmless = number && text.starts_with(['+', '-']) && text.len() > 1;
    if begins && !harmless { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_calculated_is_disarmed() {
        for text in ["=1+1", "@SUM(A1)", "+A1", "-2+3", "\t=1", "\r=1", "-", "+", "=", "-1+cmd|' /C calc'!A0", "＝1"] {
            assert_eq!(inert(text), format!("'{text}"), "{text}");
        }
        for text in ["", "Ann", "-5", "-1,250.00", "+41 44 000 00 00", "a=b", "2026-03-04", "'x"] {
            assert_eq!(inert(text), text);
        }
    }
}
