//! Selecting rows: one, a range, and all that match.

use std::sync::Arc;

use leptos::{ev::MouseEvent, html, prelude::*};

use super::{Selected, TableModel, feed::Feed, look::TableRow};
use crate::ui::{Voice, counted};

/// What selects rows of one table.
pub struct Picker<T: TableRow> {
    model: TableModel<T::Column>,
    feed: Feed<T>,
    // Where a range begins: the row that was selected or left last.
    anchor: StoredValue<Option<Arc<str>>>,
}

impl<T: TableRow> Clone for Picker<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: TableRow> Copy for Picker<T> {}

impl<T: TableRow> Picker<T> {
    /// Nothing was selected yet.
    pub fn new(model: TableModel<T::Column>, feed: Feed<T>) -> Self {
        Self { model, feed, anchor: StoredValue::new(None) }
    }

    /// Selects a row, or no longer; with `range`, all from the last one on become what this one becomes.
    pub fn pick(self, key: &Arc<str>, range: bool) {
        let selected = self.model.selected.with_untracked(|selected| !selected.has(key));
        let from = self.anchor.get_value().filter(|_| range);
        let places = untrack(|| from.and_then(|from| self.feed.place(&from)).zip(self.feed.place(key)));
        let keys = match places {
            Some((from, to)) => untrack(|| self.feed.keys(from.min(to)..from.max(to) + 1)),
            None => vec![Arc::clone(key)],
        };
        self.model.selected.update(|all| keys.iter().for_each(|key| all.set(key, selected)));
        self.anchor.set_value(Some(Arc::clone(key)));
    }

    /// Selects nothing any more. Says whether anything was.
    pub fn clear(self) -> bool {
        let any = self.model.selected.with_untracked(|selected| !selected.is_empty());
        if any {
            self.model.select_nothing();
        }
        any
    }
}

/// How much of everything is selected.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Share {
    Nothing,
    Some,
    All,
}

/// The box that selects all rows that match.
#[component]
pub fn PickAll<T: TableRow>(model: TableModel<T::Column>, feed: Feed<T>) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let share = Memo::new(move |_| {
        model.selected.with(|selected| match selected {
            Selected::These(ids) if ids.is_empty() => Share::Nothing,
            Selected::AllBut(ids) if ids.is_empty() => Share::All,
            Selected::These(ids) => {
                let all = feed.more.with(|more| *more == super::More::Nothing) && ids.len() >= feed.count();
                if all { Share::All } else { Share::Some }
            }
            Selected::AllBut(_) => Share::Some,
        })
    });
    let all = move |_| {
        let everything = share.get_untracked() == Share::All;
        let ids = std::collections::BTreeSet::new();
        model.selected.set(if everything { Selected::These(ids) } else { Selected::AllBut(ids) });
        // The browser has turned the box by itself: it says again what is so.
        show(node, share.get_untracked());
    };
    Effect::new(move |_| {
        node.track();
        show(node, share.get());
    });
    view! {
        <label class="cell pick-box">
            <input type="checkbox" node_ref=node aria-label="Select all that match" on:change=all/>
        </label>
    }
}

fn show(node: NodeRef<html::Input>, share: Share) {
    if let Some(input) = node.get_untracked() {
        input.set_checked(share == Share::All);
        input.set_indeterminate(share == Share::Some);
    }
}

/// The box that selects one row.
#[component]
pub fn PickOne<T: TableRow>(
    picker: Picker<T>,
    key: Arc<str>,
    /// What people call the row.
    #[prop(into)]
    name: Signal<String>,
    selected: Memo<bool>,
    #[prop(into)] tabindex: Signal<i32>,
) -> impl IntoView {
    let pick = move |event: MouseEvent| picker.pick(&key, event.shift_key());
    view! {
        <label class="cell pick-box">
            <input
                type="checkbox"
                aria-label=move || format!("Select {}", name.get())
                tabindex=move || tabindex.get()
                prop:checked=selected
                on:click=pick
            />
        </label>
    }
}

/// Says how many rows are selected, for who doesn't see it.
pub fn selection_said<T: TableRow>(model: TableModel<T::Column>, voice: Voice) {
    Effect::new(move |before: Option<bool>| {
        let any = model.selected.with(|selected| !selected.is_empty());
        if any {
            voice.say(format!("{} selected.", counted(model.selected_rows())));
        } else if before == Some(true) {
            voice.say("Nothing selected.");
        }
        any
    });
}
