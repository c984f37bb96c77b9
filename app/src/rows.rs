//! Rows of a list: in their order, found by their id, and the places of those that are on the screen.
//!
//! Nothing here needs a browser, so that it is tested without one.

use std::{collections::HashMap, ops::Range, sync::Arc};

use leptos::prelude::*;

/// Rows are added to the screen and taken from it by so many at once.
const STEP: usize = 8;

/// Something of which a list shows many.
pub trait Keyed: Clone + PartialEq + Send + Sync + 'static {
    /// What tells it apart from all others.
    fn key(&self) -> String;
}

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

/// The rows that one sees through a window, of so many of one height; the window's ends are measured from the first
/// row's upper edge.
#[must_use]
pub fn seen((from, to): (i32, i32), height: i32, rows: usize) -> Range<usize> {
    let place = |y: i32| usize::try_from(y.div_euclid(height)).unwrap_or(0).min(rows);
    let first = place(from);
    first..place(to.saturating_add(height - 1)).max(first)
}

/// The rows that are kept ready: those one sees, and some around them. Between two steps they stay the same.
#[must_use]
pub fn ready(seen: &Range<usize>, rows: usize) -> Range<usize> {
    let start = (seen.start / STEP * STEP).saturating_sub(STEP);
    start..(seen.end.next_multiple_of(STEP) + STEP).min(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Thing(&'static str, u32);

    impl Keyed for Thing {
        fn key(&self) -> String {
            self.0.to_owned()
        }
    }

    fn things(names: &[&'static str]) -> Vec<Thing> {
        names.iter().map(|name| Thing(name, 0)).collect()
    }

    fn loaded(names: &[&'static str]) -> Loaded<Thing> {
        let mut rows = Loaded::default();
        rows.append(things(names));
        rows
    }

    fn names(rows: &Loaded<Thing>) -> String {
        let all = rows.slice(0..rows.len());
        for (at, row) in all.iter().enumerate() {
            assert_eq!(rows.place(&row.key), Some(at), "each row is found where it stands");
        }
        all.iter().map(|row| row.key.to_string()).collect()
    }

    #[test]
    fn a_row_that_moved_to_a_later_page_does_not_stand_twice() {
        let mut rows = loaded(&["a", "b", "c"]);
        rows.append(vec![Thing("c", 7), Thing("d", 0)]);
        assert_eq!(names(&rows), "abcd");
        assert_eq!(rows.get(2).unwrap().value.get_untracked(), Thing("c", 7), "its later content counts");
    }

    #[test]
    fn rows_that_stay_keep_their_element() {
        let mut rows = loaded(&["a", "b", "c"]);
        let c = rows.get(2).unwrap().clone();
        rows.replace(vec![Thing("c", 1), Thing("x", 0), Thing("c", 2)]);
        assert_eq!(names(&rows), "cx");
        assert!(*rows.get(0).unwrap() == c);
        assert_eq!(c.value.get_untracked(), Thing("c", 1));
    }

    #[test]
    fn a_new_first_page_keeps_what_follows_only_where_that_is_certain() {
        for (page, follows, then) in [
            // Rows came in at the top, and in between.
            (&["x", "a", "b"][..], true, "xabcde"),
            (&["a", "x", "b"], true, "axbcde"),
            // Nothing changed.
            (&["a", "b", "c"], true, "abcde"),
            // One has gone, has moved, or everything is new: what follows is asked for again.
            (&["a", "c", "d"], false, "acd"),
            (&["b", "a", "c"], false, "bac"),
            (&["e", "a", "b"], false, "eab"),
            (&["x", "y", "z"], false, "xyz"),
            (&[], false, ""),
        ] {
            let mut rows = loaded(&["a", "b", "c", "d", "e"]);
            assert_eq!(rows.begin_with(things(page)), follows, "{page:?}");
            assert_eq!(names(&rows), then, "{page:?}");
        }
        let mut rows = loaded(&["a", "b"]);
        assert!(!rows.begin_with(things(&["x", "a", "b"])), "nothing followed that page");
    }

    #[test]
    fn what_came_in_above_is_counted() {
        let rows = loaded(&["a", "b"]);
        assert_eq!(rows.ahead(&things(&["x", "y", "a", "z"])), 2);
        assert_eq!(rows.ahead(&things(&["b", "x"])), 0);
        assert_eq!(rows.ahead(&things(&["x"])), 1);
    }

    #[test]
    fn the_rows_on_the_screen_are_always_ready() {
        for rows in [0, 1, 7, 100, 100_000] {
            for from in [-500, -1, 0, 1, 35, 36, 37, 5_000, 3_599_999, 9_000_000] {
                for height in [0, 1, 36, 600] {
                    let seen = seen((from, from + height), 36, rows);
                    let ready = ready(&seen, rows);
                    assert!(seen.start <= seen.end && seen.end <= rows);
                    assert!(ready.end <= rows && ready.len() <= 600 / 36 + 4 * STEP);
                    assert!(seen.is_empty() || (ready.start <= seen.start && seen.end <= ready.end));
                }
            }
        }
        assert_eq!(seen((36, 72), 36, 10), 1..2);
        assert_eq!(seen((35, 73), 36, 10), 0..3, "rows that are seen in part");
    }
}
