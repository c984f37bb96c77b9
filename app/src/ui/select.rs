//! A choice of a few.

use leptos::prelude::*;

use super::field::{Frame, Wires};

/// A choice from a list.
#[component]
pub fn SelectField(
    /// What it asks for.
    label: &'static str,
    /// The field of the request that it fills.
    pointer: &'static str,
    /// The word that is chosen.
    value: RwSignal<String>,
    /// The words to choose from, and how people say them.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// A sentence below.
    #[prop(optional, into)]
    hint: Signal<String>,
) -> impl IntoView {
    let wires = Wires::new(pointer, hint);
    let edit = move |event| {
        value.set(event_target_value(&event));
        wires.edited();
    };
    let choices = move || {
        options
            .get()
            .into_iter()
            .map(|(word, said)| {
                let chosen = {
                    let word = word.clone();
                    move || value.with(|value| *value == word)
                };
                view! { <option value=word prop:selected=chosen>{said}</option> }
            })
            .collect_view()
    };
    view! {
        <Frame wires label>
            <div class="select">
                <select
                    class="control"
                    id=wires.id()
                    aria-invalid=move || wires.invalid()
                    aria-describedby=move || wires.described_by()
                    on:change=edit
                >
                    {choices}
                </select>
            </div>
        </Frame>
    }
}
