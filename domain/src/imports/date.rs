//! Reading a day as people and programs write it, with every meaning it can have.

use crate::{CivilDate, word::words};

words! {
    /// In which order a column writes its days.
    DateOrder {
        /// 30/11/2026
        DayFirst = "day_first",
        /// 11/30/2026
        MonthFirst = "month_first",
        /// 26/11/30: with two digits for the year only.
        YearFirst = "year_first",
    }
}

/// What a text can mean: a day for each order in which it is one. A text that is clear has the same
/// day for all orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidates([Option<CivilDate>; 3]);

impl Candidates {
    fn sure(date: CivilDate) -> Self {
        Self([Some(date); 3])
    }

    /// The day in one order.
    pub(crate) fn day(self, order: DateOrder) -> Option<CivilDate> {
        self.0[order as usize]
    }

    /// The day, if only one is possible.
    pub(crate) fn only(self) -> Option<CivilDate> {
        let mut days = self.0.into_iter().flatten();
        let first = days.next()?;
        days.all(|day| day == first).then_some(first)
    }

    /// The orders in which it is a day.
    pub(crate) fn orders(self) -> impl Iterator<Item = (DateOrder, CivilDate)> {
        DateOrder::ALL.iter().filter_map(move |order| Some((*order, self.day(*order)?)))
    }
}

/// Part of a date's text.
#[derive(Clone, Copy)]
enum Part<'a> {
    Digits(&'a str),
    Month(i8),
}

/// What a text can mean as a day; nothing, if it is none.
pub(crate) fn candidates(text: &str) -> Option<Candidates> {
    let text = without_time(text.trim());
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return day(&text[..4], &text[4..6], &text[6..]).map(Candidates::sure);
    }
    let mut parts: [Option<Part<'_>>; 3] = [None; 3];
    for (at, part) in split(text).enumerate() {
        *parts.get_mut(at)? = Some(part?);
    }
    let [Some(a), Some(b), Some(c)] = parts else { return None };
    match (a, b, c) {
        (Part::Digits(a), Part::Digits(b), Part::Digits(c)) => numeric(a, b, c),
        (Part::Digits(a), Part::Month(month), Part::Digits(c)) if a.len() == 4 => named(a, month, c),
        (Part::Digits(a), Part::Month(month), Part::Digits(c)) => named(c, month, a),
        (Part::Month(month), Part::Digits(b), Part::Digits(c)) => named(c, month, b),
        _ => None,
    }
}

fn numeric(a: &str, b: &str, c: &str) -> Option<Candidates> {
    if a.len() == 4 {
        return day(a, b, c).map(Candidates::sure);
    }
    let year_first = if c.len() == 4 { None } else { day(a, b, c) };
    let all = Candidates([day(c, b, a), day(c, a, b), year_first]);
    all.0.iter().any(Option::is_some).then_some(all)
}

fn named(year: &str, month: i8, day_of_month: &str) -> Option<Candidates> {
    civil(year_number(year)?, month, number(day_of_month)?).map(Candidates::sure)
}

fn day(year: &str, month: &str, day: &str) -> Option<CivilDate> {
    civil(year_number(year)?, number(month)?, number(day)?)
}

/// Two digits mean this century: what is asked for lies ahead.
fn year_number(digits: &str) -> Option<i16> {
    let year: i16 = digits.parse().ok()?;
    match digits.len() {
        2 => Some(2000 + year),
        4 => Some(year),
        _ => None,
    }
}

fn number(digits: &str) -> Option<i8> {
    if digits.len() <= 2 { digits.parse().ok() } else { None }
}

fn civil(year: i16, month: i8, day: i8) -> Option<CivilDate> {
    let date = jiff::civil::Date::new(year, month, day).ok()?;
    (1900..=2999).contains(&year).then(|| CivilDate::new(date))
}

/// Cuts off a time of day: spreadsheets write one behind days.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let before = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    match before.strip_suffix(['T', 't', ' ']) {
        Some(day) => day.trim_end_matches([' ', ',']),
        None => text,
    }
}

