//! The rows that a table shows, and how it asks for others.

use std::{ops::Range, sync::Arc};

use leptos::prelude::*;

use crate::rows::{Keyed, Loaded};

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
