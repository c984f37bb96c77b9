//! What stands in a cell, whatever the file is written as.

use domain::{CivilDate, Currency, Instant, Money};

use crate::{http::Result, state::App, table::Source};

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

    /// Minor units, if there are any.
    #[must_use]
    pub fn money(amount: Option<i64>, currency: Currency) -> Self {
        amount.map_or(Self::Empty, |amount| Self::Money(Money::new(amount, currency)))
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

/// A table of which files are made.
pub trait Exported: Source {
    /// A row as people see it.
    type Shown: Send;
    /// What the sheet is called.
    const TITLE: &'static str;

    /// A row as people see it.
    ///
    /// # Errors
    /// When it cannot be shown.
    fn show(row: Self::Row, app: &App, today: CivilDate) -> Result<Self::Shown>;

    /// The row's id.
    fn id(shown: &Self::Shown) -> &str;

    /// What stands in this column.
    fn cell(self, shown: &Self::Shown) -> Cell;

    /// Whether a total of this column means something.
    fn has_total(self) -> bool;
}
