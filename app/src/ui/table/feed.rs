//! The rows that a table shows, and how it asks for others.

use std::{collections::HashMap, ops::Range, sync::Arc};

use leptos::prelude::*;

use super::look::Keyed;

/// One row: it stays the same element on the screen while its content changes.
pub struct Row<T: Send + Sync + 'static> {
    /// The row's id.
    pub key: Arc<str>,
    /// The row's content.
    pub value: ArcRwSignal<T>,
}

impl<T: Send + Sync + 'static> Clone for Row<T> {
    fn clone(&self) -> Self {
        Self { key: Arc::clone(&self.key), value: self.value.clone() }
    }
}

/// Two are the same if they show the same thing, whatever its content is now.
impl<T: Send + Sync + 'static> PartialEq for Row<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.value == other.value
    }
}

/// Rows in their order, each found by its id at once.
pub struct Loaded<T: Send + Sync + 'static> {
    rows: Vec<Row<T>>,
    places: HashMap<Arc<str>, usize>,
}

impl<T: Send + Sync + 'static> Default for Loaded<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), places: HashMap::new() }
    }
}

impl<T: Keyed> Loaded<T> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row at a place.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Row<T>> {
        self.rows.get(at)
    }

    /// The rows at some places, as far as there are any.
    #[must_use]
    pub fn slice(&self, places: Range<usize>) -> &[Row<T>] {
        let end = places.end.min(self.rows.len());
        self.rows.get(places.start.min(end)..end).unwrap_or_default()
    }

    /// Where a row stands.
    #[must_use]
    pub fn place(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// Puts new content into a row that is there.
    pub fn renew(&self, value: T) {
        if let Some(row) = self.place(&value.key()).and_then(|at| self.rows.get(at))
            && row.value.with_untracked(|there| *there != value)
        {
            row.value.set(value);
        }
    }

    /// Adds what is not there yet: a row can move to a later page while one reads.
    pub fn append(&mut self, values: Vec<T>) {
        for value in values {
            if self.place(&value.key()).is_some() {
                self.renew(value);
            } else {
                let row = Row { key: value.key().into(), value: ArcRwSignal::new(value) };
                self.push(row);
            }
        }
    }

    /// Shows these instead; rows that stay keep their element.
    pub fn replace(&mut self, values: Vec<T>) {
        let old = std::mem::take(self);
        for value in values {
            let key = value.key();
            if self.place(&key).is_some() {
                continue;
            }
            old.renew(value.clone());
            let kept = old.place(&key).and_then(|at| old.rows.get(at)).cloned();
            self.push(kept.unwrap_or_else(|| Row { key: key.into(), value: ArcRwSignal::new(value) }));
        }
    }

    /// Puts the first page in its place again. If rows only came in, what follows stays; where rows went or
    /// moved, nobody knows what follows now. Says whether anything followed.
    pub fn begin_with(&mut self, values: Vec<T>) -> bool {
        let places: Vec<usize> = values.iter().filter_map(|value| self.place(&value.key())).collect();
        let only_came_in = places.iter().enumerate().all(|(at, place)| at == *place);
        let tail = if only_came_in { self.slice(places.len()..self.len()).to_vec() } else { Vec::new() };
        let follows = !places.is_empty() && !tail.is_empty();
        self.replace(values);
        if follows {
            tail.into_iter().for_each(|row| self.push(row));
        }
        follows
    }

    /// How many of these stand before the first one that is there already.
    #[must_use]
    pub fn ahead(&self, values: &[T]) -> usize {
        values.iter().position(|value| self.place(&value.key()).is_some()).unwrap_or(values.len())
    }

    fn push(&mut self, row: Row<T>) {
        self.places.insert(Arc::clone(&row.key), self.rows.len());
        self.rows.push(row);
    }
}

/// Why there are no rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// They could not be loaded.
    Broken(String),
    /// The filters and the order are not answered over so many rows.
    TooMany(String),
}

/// What follows the last row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum More {
    /// Nothing.
    Nothing,
    /// More rows.
    There,
    /// More rows, on their way.
    Coming,
    /// More rows, which could not be loaded.
    Broken(String),
}

/// Rows that came in above while one reads further down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fresh {
    /// How many.
    pub rows: usize,
    /// Whether there are more than that.
    pub more: bool,
}

/// What a table asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// The rows after the last one.
    More,
    /// The rows that came in above.
    Fresh,
    /// Everything once more, after a failure.
    Again,
}

/// The rows of a table, as far as they are loaded.
pub struct Feed<T: Send + Sync + 'static> {
    /// The rows; `None` before the first answer.
    pub rows: RwSignal<Option<Loaded<T>>>,
    /// Why the last question has no rows for an answer.
    pub failure: RwSignal<Option<Failure>>,
    /// Whether the rows belong to an older question.
    pub stale: RwSignal<bool>,
    /// What follows the last row.
    pub more: RwSignal<More>,
    /// What came in above the first one.
    pub fresh: RwSignal<Fresh>,
    /// Grows whenever other rows than before are shown: one begins to read at the top again.
    pub turn: RwSignal<u32>,
    /// The places that are on the screen; the table says so.
    pub seen: RwSignal<Range<usize>>,
    /// What the table asks for.
    pub ask: Callback<Ask>,
}

impl<T: Send + Sync + 'static> Clone for Feed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Feed<T> {}

impl<T: Keyed> Feed<T> {
    /// Nothing is loaded yet.
    #[must_use]
    pub fn new(ask: Callback<Ask>) -> Self {
        Self {
            rows: RwSignal::new(None),
            failure: RwSignal::new(None),
            stale: RwSignal::new(false),
            more: RwSignal::new(More::Nothing),
            fresh: RwSignal::new(Fresh::default()),
            turn: RwSignal::new(0),
            seen: RwSignal::new(0..0),
            ask,
        }
    }

    /// How many rows are loaded.
    pub fn count(self) -> usize {
        self.rows.with(|rows| rows.as_ref().map_or(0, Loaded::len))
    }

    /// Where a row stands.
    pub fn place(self, key: &str) -> Option<usize> {
        self.rows.with(|rows| rows.as_ref()?.place(key))
    }

    /// The id of the row at a place.
    pub fn key(self, at: usize) -> Option<Arc<str>> {
        self.rows.with(|rows| rows.as_ref()?.get(at).map(|row| Arc::clone(&row.key)))
    }

    /// The ids of the rows at some places.
    pub fn keys(self, places: Range<usize>) -> Vec<Arc<str>> {
        self.rows.with(|rows| {
            let rows = rows.as_ref().map(|rows| rows.slice(places)).unwrap_or_default();
            rows.iter().map(|row| Arc::clone(&row.key)).collect()
        })
    }
}
