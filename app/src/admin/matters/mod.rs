//! Matters: the files of clients.

mod actions;
mod cells;
mod form;
mod page;

use domain::{
    Permission,
    api::matters::Matter,
    id::MatterId,
    table::{TableQuery, matters::MatterColumn},
};
use leptos::prelude::*;

pub use self::{
    cells::matter_badge,
    form::{EditMatterPage, NewMatterPage},
    page::MatterPage,
};
use super::{
    live::Live,
    resource::{Nothing, Resource, Section, Words},
    session::Session,
};
use crate::ui::{ButtonLink, Glyph, Kind};

impl Resource for Matter {
    type Id = MatterId;
    const PATH: &'static str = "/app/matters";
    const WORDS: Words = Words {
        page: "Matters",
        one: "matter",
        many: "matters",
        table: "Matters",
        tabs: "Status",
        search: "Search name, number, client",
        found_by: "Search finds beginnings of names, numbers and clients.",
    };

    fn version(live: Live) -> u32 {
        live.records()
    }

    fn sections() -> Vec<Section<MatterColumn>> {
        vec![
            Section::all(),
            Section::among("Open", MatterColumn::Status, ["open"]),
            Section::among("Closed", MatterColumn::Status, ["closed"]),
        ]
    }

    fn nothing(query: &TableQuery<MatterColumn>) -> Nothing {
        if query.is_everything() {
            let text = "A matter is one file of a client: what it owes and what it has in trust is kept apart.";
            return Nothing { act: Some(first), ..Nothing::new(Glyph::Layers, "No matters yet", text) };
        }
        Nothing::new(Glyph::Layers, "No matters here", "Matters that you close are kept, with all of their history.")
    }

    fn buttons() -> Option<AnyView> {
        let session = Session::from_context();
        let button = move || {
            session.may(Permission::Bill).then(|| {
                view! { <ButtonLink glyph=Glyph::Plus href="/app/matters/new".to_owned()>"New matter"</ButtonLink> }
            })
        };
        Some(button.into_any())
    }
}

fn first() -> AnyView {
    view! {
        <ButtonLink kind=Kind::Primary glyph=Glyph::Plus href="/app/matters/new".to_owned()>"Add a matter"</ButtonLink>
    }
    .into_any()
}
