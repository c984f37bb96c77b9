//! People at a client, as they are entered: added, taken away, and which of them pays.

use leptos::prelude::*;

use super::draft::{ContactDraft, Draft};
use crate::ui::{Button, Glyph, Icon, TextField, Toasts, focus_first};

/// The most contacts of a client.
const MOST: usize = 20;

/// All of them, and who is asked for money.
#[component]
pub fn Contacts(draft: Draft) -> impl IntoView {
    let payer = draft.payer;
    let add = move |()| {
        draft.add(None);
        focus_first(".contact:last-of-type input[type=text]");
    };
    let full = Signal::derive(move || draft.contacts.with(|contacts| contacts.len() >= MOST));
    view! {
        <fieldset>
            <legend>"Contacts"</legend>
            <p class="hint legend-hint">"People at the client. Payment requests go to the one who is marked."</p>
            <label class="pays">
                <input
                    type="radio"
                    name="payer"
                    prop:checked=move || payer.with(Option::is_none)
                    on:change=move |_| payer.set(None)
                />
                <span>"The client itself is asked for money"</span>
            </label>
            <For each=move || draft.contacts.get() key=|contact| contact.key let:contact>
                <ContactFields draft contact/>
            </For>
            <div class="form-foot">
                <Button glyph=Glyph::Plus disabled=full on_click=add>"Add a contact"</Button>
            </div>
        </fieldset>
    }
}

#[component]
fn ContactFields(draft: Draft, contact: ContactDraft) -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let payer = draft.payer;
    let place = move || draft.contacts.with(|all| all.iter().position(|other| other.key == contact.key));
    let called = move || match contact.name.with(|name| name.trim().to_owned()) {
        name if name.is_empty() => format!("Contact {}", place().map_or(1, |at| at + 1)),
        name => name,
    };
    let remove = move |_| {
        let Some(at) = untrack(place) else { return };
        let paid = payer.get_untracked() == Some(contact.key);
        let name = untrack(called);
        draft.contacts.update(|all| drop(all.remove(at)));
        if paid {
            payer.set(None);
        }
        let back = Callback::new(move |()| {
            draft.contacts.try_update(|all| all.insert(at.min(all.len()), contact));
            if paid {
                payer.try_set(Some(contact.key));
            }
        });
        toasts.offer(format!("{name} is taken out when you save."), "Undo", back);
    };
    view! {
        <div class="contact" role="group" aria-label=called>
            <div class="columns">
                <TextField label="Name" pointer=contact.pointer("name") value=contact.name/>
                <TextField label="Role" pointer=contact.pointer("role") optional=true value=contact.role placeholder="Accounts payable"/>
                <TextField label="Email address" pointer=contact.pointer("email") kind="email" inputmode="email" optional=true value=contact.email/>
                <TextField label="Phone" pointer=contact.pointer("phone") kind="tel" inputmode="tel" optional=true value=contact.phone/>
            </div>
            <div class="contact-foot">
                <label class="pays">
                    <input
                        type="radio"
                        name="payer"
                        prop:checked=move || payer.get() == Some(contact.key)
                        on:change=move |_| payer.set(Some(contact.key))
                    />
                    <span>"Is asked for money"</span>
                </label>
                <button type="button" class="btn quiet" aria-label=move || format!("Remove {}", called()) on:click=remove>
                    <Icon glyph=Glyph::Trash/>
                    "Remove"
                </button>
            </div>
        </div>
    }
}
