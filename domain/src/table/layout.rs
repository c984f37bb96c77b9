//! How a person has set up a table: columns, their order, widths, and how dense the rows are.

use serde::{Deserialize, Serialize};

use super::Columns;
use crate::{
    api::tables::{ColumnSetup, Setup},
    word::words,
};

/// The narrowest column, in CSS pixels.
pub const MIN_WIDTH: u16 = 60;
/// The widest column, in CSS pixels.
pub const MAX_WIDTH: u16 = 800;

words! {
    /// How much room a row takes.
    Density {
        /// Two lines a row.
        Comfortable = "comfortable",
        /// One line a row.
        Compact = "compact",
    }
}

/// A column as it is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column<C> {
    /// Which one.
    pub column: C,
    /// Whether it is shown.
    pub shown: bool,
    /// Whether it stays at the left while the others scroll.
    pub pinned: bool,
    /// CSS pixels.
    pub width: u16,
}

/// A table as it is set up: every column once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout<C> {
    /// All columns in their order; those that are pinned come first.
    pub columns: Vec<Column<C>>,
    /// How dense the rows are.
    pub density: Density,
}

impl<C: Columns> Default for Layout<C> {
    fn default() -> Self {
        let columns = C::COLUMNS.iter().map(|column| Self::fresh(*column)).collect();
        Self { columns, density: Density::Comfortable }
    }
}

impl<C: Columns> Layout<C> {
    fn fresh(column: C) -> Column<C> {
        let facts = column.facts();
        Column { column, shown: facts.shown, pinned: column == C::NAME, width: facts.width }
    }

    /// Reads what was kept. Columns that are new since then are added, those that are gone are left out.
    #[must_use]
    pub fn from_setup(setup: &Setup) -> Self {
        let mut columns: Vec<Column<C>> = Vec::with_capacity(C::COLUMNS.len());
        for kept in &setup.columns {
            let Ok(column) = kept.column.parse::<C>() else { continue };
            if columns.iter().any(|c| c.column == column) {
                continue;
            }
            let fresh = Self::fresh(column);
            columns.push(Column {
                column,
                shown: kept.shown || column == C::NAME,
                pinned: kept.pinned,
                width: kept.width.map_or(fresh.width, |width| width.clamp(MIN_WIDTH, MAX_WIDTH)),
            });
        }
        for column in C::COLUMNS {
            if columns.iter().all(|c| c.column != *column) {
                let fresh = Self::fresh(*column);
                // A column nobody has seen yet does not push itself into a table that someone set up.
                let shown = *column == C::NAME || (setup.columns.is_empty() && fresh.shown);
                columns.push(Column { shown, ..fresh });
            }
        }
        let mut layout = Self { columns, density: setup.density };
        layout.pinned_first();
        layout
    }

    /// As it is kept.
    #[must_use]
    pub fn to_setup(&self, query: String) -> Setup {
        let columns = self.columns.iter().map(|c| ColumnSetup {
            column: c.column.to_string(),
            shown: c.shown,
            pinned: c.pinned,
            width: Some(c.width).filter(|width| *width != c.column.facts().width),
        });
        Setup { columns: columns.collect(), density: self.density, query }
    }

    fn pinned_first(&mut self) {
        // Stable: the order among the pinned ones, and among the others, stays.
        self.columns.sort_by_key(|c| !c.pinned);
    }

    /// The columns that are shown, in their order.
    pub fn shown(&self) -> impl Iterator<Item = &Column<C>> {
        self.columns.iter().filter(|c| c.shown)
    }

    /// Where a column stands.
    #[must_use]
    pub fn position(&self, column: C) -> Option<usize> {
        self.columns.iter().position(|c| c.column == column)
    }

    /// Shows or hides a column; the one that names the row stays.
    pub fn show(&mut self, column: C, shown: bool) {
        if let Some(c) = self.columns.iter_mut().find(|c| c.column == column) {
            c.shown = shown || column == C::NAME;
        }
    }

    /// Keeps a column at the left, or lets it scroll.
    pub fn pin(&mut self, column: C, pinned: bool) {
        if let Some(c) = self.columns.iter_mut().find(|c| c.column == column) {
            c.pinned = pinned;
        }
        self.pinned_first();
    }

    /// Sets a column's width, within what is sensible.
    pub fn resize(&mut self, column: C, width: u16) {
        if let Some(c) = self.columns.iter_mut().find(|c| c.column == column) {
            c.width = width.clamp(MIN_WIDTH, MAX_WIDTH);
        }
    }

    /// Moves a column to a place among all columns. It stays among those that are pinned as it is.
    pub fn move_to(&mut self, column: C, to: usize) {
        if let Some(from) = self.position(column) {
            let moved = self.columns.remove(from);
            self.columns.insert(to.min(self.columns.len()), moved);
            self.pinned_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::links::LinkColumn;

    fn names(layout: &Layout<LinkColumn>) -> Vec<String> {
        layout.columns.iter().map(|c| c.column.to_string()).collect()
    }

    #[test]
    fn what_is_kept_comes_back() {
        let mut layout = Layout::<LinkColumn>::default();
        layout.show(LinkColumn::Message, true);
        layout.pin(LinkColumn::Amount, true);
        layout.resize(LinkColumn::Status, 5);
        layout.move_to(LinkColumn::DueOn, 2);
        layout.density = Density::Compact;
        let kept = layout.to_setup("status=paid".into());
        let text = serde_json::to_string(&kept).unwrap();
        let back: Setup = serde_json::from_str(&text).unwrap();
        assert_eq!(Layout::from_setup(&back), layout);
        assert_eq!(&names(&layout)[..3], ["recipient", "amount", "due_on"], "pinned ones come first");
        let status = layout.columns.iter().find(|c| c.column == LinkColumn::Status).unwrap();
        assert_eq!(status.width, MIN_WIDTH);
    }

    #[test]
    fn an_old_set_up_survives_new_columns_and_lost_ones() {
        let kept = |column: &str, shown| ColumnSetup { column: column.into(), shown, pinned: false, width: Some(9999) };
        let setup = Setup {
            columns: vec![kept("gone", true), kept("amount", true), kept("recipient", false), kept("amount", false)],
            ..Setup::default()
        };
        let layout = Layout::<LinkColumn>::from_setup(&setup);
        assert_eq!(&names(&layout)[..2], ["amount", "recipient"]);
        assert_eq!(layout.columns.len(), LinkColumn::COLUMNS.len());
        assert_eq!(layout.shown().count(), 2, "new columns wait to be chosen, and the name can't be hidden");
        assert_eq!(layout.columns[0].width, MAX_WIDTH);
        assert_eq!(Layout::<LinkColumn>::from_setup(&Setup::default()), Layout::default());
    }

    #[test]
    fn moving_past_the_end_is_the_end() {
        let mut layout = Layout::<LinkColumn>::default();
        layout.move_to(LinkColumn::Amount, 999);
        assert_eq!(layout.columns.last().unwrap().column, LinkColumn::Amount);
    }
}
