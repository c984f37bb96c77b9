//! The cells of links.

use domain::table::links::LinkColumn;

use super::{Cell, Exported, Field};
use crate::table::Source as _;

impl Exported for LinkColumn {
    const TITLE: &'static str = "Links";
    const CURRENCY: &'static str = "l.currency";

    fn field(self) -> Field {
        match self {
            Self::Account => Field::text("a.name"),
            Self::Delivery => {
                Field::of(&[self.compared()], move |row| Ok(Cell::choice(self, row.text(0)?.unwrap_or("none"))))
            }
            Self::Flagged => Field::of(&[self.compared()], move |row| {
                Ok(if row.number(0)? == Some(1) { Cell::choice(self, "yes") } else { Cell::Empty })
            }),
            _ => Field::usual(self),
        }
    }

    fn has_total(self) -> bool {
        matches!(self, Self::Amount | Self::AmountPaid | Self::AmountRemaining)
    }
}
