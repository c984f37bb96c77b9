//! Ranges of days, named or written out.

use std::{fmt, str::FromStr};

use jiff::{ToSpan, civil::Weekday};

use crate::{CivilDate, word::words};

words! {
    /// A range that moves with the calendar. Weeks begin on Monday.
    DayPreset {
        /// Before today.
        Past = "past",
        /// Today.
        Today = "today",
        /// Yesterday.
        Yesterday = "yesterday",
        /// Monday to Sunday.
        ThisWeek = "this_week",
        /// The first to the last of this month.
        ThisMonth = "this_month",
        /// The month before.
        LastMonth = "last_month",
        /// This calendar year.
        ThisYear = "this_year",
        /// Today and the six days after.
        Next7Days = "next_7_days",
        /// Today and the 29 days after.
        Next30Days = "next_30_days",
        /// Today and the six days before.
        Last7Days = "last_7_days",
        /// Today and the 29 days before.
        Last30Days = "last_30_days",
    }
}

impl DayPreset {
    /// As people say it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Past => "Before today",
            Self::Today => "Today",
            Self::Yesterday => "Yesterday",
            Self::ThisWeek => "This week",
            Self::ThisMonth => "This month",
            Self::LastMonth => "Last month",
            Self::ThisYear => "This year",
            Self::Next7Days => "Next 7 days",
            Self::Next30Days => "Next 30 days",
            Self::Last7Days => "Last 7 days",
            Self::Last30Days => "Last 30 days",
        }
    }
}

/// Some days. Both ends belong to a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// A range that moves with the calendar.
    Preset(DayPreset),
    /// From one day to another; without an end, everything on that side.
    Between(Option<CivilDate>, Option<CivilDate>),
    /// Rows without a day.
    Missing,
}

/// A text that names no days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write days as 2026-01-01..2026-01-31, with one end left out if you like, or name a range such as this_month")]
pub struct BadDays;

impl Days {
    /// The first and the last day, as the calendar stands today. `None` for rows without a day.
    #[must_use]
    pub fn range(self, today: CivilDate) -> Option<(Option<CivilDate>, Option<CivilDate>)> {
        let day = today.date();
        let shifted = |days: i32| day.saturating_add(days.days());
        let (from, to) = match self {
            Self::Missing => return None,
            Self::Between(from, to) => return Some((from, to)),
            Self::Preset(DayPreset::Past) => return Some((None, Some(CivilDate::new(shifted(-1))))),
            Self::Preset(preset) => match preset {
                DayPreset::Past | DayPreset::Today => (day, day),
                DayPreset::Yesterday => (shifted(-1), shifted(-1)),
                DayPreset::ThisWeek => {
                    let since_monday = i32::from(day.weekday().since(Weekday::Monday));
                    (shifted(-since_monday), shifted(6 - since_monday))
                }
                DayPreset::ThisMonth => (day.first_of_month(), day.last_of_month()),
                DayPreset::LastMonth => {
                    let last = day.first_of_month().saturating_sub(1.day());
                    (last.first_of_month(), last)
                }
                DayPreset::ThisYear => (day.first_of_year(), day.last_of_year()),
                DayPreset::Next7Days => (day, shifted(6)),
                DayPreset::Next30Days => (day, shifted(29)),
                DayPreset::Last7Days => (shifted(-6), day),
                DayPreset::Last30Days => (shifted(-29), day),
            },
        };
        Some((Some(CivilDate::new(from)), Some(CivilDate::new(to))))
    }
}

impl FromStr for Days {
    type Err = BadDays;

    fn from_str(text: &str) -> Result<Self, BadDays> {
        if text == "none" {
            return Ok(Self::Missing);
        }
        if let Ok(preset) = text.parse() {
            return Ok(Self::Preset(preset));
        }
        let end = |text: &str| match text {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| BadDays),
        };
        match text.split_once("..") {
            Some(("", "")) => Err(BadDays),
            Some((from, to)) => Ok(Self::Between(end(from)?, end(to)?)),
            None => {
                let day = end(text)?.ok_or(BadDays)?;
                Ok(Self::Between(Some(day), Some(day)))
            }
        }
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("none"),
            Self::Preset(preset) => write!(f, "{preset}"),
            Self::Between(from, to) => {
                let text = |day: &Option<CivilDate>| day.map(|day| day.to_string()).unwrap_or_default();
                write!(f, "{}..{}", text(from), text(to))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        text.parse().unwrap()
    }

    fn range(days: &str, today: &str) -> (String, String) {
        let (from, to) = days.parse::<Days>().unwrap().range(day(today)).unwrap();
        (from.map(|d| d.to_string()).unwrap_or_default(), to.map(|d| d.to_string()).unwrap_or_default())
    }

    #[test]
    fn named_ranges_follow_the_calendar() {
        let today = "2026-03-01"; // a Sunday
        for (name, from, to) in [
            ("past", "", "2026-02-28"),
            ("today", "2026-03-01", "2026-03-01"),
            ("yesterday", "2026-02-28", "2026-02-28"),
            ("this_week", "2026-02-23", "2026-03-01"),
            ("this_month", "2026-03-01", "2026-03-31"),
            ("last_month", "2026-02-01", "2026-02-28"),
            ("this_year", "2026-01-01", "2026-12-31"),
            ("next_7_days", "2026-03-01", "2026-03-07"),
            ("next_30_days", "2026-03-01", "2026-03-30"),
            ("last_7_days", "2026-02-23", "2026-03-01"),
            ("last_30_days", "2026-01-31", "2026-03-01"),
        ] {
            assert_eq!(range(name, today), (from.into(), to.into()), "{name}");
        }
        assert_eq!(range("last_month", "2024-03-31"), ("2024-02-01".into(), "2024-02-29".into()), "a leap year");
    }

    #[test]
    fn ranges_are_read_as_they_are_written() {
        for text in ["2026-01-01..2026-01-31", "2026-01-01..", "..2026-01-31", "none", "past", "next_7_days"] {
            assert_eq!(text.parse::<Days>().unwrap().to_string(), text);
        }
        assert_eq!("2026-01-01".parse::<Days>().unwrap().to_string(), "2026-01-01..2026-01-01");
        for bad in ["", "..", "2026-13-01..", "tomorrow", "2026-01-01..x", "2026-01-01...2026-01-02"] {
            assert_eq!(bad.parse::<Days>(), Err(BadDays), "{bad}");
        }
    }
}
