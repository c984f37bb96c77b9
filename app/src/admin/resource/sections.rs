//! Tabs above a table: each asks something of a few columns, and says how many rows that are.

use domain::{
    api::tables::{Count, Counts},
    table::{Columns, Condition},
};
use leptos::prelude::*;

use super::Resource;
use crate::{
    admin::{
        data::{TablePage, among},
        store::Store,
    },
    ui::Tab,
};

/// The column by which the server counts.
const STATUS: &str = "status";

/// The rows behind one tab.
pub struct Section<C> {
    /// What the tab says.
    pub label: &'static str,
    /// What it asks; of the columns that other tabs ask about, it asks nothing else.
    pub asks: Vec<(C, Condition)>,
    /// How many rows there are, where the server's counts by status don't tell.
    pub count: Option<fn(Store) -> Option<Count>>,
}

impl<C: Columns> Section<C> {
    /// All rows.
    pub fn all() -> Self {
        Self { label: "All", asks: Vec::new(), count: None }
    }

    /// Those whose column holds one of some words.
    pub fn among<const N: usize>(label: &'static str, column: C, words: [&str; N]) -> Self {
        Self { label, asks: vec![(column, among(words))], count: None }
    }

    fn condition(&self, column: C) -> Option<&Condition> {
        self.asks.iter().find(|(about, _)| *about == column).map(|(_, asked)| asked)
    }

    /// How many rows the server counted; nothing where it didn't.
    fn counted(&self, counts: &Counts) -> Option<Count> {
        let all = counts.all?;
        let Some((column, asked)) = self.asks.first() else { return Some(all) };
        let Condition::Among(words) = asked else { return None };
        (column.to_string() == STATUS && self.asks.len() == 1).then(|| {
            let of = counts.by_status.iter().filter(|entry| words.contains(&entry.status));
            of.fold(Count::default(), |sum, entry| Count {
                count: sum.count + entry.count.count,
                more: sum.more || entry.count.more,
            })
        })
    }
}

/// The columns that some tab asks about.
pub(super) fn about<T: Resource>() -> Vec<T::Column> {
    let sections = T::sections();
    let mut about: Vec<T::Column> = sections.iter().flat_map(|section| &section.asks).map(|(c, _)| *c).collect();
    about.sort_unstable();
    about.dedup();
    about
}

/// Whether a filter is what one of the tabs asks.
pub(super) fn is_one<T: Resource>(column: T::Column, condition: &Condition) -> bool {
    T::sections().iter().any(|section| section.condition(column) == Some(condition))
}

/// The tabs of a page.
pub(super) fn tabs<T: Resource>(page: TablePage<T::Column>) -> Vec<Tab> {
    let about = StoredValue::new(about::<T>());
    T::sections().into_iter().map(|section| tab(page, about, section)).collect()
}

fn tab<C: Columns>(page: TablePage<C>, about: StoredValue<Vec<C>>, section: Section<C>) -> Tab {
    let store = Store::from_context();
    let label = section.label;
    let section = StoredValue::new(section);
    let each = move |of: &mut dyn FnMut(C, Option<&Condition>)| {
        about.with_value(|about| {
            section.with_value(|section| about.iter().for_each(|column| of(*column, section.condition(*column))));
        });
    };
    let href = move || page.changed(|query| each(&mut |column, asked| query.filter(column, asked.cloned())));
    let current = move || {
        page.model.query.with(|query| {
            let mut all = true;
            each(&mut |column, asked| all &= query.condition(column) == asked);
            all
        })
    };
    // The server counts under all filters but the one on the status: under another tab's filter nobody has counted
    // what is behind this one.
    let comparable = move || {
        let others = |column: &C| column.to_string() != STATUS;
        page.model.query.with(|query| {
            about.with_value(|about| !about.iter().filter(|c| others(c)).any(|c| query.condition(*c).is_some()))
        })
    };
    let count = move || match section.with_value(|section| section.count) {
        Some(count) => count(store),
        None => page
            .counts
            .with(|counts| section.with_value(|section| section.counted(counts.as_ref()?)))
            .filter(|_| comparable()),
    };
    Tab { label, href: Signal::derive(href), current: Signal::derive(current), count: Signal::derive(count) }
}
