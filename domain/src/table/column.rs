//! What a table knows of a column.

use std::{fmt, hash::Hash, str::FromStr};

use super::{Direction, SortKey};
use crate::word::{UnknownWord, words};

words! {
    /// What stands in a column, which decides how it is filtered, aligned and exported.
    Kind {
        /// Words of people.
        Text = "text",
        /// Minor units of the row's currency.
        Money = "money",
        /// A count.
        Number = "number",
        /// A day on the firm's calendar.
        Date = "date",
        /// A moment, shown in the firm's zone.
        Moment = "moment",
        /// One of a set.
        Choice = "choice",
    }
}

/// How far something reaches: sorting by a column, or filtering by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Over any number of rows: an index serves it.
    All,
    /// While the other filters leave at most [`super::FREE_ROWS`] rows.
    Few,
    /// Not at all.
    Never,
}

/// The facts of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The header.
    pub label: &'static str,
    /// What stands in it.
    pub kind: Kind,
    /// Its width in CSS pixels until someone changes it.
    pub width: u16,
    /// Whether it is shown until someone changes that.
    pub shown: bool,
    /// Sorting by it.
    pub sort: Reach,
    /// Filtering by it.
    pub filter: Reach,
}

/// The columns of one table: an enum made by `words!`, whose words are the fields of the REST resource.
pub trait Columns:
    Copy + Eq + Ord + Hash + fmt::Debug + fmt::Display + FromStr<Err = UnknownWord> + Send + Sync + 'static
{
    /// The table's name, as in `/api/v1/tables/{table}`.
    const TABLE: &'static str;
    /// All columns, in the order in which a new table shows them.
    const COLUMNS: &'static [Self];
    /// The column that names a row: it can't be hidden.
    const NAME: Self;
    /// The order until someone changes it.
    const SORT: SortKey<Self>;

    /// What is known of a column.
    fn facts(self) -> Facts;

    /// The words that a [`Kind::Choice`] can hold, where they are fixed: the word and what people call it.
    fn choices(self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// How a first click on the header sorts: what is new or large is looked for first.
    fn first_direction(self) -> Direction {
        match self.facts().kind {
            Kind::Money | Kind::Number | Kind::Moment => Direction::Descending,
            Kind::Text | Kind::Date | Kind::Choice => Direction::Ascending,
        }
    }
}
