//! A filter that is on: what it asks, a way to change it, a way to take it away.

use domain::table::{Columns, Condition};
use leptos::{html, prelude::*};

use super::{Known, editor::Editor, said::said};
use crate::ui::{
    icon::{Glyph, Icon},
    popover::Popover,
    table::TableModel,
    voice::Voice,
};

/// The chip.
#[component]
pub fn Chip<C: Columns>(
    model: TableModel<C>,
    column: C,
    known: Known<C>,
    /// Takes the filter away.
    on_remove: Callback<C>,
    voice: Voice,
) -> impl IntoView {
    let label = column.facts().label;
    let open = RwSignal::new(false);
    let anchor = NodeRef::<html::Button>::new();
    let condition = Memo::new(move |_| model.query.with(|query| query.condition(column).cloned()));
    let words = Memo::new(move |_| condition.get().map(|c| said(column, &c, known)).unwrap_or_default());
    let on_done = Callback::new(move |wanted: Option<Condition>| {
        open.set(false);
        match wanted {
            None => on_remove.run(column),
            Some(wanted) => {
                voice.say(format!("Filtered: {label} {}.", said(column, &wanted, known)));
                model.filter(column, Some(wanted));
            }
        }
    });
    view! {
        <span class="chip">
            <button
                type="button"
                class="chip-words"
                node_ref=anchor
                aria-haspopup="dialog"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.set(true)
            >
                <span class="chip-label">{label}</span>
                <span class="chip-value">{words}</span>
            </button>
            <button
                type="button"
                class="chip-remove"
                aria-label=format!("Remove the filter: {label}")
                on:click=move |_| on_remove.run(column)
            >
                <Icon glyph=Glyph::Close/>
            </button>
            <Popover open anchor title=label.to_owned() class="filter-panel">
                <Editor column condition=condition.get_untracked() known on_done/>
            </Popover>
        </span>
    }
}
