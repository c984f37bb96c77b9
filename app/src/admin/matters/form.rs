//! Entering a matter, and changing one.

use domain::{
    CivilDate, Fields, Mode, Permission, Problem,
    api::{
        clients::Client,
        matters::{Matter, MatterChange, NewMatter},
        stream::ChangeKind,
    },
    id::{ClientId, MatterId},
    table::{clients::ClientColumn, matters::MatterColumn},
    text::Name,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    admin::{
        data::{Action, Keys, Query},
        frame::{NoPermission, PageHead},
        live::Live,
        place::{Place, Step},
        record_page::record,
        records::{ClientField, Picked},
        resource::Resource,
        session::Session,
        store::Store,
    },
    api,
    ui::{AreaField, Button, ButtonLink, Form, FormState, Kind, SelectField, TextField, Toasts, today},
};

/// Everything that is typed.
#[derive(Clone, Copy)]
struct Draft {
    client: RwSignal<Option<Picked>>,
    number: RwSignal<String>,
    name: RwSignal<String>,
    responsible_id: RwSignal<String>,
    payer_id: RwSignal<String>,
    opened_on: RwSignal<String>,
    note: RwSignal<String>,
}

impl Draft {
    fn new(opened_on: String) -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            client: RwSignal::new(None),
            number: text(),
            name: text(),
            responsible_id: text(),
            payer_id: text(),
            opened_on: RwSignal::new(opened_on),
            note: text(),
        }
    }

    fn of(matter: &Matter) -> Self {
        let draft = Self::new(matter.opened_on.map(String::from).unwrap_or_default());
        draft.client.set(Some(Picked { id: matter.client_id.clone(), name: matter.client_name.clone() }));
        draft.number.set(matter.number.clone());
        draft.name.set(matter.name.clone());
        draft.responsible_id.set(matter.responsible_id.as_ref().map(ToString::to_string).unwrap_or_default());
        draft.payer_id.set(matter.payer_id.as_ref().map(ToString::to_string).unwrap_or_default());
        draft.note.set(matter.note.clone().unwrap_or_default());
        draft
    }

    fn read(self) -> Result<NewMatter, Problem> {
        let mut fields = Fields::new();
        let text = |text: RwSignal<String>| text.get_untracked().trim().to_owned();
        let optional = |field: RwSignal<String>| Some(text(field));
        let client = self.client.get_untracked();
        if client.is_none() {
            fields.refuse("/client_id", "Choose whose matter it is");
        }
        fields.parse::<Name>("/name", &text(self.name));
        if text(self.number).is_empty() {
            fields.refuse("/number", "Enter the matter’s number");
        }
        fields.optional::<CivilDate>("/opened_on", Some(&text(self.opened_on)));
        let matter = client.map(|client| NewMatter {
            client_id: client.id.to_string(),
            number: text(self.number),
            name: text(self.name),
            responsible_id: optional(self.responsible_id),
            payer_id: optional(self.payer_id),
            opened_on: optional(self.opened_on),
            note: optional(self.note),
        });
        fields.finish(matter)
    }
}

/// A new matter; its client may be in the address.
#[component]
pub fn NewMatterPage() -> impl IntoView {
    let session = Session::from_context();
    let place = Place::here();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let draft = Draft::new(untrack(|| today(&session.zone())).map(String::from).unwrap_or_default());
    let named = untrack(|| place.param("client_id")).parse::<ClientId>().ok();
    let client = named_client(named);
    Effect::new(move |_| {
        if let Some(client) = client.value.get() {
            draft.client.set(Some(Picked { id: client.id, name: client.name }));
        }
    });
    view! {
        <PageHead title="New matter"/>
        <Show when=move || may.get() fallback=NoPermission>
            <MatterForm draft id=None/>
        </Show>
    }
}

/// A matter that is there already.
#[component]
pub fn EditMatterPage() -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<MatterId>().ok()));
    // What others change meanwhile does not overwrite what is typed.
    let matter = Query::<Matter>::new(
        move || id.get(),
        || 0,
        |transport, id| async move { api::pages::one::<MatterColumn, Matter>(&transport, &id).await },
    );
    let is_id = Signal::derive(move || id.with(Option::is_some));
    view! {
        <PageHead title="Edit matter"/>
        <Show when=move || may.get() fallback=NoPermission>
            {record(is_id, matter, "matter", move || {
                matter
                    .value
                    .get_untracked()
                    .map(|matter| view! { <MatterForm draft=Draft::of(&matter) id=Some(matter.id)/> })
                    .into_any()
            })}
        </Show>
    }
}

