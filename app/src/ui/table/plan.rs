//! Which rows of a table are in the page, and how much room is left for all others.

use std::ops::Range;

use crate::rows::{Keyed, Loaded, Row};

/// What is in the page: the rows that are ready, the one that one is at, and gaps for all others.
#[derive(Clone, PartialEq)]
pub struct Plan<T: Keyed> {
    ready: Vec<Row<T>>,
    above: Option<Row<T>>,
    below: Option<Row<T>>,
    /// How many rows are left out before, between, between and after these.
    gaps: [usize; 4],
}

/// One child of the table's body.
#[derive(Clone, PartialEq)]
pub enum Item<T: Keyed> {
    /// Room for rows that are left out: the gap of this number.
    Gap(usize),
    /// A row.
    Row(Row<T>),
}

impl<T: Keyed> Plan<T> {
    /// The plan for some rows, of which those at some places are ready; `here` is the row that one is at.
    pub fn new(rows: Option<&Loaded<T>>, ready: impl FnOnce(usize) -> Range<usize>, here: Option<&str>) -> Self {
        let Some(rows) = rows else {
            return Self { ready: Vec::new(), above: None, below: None, gaps: [0; 4] };
        };
        let Range { start, end } = ready(rows.len());
        let at = here.and_then(|key| rows.place(key)).filter(|at| !(start..end).contains(at));
        let apart = |at: usize| rows.get(at).cloned();
        let left = rows.len() - end;
        let (above, below, gaps) = match at {
            None => (None, None, [start, 0, 0, left]),
            Some(at) if at < start => (apart(at), None, [at, start - at - 1, 0, left]),
            Some(at) => (None, apart(at), [start, 0, at - end, rows.len() - at - 1]),
        };
        Self { ready: rows.slice(start..end).to_vec(), above, below, gaps }
    }

    /// The children of the body, in their order.
    pub fn items(&self) -> Vec<Item<T>> {
        let mut items = vec![Item::Gap(0)];
        // The row apart keeps its place among those around it: taken out and put back it would lose the focus.
        if let Some(above) = &self.above {
            items.extend([Item::Row(above.clone()), Item::Gap(1)]);
        }
        items.extend(self.ready.iter().cloned().map(Item::Row));
        if let Some(below) = &self.below {
            items.extend([Item::Gap(2), Item::Row(below.clone())]);
        }
        items.push(Item::Gap(3));
        items
    }

    /// How high a gap is, in CSS pixels, where rows have a height.
    pub fn gap(&self, at: usize, row: i32) -> i32 {
        let rows = self.gaps.get(at).copied().unwrap_or_default();
        i32::try_from(rows).unwrap_or(i32::MAX).saturating_mul(row)
    }
}
