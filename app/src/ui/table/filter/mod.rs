//! What a table is filtered by: chips, and a menu that adds one.

mod add;
mod among;
mod chip;
mod days;
mod editor;
mod range;
mod said;
mod text;

use domain::{
    Currency,
    table::{Columns, Condition},
};
use leptos::{html, prelude::*};

use self::{add::AddFilter, chip::Chip};
use super::model::TableModel;
use crate::ui::voice::{Voice, VoiceRegion};

/// What filters know of the firm.
pub struct Known<C: Columns> {
    /// Amounts are read and written in it.
    pub currency: Signal<Currency>,
    /// What a column can hold whose words are the firm's own, such as its accounts: the word, and what people
    /// call it. Nothing for a column that people don't choose from.
    pub choices: Callback<C, Vec<(String, String)>>,
}

impl<C: Columns> Clone for Known<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Columns> Copy for Known<C> {}

impl<C: Columns> Known<C> {
    /// The words of a column and what people call them.
    fn choices_of(self, column: C) -> Vec<(String, String)> {
        let fixed = column.choices();
        if fixed.is_empty() {
            return self.choices.run(column);
        }
        fixed.iter().map(|(word, said)| ((*word).to_owned(), (*said).to_owned())).collect()
    }
}

/// The filters that are on, and the way to more.
#[component]
pub fn FilterBar<C: Columns>(
    /// The table.
    model: TableModel<C>,
    /// What filters know of the firm.
    known: Known<C>,
    /// Whether a filter is shown elsewhere, such as by a tab, and needs no chip.
    is_tab: fn(C, &Condition) -> bool,
) -> impl IntoView {
    let voice = Voice::new();
    let add = NodeRef::<html::Button>::new();
    let chips = Memo::new(move |_| {
        model.query.with(|query| {
            let chips = query.filters.iter().filter(|(column, condition)| !is_tab(*column, condition));
            chips.map(|(column, _)| *column).collect::<Vec<_>>()
        })
    });
    // What had the focus is gone.
    let to_the_button = move || {
        request_animation_frame(move || {
            if let Some(button) = add.try_get_untracked().flatten() {
                // A button that can't take the focus leaves it where it is.
                let _ = button.focus();
            }
        });
    };
    let remove = Callback::new(move |column: C| {
        model.filter(column, None);
        voice.say(format!("{}: no longer filtered.", column.facts().label));
        to_the_button();
    });
    let clear = move |_| {
        model.change(|query| {
            for column in chips.get_untracked() {
                query.filter(column, None);
            }
        });
        voice.say("No filters any more.");
        to_the_button();
    };
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <For each=move || chips.get() key=|column| *column let:column>
                <Chip model column known on_remove=remove voice/>
            </For>
            <AddFilter model known button=add is_tab voice/>
            <Show when=move || chips.with(|chips| chips.len() > 1)>
                <button type="button" class="btn quiet small" on:click=clear>
                    "Clear all"
                </button>
            </Show>
            <VoiceRegion voice/>
        </div>
    }
}
