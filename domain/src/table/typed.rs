//! What people type into the two fields of a range, read with an error at its field.

use super::{Condition, Days};
use crate::{CivilDate, Currency, Fields, Problem, amount::parse_amount};

/// The field of the lower, or earlier, end.
pub const FROM: &str = "/from";
/// The field of the upper, or later, end.
pub const TO: &str = "/to";

/// Amounts in a currency; one of the two may stay empty.
///
/// # Errors
/// A sentence for each field.
pub fn typed_amounts(from: &str, to: &str, currency: Currency) -> Result<Condition, Problem> {
    between(from, to, |text| parse_amount(text, currency).map(|money| money.amount).map_err(|why| why.to_string()))
}

/// Counts; one of the two may stay empty.
///
/// # Errors
/// A sentence for each field.
pub fn typed_counts(from: &str, to: &str) -> Result<Condition, Problem> {
    between(from, to, |text| match text.parse::<i64>() {
        Ok(count) if count >= 0 => Ok(count),
        _ => Err("Enter a whole number, such as 3".to_owned()),
    })
}

fn between(from: &str, to: &str, read: impl Fn(&str) -> Result<i64, String>) -> Result<Condition, Problem> {
    let mut fields = Fields::new();
    let mut end = |pointer: &str, text: &str| {
        let text = Some(text.trim()).filter(|text| !text.is_empty())?;
        fields.take(pointer, read(text))
    };
    let (low, high) = (end(FROM, from), end(TO, to));
    match (low, high) {
        (None, None) if fields.is_fine() => fields.refuse(FROM, "Enter at least one of the two"),
        (Some(low), Some(high)) if low > high => fields.refuse(TO, "Enter at least as much as in the other field"),
        _ => {}
    }
    fields.finish(Some(Condition::Between(low, high)))
}

/// Days; one of the two may stay empty. `half` tells of each field whether it holds only a part of a date,
/// which browsers hand over as an empty text.
///
/// # Errors
/// A sentence for each field.
pub fn typed_days(from: &str, to: &str, half: [bool; 2]) -> Result<Condition, Problem> {
    let mut fields = Fields::new();
    for (pointer, half) in [FROM, TO].into_iter().zip(half) {
        if half {
            fields.refuse(pointer, "Enter the whole date, or none");
        }
    }
    let first: Option<CivilDate> = fields.optional(FROM, Some(from));
    let last: Option<CivilDate> = fields.optional(TO, Some(to));
    match (first, last) {
        (None, None) if fields.is_fine() => fields.refuse(FROM, "Enter at least one of the two days"),
        (Some(first), Some(last)) if first > last => fields.refuse(TO, "Enter the first day or a later one"),
        _ => {}
    }
    fields.finish(Some(Condition::On(Days::Between(first, last))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(read: Result<Condition, Problem>) -> Result<String, Vec<(String, String)>> {
        let errors = |problem: Problem| problem.errors.into_iter().map(|e| (e.pointer, e.detail)).collect();
        read.map(|condition| condition.to_string()).map_err(errors)
    }

    fn wrong(read: Result<Condition, Problem>) -> Vec<String> {
        said(read).unwrap_err().into_iter().map(|(pointer, _)| pointer).collect()
    }

    #[test]
    fn ranges_are_read_as_people_type_them() {
        let usd = Currency::USD;
        assert_eq!(said(typed_amounts("$1,250.00", " 2 000 ", usd)), Ok("125000..200000".into()));
        assert_eq!(said(typed_amounts("", "99.50", usd)), Ok("..9950".into()));
        assert_eq!(said(typed_counts("3", "")), Ok("3..".into()));
        assert_eq!(said(typed_days("2026-01-01", "", [false; 2])), Ok("2026-01-01..".into()));
        assert_eq!(said(typed_days("2026-01-01", "2026-01-01", [false; 2])), Ok("2026-01-01..2026-01-01".into()));
    }

    #[test]
    fn every_mistake_is_told_at_its_field() {
        let usd = Currency::USD;
        let unclear = said(typed_amounts("1.250", "much", usd)).unwrap_err();
        assert_eq!(unclear[0], (FROM.into(), "Is this 1250 or 1.25? Write it without the separator".into()));
        assert_eq!(unclear[1].0, TO);
        assert_eq!(wrong(typed_amounts(" ", "", usd)), [FROM]);
        assert_eq!(wrong(typed_amounts("10", "9", usd)), [TO]);
        assert_eq!(wrong(typed_counts("-1", "x")), [FROM, TO]);
        assert_eq!(wrong(typed_days("", "", [false; 2])), [FROM]);
        assert_eq!(wrong(typed_days("2026-01-01", "", [false, true])), [TO]);
        assert_eq!(wrong(typed_days("2026-02-01", "2026-01-01", [false; 2])), [TO]);
    }
}
