//! Whom the link is for; people whom links went to before are offered.

use domain::api::links::Recipient;
use leptos::{ev::KeyboardEvent, prelude::*};

use super::draft::Draft;
use crate::{
    admin::data::Query,
    api,
    ui::{Frame, TextField, Wires, debounced, fresh_id},
};

/// Name, address, and whether it is mailed.
#[component]
pub fn RecipientFields(draft: Draft) -> impl IntoView {
    view! {
        <fieldset>
            <legend>"Whom to ask"</legend>
            <div class="segments" role="radiogroup" aria-label="How the client gets the link">
                <Way draft send=true label="Send by email"/>
                <Way draft send=false label="Only make the link"/>
            </div>
            <div class="columns">
                <NameField draft/>
                <TextField
                    label="Email address"
                    pointer="/recipient/email"
                    kind="email"
                    inputmode="email"
                    value=draft.email
                    hint=Signal::derive(move || {
                        if draft.send.get() { String::new() } else { "Optional here: both, or neither.".to_owned() }
                    })
                />
            </div>
        </fieldset>
    }
}

#[component]
fn Way(draft: Draft, send: bool, label: &'static str) -> impl IntoView {
    view! {
        <label class="segment">
            <input
                type="radio"
                name="way"
                prop:checked=move || draft.send.get() == send
                on:change=move |_| draft.send.set(send)
            />
            <span>{label}</span>
        </label>
    }
}

/// The name, with a list of people below it while one types.
#[component]
fn NameField(draft: Draft) -> impl IntoView {
    let wires = Wires::new("/recipient/name", Signal::default());
    let list_id = StoredValue::new(fresh_id());
    let open = RwSignal::new(false);
    let marked = RwSignal::new(None::<usize>);
    let words = debounced(move || draft.name.get(), 180);
    let people = Query::new(
        move || open.get().then(|| words.get().trim().to_owned()),
        || 0,
        |transport, words| async move { api::links::recipients(&transport, &words).await.map(|page| page.data) },
    );
    let offers = Memo::new(move |_| {
        let mut offers = people.value.get().unwrap_or_default();
        offers.truncate(6);
        offers
    });
    let shown = Memo::new(move |_| open.get() && offers.with(|offers| !offers.is_empty()));
    let choose = move |person: &Recipient| {
        draft.name.set(person.name.clone());
        draft.email.set(person.email.clone());
        wires.edited();
        wires.edited_too("/recipient/email");
        open.set(false);
        marked.set(None);
    };
    let keys = move |event: KeyboardEvent| {
        let count = offers.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => {
                open.set(true);
                marked.update(|at| *at = Some(at.map_or(0, |at| (at + 1) % count)));
            }
            "ArrowUp" if count > 0 => {
                open.set(true);
                marked.update(|at| *at = Some(at.map_or(count - 1, |at| (at + count - 1) % count)));
            }
            "Enter" => {
                let person = marked.get_untracked().and_then(|at| offers.with_untracked(|o| o.get(at).cloned()));
                match person {
                    Some(person) if shown.get_untracked() => choose(&person),
                    _ => return,
                }
            }
            "Escape" if shown.get_untracked() => open.set(false),
            _ => return,
        }
        event.prevent_default();
    };
    let option_id = move |at: usize| list_id.with_value(|id| format!("{id}-{at}"));
    view! {
        <Frame wires label="Name">
            <div class="combo">
                <input
                    class="control"
                    id=wires.id()
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-haspopup="listbox"
                    aria-controls=list_id.get_value()
                    aria-expanded=move || shown.get().to_string()
                    aria-activedescendant=move || marked.get().filter(|_| shown.get()).map(option_id)
                    aria-invalid=move || wires.invalid()
                    aria-describedby=move || wires.described_by()
                    prop:value=draft.name
                    on:input=move |event| {
                        draft.name.set(event_target_value(&event));
                        wires.edited();
                        marked.set(None);
                        open.set(true);
                    }
                    on:focus=move |_| open.set(true)
                    on:blur=move |_| open.set(false)
                    on:keydown=keys
                />
                <ul id=list_id.get_value() class="combo-list" role="listbox" aria-label="Recent recipients" hidden=move || !shown.get()>
                    {move || {
                        offers
                            .get()
                            .into_iter()
                            .enumerate()
                            .map(|(at, person)| {
                                let (name, email) = (person.name.clone(), person.email.clone());
                                view! {
                                    <li
                                        id=option_id(at)
                                        role="option"
                                        aria-selected=move || (marked.get() == Some(at)).to_string()
                                        // Before the field loses the focus.
                                        on:mousedown=move |event| {
                                            event.prevent_default();
                                            choose(&person);
                                        }
                                    >
                                        <span>{name}</span>
                                        <span class="sub">{email}</span>
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
            </div>
        </Frame>
    }
}