/// Digits and month names; weekdays, ordinal endings and *de* are passed over. `None` for a word
/// that no date has.
fn split(text: &str) -> impl Iterator<Item = Option<Part<'_>>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = rest.trim_start_matches([' ', '/', '-', '.', ',', '\u{a0}', '–']);
            let first = rest.chars().next()?;
            let digit = first.is_ascii_digit();
            let end = rest.find(|c: char| if digit { !c.is_ascii_digit() } else { !c.is_alphabetic() });
            let (part, behind) = rest.split_at(end.unwrap_or(rest.len()));
            if part.is_empty() {
                rest = "";
                return Some(None);
            }
            rest = behind;
            if digit {
                return Some(Some(Part::Digits(part)));
            }
            match word(part) {
                Word::Month(month) => return Some(Some(Part::Month(month))),
                Word::Filler => {}
                Word::Other => return Some(None),
            }
        }
    })
}

enum Word {
    Month(i8),
    Filler,
    Other,
}

fn word(part: &str) -> Word {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "ene", "gen"],
        &["feb", "fév", "fev"],
        &["mar", "mär", "mrz", "maa"],
        &["apr", "avr", "abr"],
        &["may", "mai", "mei", "mag"],
        &["jun", "juin", "giu"],
        &["jul", "juil", "lug"],
        &["aug", "aoû", "aou", "ago"],
        &["sep", "set"],
        &["oct", "okt", "ott", "out"],
        &["nov"],
        &["dec", "dez", "déc", "dic"],
    ];
    const FILLERS: [&str; 16] =
        ["st", "nd", "rd", "th", "de", "of", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "tues", "thur", "thurs"];
    let lower = part.to_lowercase();
    if FILLERS.contains(&lower.as_str()) || lower.ends_with("day") {
        return Word::Filler;
    }
    // Long enough for a month, short enough to be no sentence.
    let month = MONTHS.iter().position(|names| names.iter().any(|name| lower.starts_with(name)));
    match month.and_then(|at| i8::try_from(at + 1).ok()) {
        Some(month) if lower.chars().count() <= 10 => Word::Month(month),
        _ => Word::Other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Option<String> {
        candidates(text)?.only().map(|day| day.to_string())
    }

    #[test]
    fn clear_days_are_read_whatever_their_form() {
        for text in [
            "2026-03-14",
            "2026/3/14",
            "2026.03.14",
            "20260314",
            "14.03.2026",
            "14/3/2026",
            "3/14/2026",
            "03-14-2026",
            "3/14/26",
            "14 Mar 2026",
            "14-Mar-26",
            "March 14, 2026",
            "Mar 14th 2026",
            "Saturday, 14 March 2026",
            "14. März 2026",
            "14 de marzo de 2026",
            "2026-03-14T00:00:00Z",
            "2026-03-14 10:30:00.000+01:00",
            "3/14/2026 0:00",
            "14.03.2026, 12:00",
        ] {
            assert_eq!(shown(text).as_deref(), Some("2026-03-14"), "{text}");
        }
        assert_eq!(shown("04/04/2026").as_deref(), Some("2026-04-04"));
    }

    #[test]
    fn what_can_mean_two_days_has_both() {
        let days = |text| -> Vec<String> {
            candidates(text).unwrap().orders().map(|(order, day)| format!("{order} {day}")).collect()
        };
        assert_eq!(days("03/04/2026"), ["day_first 2026-04-03", "month_first 2026-03-04"]);
        assert_eq!(
            days("03.04.26"),
            ["day_first 2026-04-03", "month_first 2026-03-04", "year_first 2003-04-26"].map(String::from)
        );
        assert_eq!(days("26/11/30"), ["day_first 2030-11-26", "year_first 2026-11-30"]);
        assert_eq!(shown("03/04/2026"), None);
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "",
            "soon",
            "2026",
            "13/13/2026",
            "31.02.2026",
            "1/2",
            "1/2/3/4",
            "46115",
            "0001-01-01",
            "12:30",
            "in 3 days",
            "3/4/202",
            "1,250.00",
            "Net 30",
        ] {
            assert_eq!(candidates(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,30}") {
            let _ = candidates(&text);
        }

        #[test]
        fn no_text_like_a_date_panics(text in "[0-9]{0,5}[-/. T:éa]{0,2}[0-9]{0,5}[-/. T:\u{a0}]{0,2}[0-9]{0,5}[MJar]{0,3}") {
            let _ = candidates(&text);
        }
    }
}
