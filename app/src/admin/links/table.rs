//! The table of links, and the tabs above it.

use domain::{LinkStatus, api::links::Link, table::links::LinkColumn};
use leptos::prelude::*;

use crate::{
    admin::data::{TablePage, among, with_status},
    ui::{ButtonLink, DataTable, EmptyState, Feed, Glyph, Kind, Tabs},
};

/// The table; a click on a row opens its details.
#[component]
pub fn LinkTable(page: TablePage<LinkColumn>, feed: Feed<Link>) -> impl IntoView {
    view! {
        <DataTable
            model=page.model
            feed
            label="Payment links"
            href=move |id: String| page.details(&id)
            open=move |id: String| page.open(&id)
            current=Signal::derive(move || page.open_id())
        >
            <NoLinks page/>
        </DataTable>
    }
}

/// One tab for all, and one for each status, with counts.
#[component]
pub fn StatusTabs(page: TablePage<LinkColumn>) -> impl IntoView {
    const ABOUT: &[LinkColumn] = &[LinkColumn::Status];
    let mut tabs = vec![page.tab("All", ABOUT, Vec::new(), |counts| counts.all)];
    tabs.extend(LinkStatus::ALL.iter().map(|status| {
        let asks = vec![(LinkColumn::Status, among([status.as_str()]))];
        page.tab(status.label(), ABOUT, asks, |counts| with_status(counts, &[status.as_str()]))
    }));
    view! { <Tabs label="Status" tabs/> }
}

/// Nothing to list: either there is no link at all, or none that is looked for.
#[component]
fn NoLinks(page: TablePage<LinkColumn>) -> impl IntoView {
    move || {
        let query = page.model.query.get();
        if query.is_everything() {
            return view! {
                <EmptyState
                    glyph=Glyph::Send
                    title="No payment links yet"
                    text="Make one, send it, and watch here how it is opened and paid."
                >
                    <ButtonLink kind=Kind::Primary glyph=Glyph::Plus href="/app/links/new".to_owned()>
                        "New link"
                    </ButtonLink>
                    <ButtonLink glyph=Glyph::Layers href="/app/imports".to_owned()>"Bulk upload"</ButtonLink>
                </EmptyState>
            }
            .into_any();
        }
        let only_status = query.words.is_empty() && query.filters.iter().all(|(c, _)| *c == LinkColumn::Status);
        let (title, text) = if only_status {
            ("No links in this state", "As soon as a link gets there, it appears by itself.")
        } else {
            ("Nothing found", "Search finds beginnings of names, addresses, invoice numbers and amounts.")
        };
        let everything = Signal::derive(move || page.everything());
        view! {
            <EmptyState glyph=Glyph::Search title text>
                <ButtonLink href=everything>"Show all links"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    }
}
