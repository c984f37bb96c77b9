//! What the parts of one table share: its set-up, what it shows, and what is selected.

use std::collections::BTreeSet;

use domain::table::{Columns, Condition, Direction, Layout, SortKey, TableQuery};
use leptos::prelude::*;

/// Rows that someone has selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selected {
    /// These, by their ids.
    These(BTreeSet<String>),
    /// All that match, loaded or not, but these.
    AllBut(BTreeSet<String>),
}

impl Default for Selected {
    fn default() -> Self {
        Self::These(BTreeSet::new())
    }
}

impl Selected {
    /// Whether a row is selected.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        match self {
            Self::These(ids) => ids.contains(id),
            Self::AllBut(ids) => !ids.contains(id),
        }
    }

    /// Selects a row, or no longer.
    pub fn toggle(&mut self, id: &str) {
        let (Self::These(ids) | Self::AllBut(ids)) = self;
        if !ids.remove(id) {
            ids.insert(id.to_owned());
        }
    }

    /// Whether nothing is selected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::These(ids) if ids.is_empty())
    }
}

/// One table on the screen. It is handed around by value.
pub struct TableModel<C: Columns> {
    /// Columns, their order and widths, and the density.
    pub layout: RwSignal<Layout<C>>,
    /// Filters, search and order, as the address bar holds them.
    pub query: Memo<TableQuery<C>>,
    /// What is selected; a new query selects nothing.
    pub selected: RwSignal<Selected>,
    go: Callback<TableQuery<C>>,
}

impl<C: Columns> Clone for TableModel<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Columns> Copy for TableModel<C> {}

impl<C: Columns> TableModel<C> {
    /// A table that shows what `query` says; `go` brings the address bar to another query.
    pub fn new(query: Memo<TableQuery<C>>, go: Callback<TableQuery<C>>) -> Self {
        let selected = RwSignal::new(Selected::default());
        Effect::new(move |before: Option<TableQuery<C>>| {
            let now = query.get();
            let moved = before.is_some_and(|before| (before.filters, before.words) != (now.filters.clone(), now.words.clone()));
            if moved {
                selected.set(Selected::default());
            }
            now
        });
        Self { layout: RwSignal::new(Layout::default()), query, selected, go }
    }

    /// Brings the address bar to another query.
    pub fn change(self, change: impl FnOnce(&mut TableQuery<C>)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        self.go.run(query);
    }

    /// Filters by a column, or no longer.
    pub fn filter(self, column: C, condition: Option<Condition>) {
        self.change(|query| query.filter(column, condition));
    }

    /// Where a column stands in the order: its place from 0, and its direction.
    pub fn sorted(self, column: C) -> Option<(usize, Direction)> {
        self.query.with(|query| {
            let at = query.sort.iter().position(|key| key.column == column)?;
            Some((at, query.sort.get(at)?.direction))
        })
    }

    /// A click on a header: sorts by the column alone, then the other way round. With `add` (Shift), the column
    /// joins the order as its last key, then turns, then leaves.
    pub fn sort_by(self, column: C, add: bool) {
        self.change(|query| {
            let first = column.first_direction();
            let at = query.sort.iter().position(|key| key.column == column);
            match (at, add) {
                (Some(at), true) if query.sort[at].direction != first => {
                    query.sort.remove(at);
                    if query.sort.is_empty() {
                        query.sort.push(C::SORT);
                    }
                }
                (Some(at), true) => query.sort[at].direction = first.turned(),
                (None, true) => query.sort.push(SortKey { column, direction: first }),
                (Some(at), false) if query.sort.len() == 1 => {
                    query.sort[at].direction = query.sort[at].direction.turned();
                }
                (_, false) => query.sort = vec![SortKey { column, direction: first }],
            }
        });
    }
}
