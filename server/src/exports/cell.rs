//! What stands in a cell, whatever the file is written as.

use domain::{CivilDate, Instant, Money};

use crate::table::Source;

/// A typed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words of people, which are never a formula.
    Text(String),
    /// An amount.
    Money(Money),
    /// A count.
    Number(i64),
    /// A day.
    Date(CivilDate),
    /// A moment, shown in the firm's zone.
    Moment(Instant),
}

impl Cell {
    /// A text, if there is one.
    pub fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }

    /// A moment, if there is one.
    #[must_use]
    pub fn moment(at: Option<Instant>) -> Self {
        at.map_or(Self::Empty, Self::Moment)
    }

    /// One of a column's words, as people call it.
    #[must_use]
    pub fn choice<C: Source>(column: C, word: &str) -> Self {
        let label = column.choices().iter().find(|(known, _)| *known == word).map_or(word, |(_, label)| label);
        Self::Text(label.to_owned())
    }
}
