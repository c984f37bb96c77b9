//! Which days a calendar shows.

use std::str::FromStr;

use domain::CivilDate;

use super::super::times::{monday, month, plus, said};

/// How much is shown at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// The weeks of a month.
    Month,
}

impl Span {
    /// The word in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// How people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Week => "Week",
            Self::Month => "Month",
        }
    }
}

impl FromStr for Span {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Day, Self::Week, Self::Month].into_iter().find(|span| span.as_str() == text).ok_or(())
    }
}

/// What is shown: so much around a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// A day of it.
    pub day: CivilDate,
    /// How much.
    pub span: Span,
}

impl Shown {
    /// The first and the last day.
    pub fn range(self) -> (CivilDate, CivilDate) {
        match self.span {
            Span::Day => (self.day, self.day),
            Span::Week => {
                let first = monday(self.day);
                (first, plus(first, 6))
            }
            Span::Month => {
                let date = self.day.date();
                let first = monday(CivilDate::new(date.first_of_month()));
                (first, plus(monday(CivilDate::new(date.last_of_month())), 6))
            }
        }
    }

    /// The days before or after.
    pub fn turned(self, by: i32) -> Self {
        let day = match self.span {
            Span::Day => plus(self.day, by),
            Span::Week => plus(self.day, by * 7),
            Span::Month => {
                let first = CivilDate::new(self.day.date().first_of_month());
                let other = if by < 0 { plus(first, -1) } else { plus(first, 31) };
                CivilDate::new(other.date().first_of_month())
            }
        };
        Self { day, ..self }
    }

    /// As a heading says it.
    pub fn said(self) -> String {
        match self.span {
            Span::Day => said(self.day),
            Span::Week => {
                let (first, last) = self.range();
                format!("{} – {}", first.short(), last.short())
            }
            Span::Month => month(self.day),
        }
    }
}
