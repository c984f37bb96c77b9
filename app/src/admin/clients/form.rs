//! Entering a client, and changing one.

use domain::{
    Permission,
    api::{clients::Client, stream::ChangeKind},
    client::ClientKind,
    id::ClientId,
    table::clients::ClientColumn,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{contacts::Contacts, draft::Draft};
use crate::{
    admin::{
        data::{Action, Keys, Query},
        frame::{NoPermission, PageHead},
        live::Live,
        place::{Place, Step},
        record_page::record,
        resource::Resource,
        session::Session,
    },
    api::{self, ApiError},
    ui::{AreaField, Button, ButtonLink, Form, FormState, Kind, TextField, Toasts},
};

/// A new client.
#[component]
pub fn NewClientPage() -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    view! {
        <PageHead title="New client"/>
        <Show when=move || may.get() fallback=NoPermission>
            <ClientForm draft=Draft::new() id=None/>
        </Show>
    }
}

/// A client that is there already.
#[component]
pub fn EditClientPage() -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<ClientId>().ok()));
    // What others change meanwhile does not overwrite what is typed.
    let client = Query::<Client>::new(
        move || id.get(),
        || 0,
        |transport, id| async move { api::pages::one::<ClientColumn, Client>(&transport, &id).await },
    );
    let is_id = Signal::derive(move || id.with(Option::is_some));
    view! {
        <PageHead title="Edit client"/>
        <Show when=move || may.get() fallback=NoPermission>
            {record(is_id, client, "client", move || {
                client
                    .value
                    .get_untracked()
                    .map(|client| view! { <ClientForm draft=Draft::of(&client) id=Some(client.id)/> })
                    .into_any()
            })}
        </Show>
    }
}

#[component]
fn ClientForm(draft: Draft, id: Option<ClientId>) -> impl IntoView {
    let live = Live::from_context();
    let place = Place::here();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let keys = Keys::new();
    let back = match &id {
        Some(id) => format!("{}/{id}", Client::PATH),
        None => Client::PATH.to_owned(),
    };
    let is_new = id.is_none();
    let id = StoredValue::new(id);
    let save = move |()| {
        form.clear();
        let read = match draft.read() {
            Ok(read) => read,
            Err(problem) => return form.refuse(&problem),
        };
        let (new, change) = (read.new_client(), read.change());
        let key = keys.of(&new);
        action.run(
            move |transport| async move {
                match id.get_value() {
                    None => api::clients::create(&transport, &new, &key).await,
                    Some(id) => api::clients::change(&transport, &id, &change).await,
                }
            },
            move |answer| match answer {
                Ok(client) => {
                    toasts.say(format!("{} is {}.", client.name, if is_new { "added" } else { "saved" }));
                    live.changed(ChangeKind::Record);
                    place.go(&format!("{}/{}", Client::PATH, client.id), Step::Instead);
                }
                Err(ApiError::Problem(problem)) => form.refuse(&read.refused(&problem)),
                Err(error) => form.fail(&error),
            },
        );
    };
    view! {
        <Form state=form on_submit=save class="sections record-form" label="Client">
            <fieldset>
                <legend>"Who it is"</legend>
                <div class="segments" role="radiogroup" aria-label="What the client is">
                    {ClientKind::ALL.iter().map(|kind| kind_choice(*kind, draft)).collect_view()}
                </div>
                <div class="columns">
                    <TextField label="Name" pointer="/name" value=draft.name autofocus=is_new/>
                    <TextField label="Number" pointer="/number" optional=true value=draft.number hint="Your own number of this client."/>
                    <TextField label="Email address" pointer="/email" kind="email" inputmode="email" optional=true value=draft.email/>
                    <TextField label="Phone" pointer="/phone" kind="tel" inputmode="tel" optional=true value=draft.phone/>
                </div>
                <AreaField label="Postal address" pointer="/address" optional=true value=draft.address/>
                <AreaField label="Note" pointer="/note" optional=true value=draft.note rows=2 hint="For colleagues. The client never sees it."/>
            </fieldset>
            <Contacts draft/>
            <div class="form-foot">
                <Button kind=Kind::Primary act="submit" busy=action.busy>
                    {if is_new { "Add the client" } else { "Save" }}
                </Button>
                <ButtonLink kind=Kind::Quiet href=back>"Cancel"</ButtonLink>
            </div>
        </Form>
    }
}

fn kind_choice(kind: ClientKind, draft: Draft) -> impl IntoView {
    view! {
        <label class="segment">
            <input
                type="radio"
                name="kind"
                prop:checked=move || draft.kind.get() == kind
                on:change=move |_| draft.kind.set(kind)
            />
            <span>{kind.label()}</span>
        </label>
    }
}
