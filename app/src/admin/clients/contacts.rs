//! People at a client, as they are entered: added, taken away, and which of them pays.

use leptos::prelude::*;

use super::draft::{ContactDraft, Draft};
use crate::ui::{Button, Glyph, Icon, TextField, Toasts, focus_first};

/// The most contacts of a client.
const MOST: usize = 20;

/// A contact that was taken out.
struct Removed {
    at: usize,
    contact: ContactDraft,
    paid: bool,
}

/// All of them, and who is asked for money.
#[component]
pub fn Contacts(draft: Draft) -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let payer = draft.payer;
    let add = move |()| {
        draft.add(None);
        focus_first(".contact:last-of-type input[type=text]");
    };
    // The row goes, and with it all that it made: what brings it back belongs to the list.
    let removed = StoredValue::new(Vec::<Removed>::new());
    let back = Callback::new(move |()| {
        let Some(Removed { at, contact, paid }) = removed.try_update_value(Vec::pop).flatten() else { return };
        draft.contacts.update(|all| all.insert(at.min(all.len()), contact));
        if paid {
            payer.set(Some(contact.key));
        }
    });
    let remove = Callback::new(move |contact: ContactDraft| {
        let found = draft.contacts.with_untracked(|all| all.iter().position(|other| other.key == contact.key));
        let Some(at) = found else { return };
        let name = contact.name.with_untracked(|name| name.trim().to_owned());
        let name = if name.is_empty() { format!("Contact {}", at + 1) } else { name };
        let paid = payer.get_untracked() == Some(contact.key);
        removed.update_value(|removed| removed.push(Removed { at, contact, paid }));
        draft.contacts.update(|all| {
            all.remove(at);
        });
        if paid {
            payer.set(None);
        }
        toasts.offer(format!("{name} is taken out when you save."), "Undo", back);
    });
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
                <ContactFields draft contact remove/>
            </For>
            <div class="form-foot">
                <Button glyph=Glyph::Plus disabled=full on_click=add>"Add a contact"</Button>
            </div>
        </fieldset>
    }
}

#[component]
fn ContactFields(draft: Draft, contact: ContactDraft, remove: Callback<ContactDraft>) -> impl IntoView {
    let payer = draft.payer;
    let place = move || draft.contacts.with(|all| all.iter().position(|other| other.key == contact.key));
    let called = move || match contact.name.with(|name| name.trim().to_owned()) {
        name if name.is_empty() => format!("Contact {}", place().map_or(1, |at| at + 1)),
        name => name,
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
                <button type="button" class="btn quiet" aria-label=move || format!("Remove {}", called()) on:click=move |_| remove.run(contact)>
                    <Icon glyph=Glyph::Trash/>
                    "Remove"
                </button>
            </div>
        </div>
    }
}