/// A client by its id, once.
fn named_client(id: Option<ClientId>) -> Query<Client> {
    Query::new(
        move || id.clone(),
        || 0,
        |transport, id| async move { api::pages::one::<ClientColumn, Client>(&transport, &id).await },
    )
}

#[component]
fn MatterForm(draft: Draft, id: Option<MatterId>) -> impl IntoView {
    let live = Live::from_context();
    let store = Store::from_context();
    let place = Place::here();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let keys = Keys::new();
    let is_new = id.is_none();
    let back = match &id {
        Some(id) => format!("{}/{id}", Matter::PATH),
        None => Matter::PATH.to_owned(),
    };
    let id = StoredValue::new(id);
    let save = move |()| {
        form.clear();
        let new = match draft.read() {
            Ok(new) => new,
            Err(problem) => return form.refuse(&problem),
        };
        let key = keys.of(&new);
        action.run(
            move |transport| async move {
                match id.get_value() {
                    None => api::matters::create(&transport, &new, &key).await,
                    Some(id) => api::matters::change(&transport, &id, &change(new)).await,
                }
            },
            move |answer| match answer {
                Ok(matter) => {
                    toasts.say(format!("{} is {}.", matter.number, if is_new { "added" } else { "saved" }));
                    live.changed(ChangeKind::Record);
                    place.go(&format!("{}/{}", Matter::PATH, matter.id), Step::Instead);
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let client = Query::<Client>::new(
        move || draft.client.get().map(|client| client.id),
        move || live.records(),
        |transport, id| async move { api::pages::one::<ClientColumn, Client>(&transport, &id).await },
    );
    let payers = Signal::derive(move || {
        let client = client.value.get();
        let named = client
            .iter()
            .flat_map(|client| &client.contacts)
            .map(|contact| (contact.id.to_string(), contact.name.clone()));
        std::iter::once((String::new(), "As the client says".to_owned())).chain(named).collect::<Vec<_>>()
    });
    let staff = Signal::derive(move || {
        let named = store.staff.value.get().unwrap_or_default();
        let named = named.into_iter().map(|user| (user.id.to_string(), user.name));
        std::iter::once((String::new(), "Nobody".to_owned())).chain(named).collect::<Vec<_>>()
    });
    let whose = draft.client.get_untracked().map(|client| client.name);
    let mode = Signal::derive(move || store.usual_mode().unwrap_or(Mode::Test));
    view! {
        <Form state=form on_submit=save class="sections record-form" label="Matter">
            <fieldset>
                <legend>"What it is about"</legend>
                {if is_new {
                    view! { <ClientField label="Client" pointer="/client_id" mode chosen=draft.client/> }.into_any()
                } else {
                    view! { <p class="fixed-fact"><span class="sub">"Client"</span> {whose}</p> }.into_any()
                }}
                <div class="columns">
                    <TextField label="Name" pointer="/name" value=draft.name placeholder="Estate of L. Mendes"/>
                    <TextField label="Number" pointer="/number" value=draft.number placeholder="2026-0117"/>
                    <SelectField label="Responsible" pointer="/responsible_id" value=draft.responsible_id options=staff/>
                    <SelectField label="Asked for money" pointer="/payer_id" value=draft.payer_id options=payers/>
                    <TextField label="Opened" pointer="/opened_on" kind="date" value=draft.opened_on/>
                </div>
                <AreaField label="Note" pointer="/note" optional=true value=draft.note rows=2 hint="For colleagues. The client never sees it."/>
            </fieldset>
            <div class="form-foot">
                <Button kind=Kind::Primary act="submit" busy=action.busy>
                    {if is_new { "Add the matter" } else { "Save" }}
                </Button>
                <ButtonLink kind=Kind::Quiet href=back>"Cancel"</ButtonLink>
            </div>
        </Form>
    }
}

/// The request that changes a matter: what is empty is taken away.
fn change(new: NewMatter) -> MatterChange {
    MatterChange {
        number: Some(new.number),
        name: Some(new.name),
        responsible_id: new.responsible_id,
        payer_id: new.payer_id,
        opened_on: new.opened_on,
        note: new.note,
        status: None,
    }
}
