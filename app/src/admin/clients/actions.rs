//! What can be done with a client.

use domain::{
    Permission,
    api::{
        clients::{Client, ClientChange},
        stream::ChangeKind,
    },
    client::ClientStatus,
    id::ClientId,
};
use leptos::prelude::*;

use super::merge::MergeDialog;
use crate::{
    admin::{
        ask::ask_at,
        data::{Action, Query},
        live::Live,
        resource::Resource,
        session::Session,
    },
    api,
    ui::{Button, ButtonLink, Glyph, Kind, Toasts},
};

/// Ask for payment, edit, statement, merge, archive.
#[component]
pub fn Actions(client: Query<Client>) -> impl IntoView {
    let session = Session::from_context();
    let merging = RwSignal::new(false);
    let shelf = Shelf::new(client);
    let status = Memo::new(move |_| client.value.with(|client| client.as_ref().map(|client| client.status)));
    let id = Memo::new(move |_| client.value.with(|client| client.as_ref().map(|client| client.id.to_string())));
    let may = Memo::new(move |_| {
        session.may(Permission::Bill) && status.get().is_some_and(|status| status != ClientStatus::Merged)
    });
    let active = Memo::new(move |_| status.get() == Some(ClientStatus::Active));
    let at = move |rest: &'static str| {
        Signal::derive(move || format!("{}/{}{rest}", Client::PATH, id.get().unwrap_or_default()))
    };
    let ask = Signal::derive(move || ask_at("client_id", &id.get().unwrap_or_default()));
    view! {
        <Show when=move || may.get()>
            <Show
                when=move || active.get()
                fallback=move || {
                    view! {
                        <Button glyph=Glyph::Return busy=shelf.action.busy on_click=move |()| shelf.put(ClientStatus::Active)>
                            "Restore"
                        </Button>
                    }
                }
            >
                <ButtonLink kind=Kind::Primary glyph=Glyph::Send href=ask>"Ask for payment"</ButtonLink>
                <ButtonLink glyph=Glyph::Sliders href=at("/edit")>"Edit"</ButtonLink>
                <ButtonLink glyph=Glyph::Receipt href=at("/statement")>"Statement"</ButtonLink>
                <Button glyph=Glyph::Person on_click=move |()| merging.set(true)>"Merge duplicate"</Button>
                <Button kind=Kind::Quiet busy=shelf.action.busy on_click=move |()| shelf.put(ClientStatus::Archived)>
                    "Archive"
                </Button>
            </Show>
        </Show>
        <MergeDialog open=merging client/>
    }
}

/// Puts a client out of the way, and brings it back.
#[derive(Clone, Copy)]
struct Shelf {
    client: Query<Client>,
    action: Action,
    live: Live,
    toasts: Toasts,
}

impl Shelf {
    fn new(client: Query<Client>) -> Self {
        let toasts = use_context::<Toasts>().unwrap_or_default();
        Self { client, action: Action::new(), live: Live::from_context(), toasts }
    }

    fn put(self, status: ClientStatus) {
        let Some(id) = self.client.value.with_untracked(|client| client.as_ref().map(|client| client.id.clone()))
        else {
            return;
        };
        self.change(id, status, true);
    }

    fn change(self, id: ClientId, status: ClientStatus, may_undo: bool) {
        let change = ClientChange { status: Some(status.to_string()), ..ClientChange::default() };
        let undo = if status == ClientStatus::Active { ClientStatus::Archived } else { ClientStatus::Active };
        self.action.run_or_tell(
            {
                let id = id.clone();
                move |transport| async move { api::clients::change(&transport, &id, &change).await }
            },
            move |changed: Client| {
                let name = &changed.name;
                let says = match status {
                    ClientStatus::Archived => format!("{name} is archived."),
                    _ => format!("{name} is back among the active clients."),
                };
                if may_undo {
                    self.toasts.offer(says, "Undo", Callback::new(move |()| self.change(id.clone(), undo, false)));
                } else {
                    self.toasts.say(says);
                }
                self.client.put(changed);
                self.live.changed(ChangeKind::Record);
            },
        );
    }
}
