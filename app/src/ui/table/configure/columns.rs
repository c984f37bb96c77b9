//! The columns in their order.

use domain::table::Columns;
use leptos::{html, prelude::*};

use super::row::ColumnRow;
use crate::ui::{
    field::fresh_id,
    icon::{Glyph, Icon},
    sorting::{GripHelp, Rules, Sorting},
    table::TableModel,
    voice::Voice,
};

/// Every column: shown or hidden, pinned or not, in its place.
#[component]
pub fn ColumnList<C: Columns>(model: TableModel<C>, voice: Voice) -> impl IntoView {
    let list = NodeRef::<html::Ul>::new();
    let words = RwSignal::new(String::new());
    let opened = RwSignal::new(None::<C>);
    let help = StoredValue::new(fresh_id());
    let sorting = Sorting::new(list, rules(model), voice);
    let found = Memo::new(move |_| {
        let words = words.with(|words| words.trim().to_lowercase());
        let matches = |column: &C| column.facts().label.to_lowercase().contains(&words);
        model.layout.with(|layout| layout.columns.iter().map(|c| c.column).filter(matches).collect::<Vec<_>>())
    });
    // Places are those among all columns: among a few, nothing can be moved.
    let searching = Signal::derive(move || words.with(|words| !words.trim().is_empty()));
    view! {
        <SearchLine label="Search columns" words/>
        <GripHelp id=help/>
        <ul class="setup-list" node_ref=list class:lifting=move || sorting.is_active() aria-label="Columns in their order">
            <For each=move || found.get() key=|column| *column let:column>
                <ColumnRow model column sorting opened help searching voice/>
            </For>
        </ul>
        <Show when=move || found.with(Vec::is_empty)>
            <p class="setup-none">"No column of that name"</p>
        </Show>
    }
}

fn rules<C: Columns>(model: TableModel<C>) -> Rules {
    let columns = move || model.layout.get_untracked().columns;
    Rules {
        name: Callback::new(move |at: usize| {
            columns().get(at).map(|c| c.column.facts().label.to_owned()).unwrap_or_default()
        }),
        // Pinned columns stay among themselves, and so do the others.
        range: Callback::new(move |at: usize| {
            let columns = columns();
            let pinned = columns.iter().take_while(|c| c.pinned).count();
            if at < pinned { (0, pinned - 1) } else { (pinned, columns.len().saturating_sub(1)) }
        }),
        put: Callback::new(move |(from, to): (usize, usize)| {
            model.layout.update(|layout| {
                if let Some(column) = layout.columns.get(from).map(|c| c.column) {
                    layout.move_to(column, to);
                }
            });
        }),
    }
}

/// A search box inside a panel.
#[component]
pub fn SearchLine(label: &'static str, words: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="search setup-search">
            <Icon glyph=Glyph::Search/>
            <input
                type="search"
                aria-label=label
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                prop:value=words
                on:input=move |event| words.set(event_target_value(&event))
            />
        </div>
    }
}
