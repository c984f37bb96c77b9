//! What a bank says of an account: lines of a statement, and how they go together with the books.

mod propose;
mod table;

use jiff::ToSpan as _;
use serde::{Deserialize, Serialize};

pub use self::{
    propose::{Item, Pair, Why, propose},
    table::{Columns, Unread},
};
use crate::{CivilDate, Currency, word::words};

words! {
    /// How a bank's file is written.
    BankFormat {
        /// A table of text.
        Csv = "csv",
        /// Open Financial Exchange, 1.x and 2.x.
        Ofx = "ofx",
        /// ISO 20022 bank to customer statement.
        Camt = "camt_053",
    }
}

impl BankFormat {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Ofx => "OFX",
            Self::Camt => "CAMT.053",
        }
    }
}

/// A line of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// The day on which the bank booked it.
    pub day: CivilDate,
    /// Minor units: what came in above nothing, what went out below.
    pub amount: i64,
    /// What the bank says of it.
    pub description: String,
    /// A number that leads to what it is: of a cheque, of a transfer.
    pub reference: Option<String>,
    /// The bank's own id of it.
    pub bank_id: Option<String>,
}

/// A file as a bank wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFile {
    /// How it is written.
    pub format: BankFormat,
    /// The currency, if the file says it.
    pub currency: Option<Currency>,
    /// Minor units before the first line.
    pub opening: Option<i64>,
    /// Minor units at the end of a day.
    pub closing: Option<(CivilDate, i64)>,
    /// Its lines, in its order.
    pub lines: Vec<StatementLine>,
}

impl StatementFile {
    /// By how much the lines miss the difference of the balances, if the file has both: then it is not whole.
    #[must_use]
    pub fn gap(&self) -> Option<i64> {
        let (opening, (_, closing)) = (self.opening?, self.closing?);
        let lines = self.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.amount));
        let gap = closing.saturating_sub(opening).saturating_sub(lines);
        (gap != 0).then_some(gap)
    }
}

/// A month of the calendar: `2026-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "2026-10"))]
pub struct Month(CivilDate);

/// A text that is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Write the month as year and month, such as 2026-10")]
pub struct BadMonth;

impl Month {
    /// The month that a day is in.
    #[must_use]
    pub fn of(day: CivilDate) -> Self {
        Self(CivilDate::new(day.date().first_of_month()))
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> CivilDate {
        self.0
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> CivilDate {
        CivilDate::new(self.0.date().last_of_month())
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self::of(CivilDate::new(self.last().date().saturating_add(1.day())))
    }

    /// The one before it.
    #[must_use]
    pub fn before(self) -> Self {
        Self::of(CivilDate::new(self.0.date().saturating_sub(1.day())))
    }

    /// As people say it: `October 2026`.
    #[must_use]
    pub fn long(self) -> String {
        let long = self.0.long();
        long.split_once(' ').map_or(long.clone(), |(_, month)| month.to_owned())
    }
}

impl std::str::FromStr for Month {
    type Err = BadMonth;
    fn from_str(text: &str) -> Result<Self, BadMonth> {
        let (year, month) = text.trim().split_once('-').ok_or(BadMonth)?;
        if year.len() != 4 || month.len() != 2 || !text.trim().bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(BadMonth);
        }
        let year: i16 = year.parse().map_err(|_| BadMonth)?;
        let first = jiff::civil::Date::new(year, month.parse().map_err(|_| BadMonth)?, 1).map_err(|_| BadMonth)?;
        if (1900..=2999).contains(&year) { Ok(Self(CivilDate::new(first))) } else { Err(BadMonth) }
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.date().year(), self.0.date().month())
    }
}

impl TryFrom<String> for Month {
    type Error = BadMonth;
    fn try_from(text: String) -> Result<Self, BadMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_one_of_the_calendar() {
        let month: Month = "2026-12".parse().unwrap();
        assert_eq!((month.first().to_string(), month.last().to_string()), ("2026-12-01".into(), "2026-12-31".into()));
        assert_eq!((month.next().to_string(), month.before().to_string()), ("2027-01".into(), "2026-11".into()));
        assert_eq!(Month::of("2028-02-29".parse().unwrap()).last().to_string(), "2028-02-29");
        assert_eq!(month.long(), "December 2026");
        for bad in ["", "2026", "2026-13", "2026-00", "26-1", "2026-1", "+026-01", "2026-10-01", "9999-01"] {
            assert_eq!(bad.parse::<Month>(), Err(BadMonth), "{bad}");
        }
    }

    #[test]
    fn a_file_that_lost_a_line_has_a_gap() {
        let day = "2026-10-31".parse().unwrap();
        let line = |amount| StatementLine { day, amount, description: String::new(), reference: None, bank_id: None };
        let mut file = StatementFile {
            format: BankFormat::Ofx,
            currency: None,
            opening: Some(100),
            closing: Some((day, 160)),
            lines: vec![line(90), line(-30)],
        };
        assert_eq!(file.gap(), None);
        file.lines.pop();
        assert_eq!(file.gap(), Some(-30));
    }
}
