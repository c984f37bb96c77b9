//! What the parts of one table share: its set-up, what it shows, and what is selected.

use std::collections::BTreeSet;

use domain::{
    api::tables::Count,
    table::{Columns, Condition, Direction, Layout, MAX_SORT_KEYS, Reach, SortKey, TableQuery},
};
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

    /// Selects a row, or makes sure that it is not.
    pub fn set(&mut self, id: &str, selected: bool) {
        if self.has(id) != selected {
            self.toggle(id);
        }
    }

    /// Whether nothing is selected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::These(ids) if ids.is_empty())
    }

    /// How many rows are selected, of so many that match.
    #[must_use]
    pub fn count(&self, matching: Option<Count>) -> Count {
        let rows = |ids: &BTreeSet<String>| i64::try_from(ids.len()).unwrap_or(i64::MAX);
        match self {
            Self::These(ids) => Count { count: rows(ids), more: false },
            Self::AllBut(ids) => {
                let matching = matching.unwrap_or_default();
                // Of more than were counted, so few don't matter.
                let less = if matching.more { 0 } else { rows(ids) };
                Count { count: (matching.count - less).max(0), more: matching.more }
            }
        }
    }
}

/// Whether a table can be sorted by a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sortable {
    /// It can.
    Yes,
    /// Only while fewer rows match.
    TooMany,
    /// It never can.
    Never,
}

/// One table on the screen. It is handed around by value.
pub struct TableModel<C: Columns> {
    /// Columns, their order and widths, and the density.
    pub layout: RwSignal<Layout<C>>,
    /// Filters, search and order, as the address bar holds them.
    pub query: Memo<TableQuery<C>>,
    /// What is selected; a new query selects nothing.
    pub selected: RwSignal<Selected>,
    /// Whether a tap on a card selects it, instead of opening it.
    pub picking: RwSignal<bool>,
    /// How many rows match, once known; the page says so.
    pub matching: RwSignal<Option<Count>>,
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
            let moved =
                before.is_some_and(|before| (before.filters, before.words) != (now.filters.clone(), now.words.clone()));
            if moved {
                selected.set(Selected::default());
            }
            now
        });
        Self {
            layout: RwSignal::new(Layout::default()),
            query,
            selected,
            picking: RwSignal::new(false),
            matching: RwSignal::new(None),
            go,
        }
    }

    /// Selects nothing any more, and a tap opens a card again.
    pub fn select_nothing(self) {
        self.selected.set(Selected::default());
        self.picking.set(false);
    }

    /// How many rows are selected.
    pub fn selected_rows(self) -> Count {
        self.selected.with(|selected| selected.count(self.matching.get()))
    }

    /// Whether free filters and orders are answered: at most [`domain::table::FREE_ROWS`] rows match.
    pub fn is_free(self) -> bool {
        self.matching.with(|matching| matching.is_none_or(|matching| !matching.more))
    }

    /// Whether the table can be sorted by a column.
    pub fn sortable(self, column: C) -> Sortable {
        match column.facts().sort {
            Reach::All => Sortable::Yes,
            // What is sorted by already can be turned and left.
            Reach::Few if self.is_free() || self.sorted(column).is_some() => Sortable::Yes,
            Reach::Few => Sortable::TooMany,
            Reach::Never => Sortable::Never,
        }
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
                (None, true) if query.sort.len() >= MAX_SORT_KEYS => {}
                (None, true) => query.sort.push(SortKey { column, direction: first }),
                (Some(at), false) if query.sort.len() == 1 => {
                    query.sort[at].direction = query.sort[at].direction.turned();
                }
                (_, false) => query.sort = vec![SortKey { column, direction: first }],
            }
        });
    }
}
