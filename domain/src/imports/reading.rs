//! How a column is read where its cells could mean two things, and the question if nobody knows.

use serde::{Deserialize, Serialize};

use super::{Choice, Column, DateOrder};
use crate::amount::DecimalMark;

/// How the cells of a column are read where they could mean two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Reading {
    /// A column of days.
    Date(DateOrder),
    /// A column of amounts.
    Amount(DecimalMark),
}

/// How each column is read: settled by the column itself, or by a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Readings(pub(super) Vec<Choice>);

impl Readings {
    /// The order of a column of days, if it is settled.
    #[must_use]
    pub fn date(&self, column: Column) -> Option<DateOrder> {
        self.0.iter().find_map(|choice| match choice.reading {
            Reading::Date(order) if choice.column == column => Some(order),
            _ => None,
        })
    }

    /// The decimal mark of a column of amounts, if it is settled.
    #[must_use]
    pub fn amount(&self, column: Column) -> Option<DecimalMark> {
        self.0.iter().find_map(|choice| match choice.reading {
            Reading::Amount(mark) if choice.column == column => Some(mark),
            _ => None,
        })
    }
}

/// One way to read a column, shown by an example of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offer {
    /// What to choose.
    pub reading: Reading,
    /// What the example then means.
    pub means: String,
}

/// Something that the file does not tell, to be asked once for a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Question {
    /// The column.
    pub column: Column,
    /// The row of the example.
    pub row: u32,
    /// The example's cell.
    pub text: String,
    /// What it could mean.
    pub offers: Vec<Offer>,
}

impl Question {
    /// `Does 03/04/2026 in row 2 mean 3 April 2026 or 4 March 2026?`
    #[must_use]
    pub fn sentence(&self) -> String {
        let means: Vec<&str> = self.offers.iter().map(|offer| offer.means.as_str()).collect();
        format!("Does {} in row {} mean {}?", self.text, self.row, means.join(" or "))
    }
}
