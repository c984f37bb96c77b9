//! Two entries that turned out to be one client.

use domain::{
    FieldError, Problem,
    api::{
        clients::{Client, NewMerger},
        stream::ChangeKind,
    },
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query},
        live::Live,
        records::{ClientField, Picked},
    },
    api,
    ui::{Button, Dialog, Form, FormState, Glyph, Icon, Kind, Toasts},
};

/// Chooses the duplicate, says what will happen, and does it.
#[component]
pub fn MergeDialog(open: RwSignal<bool>, client: Query<Client>) -> impl IntoView {
    let live = Live::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let duplicate = RwSignal::new(None::<Picked>);
    let name = Memo::new(move |_| client.value.with(|c| c.as_ref().map(|c| c.name.clone())).unwrap_or_default());
    let mode = Memo::new(move |_| client.value.with(|c| c.as_ref().map(|c| c.mode)).unwrap_or(domain::Mode::Live));
    Effect::new(move |_| {
        if open.get() {
            form.clear();
            duplicate.set(None);
        }
    });
    let merge = move |()| {
        form.clear();
        let Some(id) = client.value.with_untracked(|c| c.as_ref().map(|c| c.id.clone())) else { return };
        let chosen = match duplicate.get_untracked() {
            Some(chosen) if chosen.id != id => chosen,
            Some(_) => return refuse(form, duplicate, "That is this client itself: choose the other entry"),
            None => return refuse(form, duplicate, "Choose the entry that is the same client"),
        };
        let merger = NewMerger { duplicate_id: chosen.id.to_string() };
        action.run(
            move |transport| async move { api::clients::merge(&transport, &id, &merger).await },
            move |answer| match answer {
                Ok(merged) => {
                    toasts.say(format!("{} is part of {} now.", chosen.name, merged.name));
                    open.set(false);
                    client.put(merged);
                    live.changed(ChangeKind::Record);
                    live.changed(ChangeKind::Link);
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let explained = move || {
        let (name, duplicate) = (name.get(), duplicate.get().map(|picked| picked.name));
        let duplicate = duplicate.unwrap_or_else(|| "the duplicate".to_owned());
        view! {
            <div class="callout info merge-note">
                <Icon glyph=Glyph::Return/>
                <ul>
                    <li>"Matters, invoices, links, payments and balances of " <strong>{duplicate.clone()}</strong> " become those of " <strong>{name.clone()}</strong> "."</li>
                    <li>"Contacts are kept; the name, the number and the address of " <strong>{name}</strong> " stay."</li>
                    <li><strong>{duplicate}</strong> " leaves the list. Whoever has its address is led here."</li>
                    <li>"A merger can’t be undone."</li>
                </ul>
            </div>
        }
    };
    let title = Signal::derive(move || format!("Merge a duplicate into {}", name.get()));
    view! {
        <Dialog open title>
            <Form state=form on_submit=merge>
                <ClientField label="The duplicate" pointer="/duplicate_id" mode chosen=duplicate/>
                {explained}
                <footer class="dialog-foot">
                    <Button on_click=move |()| open.set(false)>"Keep both"</Button>
                    <Button kind=Kind::Danger act="submit" busy=action.busy>"Merge"</Button>
                </footer>
            </Form>
        </Dialog>
    }
}

/// Says what is wrong with the choice, at the field that makes another.
fn refuse(form: FormState, duplicate: RwSignal<Option<Picked>>, why: &str) {
    duplicate.set(None);
    form.refuse(&Problem::invalid(vec![FieldError { pointer: "/duplicate_id".into(), detail: why.into() }]));
}
