//! The menu that adds a filter: first the column, then what is asked of it.

use domain::table::{Columns, Condition, Kind, Reach};
use leptos::{html, prelude::*};

use super::{Known, editor::Editor, said::said};
use crate::ui::{
    browser::focus_first,
    icon::Glyph,
    pick::{Offer, PickList},
    popover::{Popover, PopoverButton},
    table::TableModel,
    voice::Voice,
};

/// The button and its panel.
#[component]
pub fn AddFilter<C: Columns>(
    model: TableModel<C>,
    known: Known<C>,
    /// The button, which gets the focus when a filter is taken away.
    button: NodeRef<html::Button>,
    /// Whether a filter is shown elsewhere.
    is_tab: fn(C, &Condition) -> bool,
    voice: Voice,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(None::<C>);
    let title = Signal::derive(move || chosen.get().map_or("Add a filter", |column| column.facts().label).to_owned());
    let begin = move |()| chosen.set(None);
    let on_done = Callback::new(move |wanted: Option<Condition>| {
        open.set(false);
        let Some(column) = chosen.get_untracked() else { return };
        match &wanted {
            Some(wanted) => voice.say(format!("Filtered: {} {}.", column.facts().label, said(column, wanted, known))),
            None => voice.say(format!("{}: no longer filtered.", column.facts().label)),
        }
        model.filter(column, wanted);
    });
    view! {
        <PopoverButton open anchor=button glyph=Glyph::Plus class="add-filter" on_open=begin>"Filter"</PopoverButton>
        <Popover open anchor=button title class="filter-panel">
            {move || match chosen.get() {
                None => view! { <ChooseColumn model known is_tab chosen/> }.into_any(),
                Some(column) => {
                    let condition = model.query.with_untracked(|query| query.condition(column).cloned());
                    view! {
                        <Editor column condition known on_done on_back=Callback::new(move |()| chosen.set(None))/>
                    }
                        .into_any()
                }
            }}
        </Popover>
    }
}

#[component]
fn ChooseColumn<C: Columns>(
    model: TableModel<C>,
    known: Known<C>,
    is_tab: fn(C, &Condition) -> bool,
    chosen: RwSignal<Option<C>>,
) -> impl IntoView {
    let offers = Signal::derive(move || {
        let offer = |column: C| {
            let facts = column.facts();
            let fits =
                facts.filter != Reach::Never && (facts.kind != Kind::Choice || !known.choices_of(column).is_empty());
            let (on, elsewhere) = model.query.with(|query| {
                let condition = query.condition(column);
                (condition.is_some(), condition.is_some_and(|condition| is_tab(column, condition)))
            });
            // A filter that is on stays within reach, however many rows there are.
            let refused = facts.filter == Reach::Few && !model.is_free() && !on;
            fits.then(|| Offer {
                word: column.to_string(),
                label: facts.label.to_owned(),
                note: if on && !elsewhere { "on".to_owned() } else { String::new() },
                refused,
            })
        };
        // What can be chosen comes first.
        let (mut free, refused): (Vec<_>, Vec<_>) =
            C::COLUMNS.iter().copied().filter_map(offer).partition(|offer| !offer.refused);
        free.extend(refused);
        free
    });
    let choose = Callback::new(move |word: String| {
        chosen.set(word.parse().ok());
        // The list that had the focus gives way to a form.
        focus_first("dialog[open] form :is(input, button)");
    });
    view! {
        <PickList
            label="Search columns"
            offers
            why="More than 10,000 rows match. Search, or filter by another column first, to filter by these:"
            on_pick=choose
        />
    }
}
