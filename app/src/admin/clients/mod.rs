//! Clients: whom the firm works for, what they owe, and what they have.

mod actions;
mod cells;
mod contacts;
mod draft;
mod form;
mod merge;
mod page;

use domain::{
    api::clients::Client,
    id::ClientId,
    table::{TableQuery, clients::ClientColumn},
};
use leptos::prelude::*;

pub use self::{
    form::{EditClientPage, NewClientPage},
    page::ClientPage,
};
use super::{
    live::Live,
    resource::{Nothing, Resource, Section, Words},
    session::Session,
};
use crate::ui::{ButtonLink, Glyph, Kind};

impl Resource for Client {
    type Id = ClientId;
    const PATH: &'static str = "/app/clients";
    const WORDS: Words = Words {
        page: "Clients",
        one: "client",
        many: "clients",
        table: "Clients",
        tabs: "Status",
        search: "Search name, number, email",
        found_by: "Search finds beginnings of names, numbers and addresses.",
    };

    fn version(live: Live) -> u32 {
        live.records()
    }

    fn sections() -> Vec<Section<ClientColumn>> {
        vec![
            Section::all(),
            Section::among("Active", ClientColumn::Status, ["active"]),
            Section::among("Archived", ClientColumn::Status, ["archived"]),
        ]
    }

    fn nothing(query: &TableQuery<ClientColumn>) -> Nothing {
        if query.is_everything() {
            let text = "Add whom you work for. Then ask for money from their page, and see what they owe and have.";
            return Nothing { act: Some(first), ..Nothing::new(Glyph::Person, "No clients yet", text) };
        }
        let text = "Clients that you archive are kept here, with all of their history.";
        Nothing::new(Glyph::Person, "No clients here", text)
    }

    fn buttons() -> Option<AnyView> {
        let session = Session::from_context();
        let button = move || {
            session.may(domain::Permission::Bill).then(|| {
                view! { <ButtonLink glyph=Glyph::Plus href="/app/clients/new".to_owned()>"New client"</ButtonLink> }
            })
        };
        Some(button.into_any())
    }
}

fn first() -> AnyView {
    view! {
        <ButtonLink kind=Kind::Primary glyph=Glyph::Plus href="/app/clients/new".to_owned()>"Add a client"</ButtonLink>
    }
    .into_any()
}
