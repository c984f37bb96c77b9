//! Civil dates: a day on a firm's calendar, without a time or a zone.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A day, written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, format = Date, example = "2026-11-30"))]
#[serde(try_from = "String", into = "String")]
pub struct CivilDate(jiff::civil::Date);

/// A text that is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Write the date as YYYY-MM-DD, such as 2026-11-30")]
pub struct BadDate;

impl CivilDate {
    /// A day of the calendar.
    #[must_use]
    pub fn new(date: jiff::civil::Date) -> Self {
        Self(date)
    }

    /// For calculations.
    #[must_use]
    pub fn date(self) -> jiff::civil::Date {
        self.0
    }

    /// As on a letter: `21 November 2026`.
    #[must_use]
    pub fn long(self) -> String {
        format!("{} {} {}", self.0.day(), month(self.0.month()), self.0.year())
    }

    /// As in a table: `21 Nov 2026`.
    #[must_use]
    pub fn short(self) -> String {
        format!("{} {} {}", self.0.day(), &month(self.0.month())[..3], self.0.year())
    }
}

fn month(number: i8) -> &'static str {
    match number {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

impl FromStr for CivilDate {
    type Err = BadDate;
    fn from_str(text: &str) -> Result<Self, BadDate> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        let date: jiff::civil::Date = if shape { text.parse().map_err(|_| BadDate)? } else { return Err(BadDate) };
        if (1900..=2999).contains(&date.year()) { Ok(Self(date)) } else { Err(BadDate) }
    }
}

impl TryFrom<String> for CivilDate {
    type Error = BadDate;
    fn try_from(text: String) -> Result<Self, BadDate> {
        text.parse()
    }
}

impl From<CivilDate> for String {
    fn from(date: CivilDate) -> Self {
        date.to_string()
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_real_day() {
        assert_eq!("2028-02-29".parse::<CivilDate>().unwrap().long(), "29 February 2028");
        for bad in ["2026-02-29", "26-01-01", "2026-1-1", "2026-01-01T00:00", "0001-01-01", ""] {
            assert_eq!(bad.parse::<CivilDate>(), Err(BadDate), "{bad}");
        }
    }
}
