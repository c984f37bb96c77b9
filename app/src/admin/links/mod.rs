//! Sent pages: every payment link, and what became of it.

mod cells;
mod details;
mod new;
mod overview;
mod status;

use domain::{
    LinkStatus,
    api::{links::Link, selections::ActionKind},
    id::LinkId,
    table::{TableQuery, links::LinkColumn},
};
use leptos::prelude::*;

use self::{details::Details, overview::Overview};
pub use self::{
    details::entry,
    new::{AccountChoice, Draft, NewLinkPage, Preview, RecipientFields, WhenFields, done},
    status::status_badge,
};
use super::{
    data::{Query, TablePage},
    live::Live,
    resource::{Nothing, Resource, Section, Words},
};
use crate::ui::{ButtonLink, Glyph, Kind};

impl Resource for Link {
    type Id = LinkId;
    const PATH: &'static str = "/app/links";
    const WORDS: Words = Words {
        page: "Sent pages",
        one: "link",
        many: "links",
        table: "Payment links",
        tabs: "Status",
        search: "Search name, number, amount",
        found_by: "Search finds beginnings of names, addresses, invoice numbers and amounts.",
    };
    const ACTS: &'static [ActionKind] = ActionKind::ALL;

    fn version(live: Live) -> u32 {
        live.links()
    }

    /// One for all, and one for each status.
    fn sections() -> Vec<Section<LinkColumn>> {
        let one = |status: &LinkStatus| Section::among(status.label(), LinkColumn::Status, [status.as_str()]);
        std::iter::once(Section::all()).chain(LinkStatus::ALL.iter().map(one)).collect()
    }

    fn nothing(query: &TableQuery<LinkColumn>) -> Nothing {
        if query.is_everything() {
            let (title, text) =
                ("No payment links yet", "Make one, send it, and watch here how it is opened and paid.");
            return Nothing { act: Some(first_link), ..Nothing::new(Glyph::Send, title, text) };
        }
        let text = "As soon as a link gets there, it appears by itself.";
        Nothing::new(Glyph::Search, "No links in this state", text)
    }

    fn details(row: Query<Self>) -> AnyView {
        view! { <Details link=row/> }.into_any()
    }

    fn buttons() -> Option<AnyView> {
        Some(view! { <a class="btn desk-only" href="/app/imports">"Bulk upload"</a> }.into_any())
    }

    fn above(page: TablePage<LinkColumn>) -> Option<AnyView> {
        Some(view! { <Overview page/> }.into_any())
    }
}

/// Where someone begins who has no link yet.
fn first_link() -> AnyView {
    view! {
        <ButtonLink kind=Kind::Primary glyph=Glyph::Plus href="/app/links/new".to_owned()>"New link"</ButtonLink>
        <ButtonLink glyph=Glyph::Layers href="/app/imports".to_owned()>"Bulk upload"</ButtonLink>
    }
    .into_any()
}
