//! Sent pages: every payment link, and what became of it.

mod cells;
mod details;
mod new;
mod overview;
mod status;
mod table;

use domain::{
    api::selections::ActionKind,
    table::{Condition, links::LinkColumn},
};
use leptos::prelude::*;
use leptos_router::components::Outlet;

pub use self::{
    details::{LinkDrawer, entry},
    new::NewLinkPage,
};
use self::{
    overview::Overview,
    table::{LinkTable, StatusTabs},
};
use super::{
    data::{TablePage, list},
    frame::{PageHead, SearchBox},
    live::Live,
    tables::{SelectionBar, TableTools, keep_setup},
};
use crate::{
    api,
    ui::{TableBar, TableSkeleton},
};

/// Where this page is.
pub const PATH: &str = "/app/links";

/// The table, with the details of one link beside it.
#[component]
pub fn LinksPage() -> impl IntoView {
    let live = Live::from_context();
    let page = TablePage::<LinkColumn>::new(
        PATH,
        move || live.links(),
        |transport, query| async move { api::links::counts(&transport, &query).await },
    );
    let model = page.model;
    let setups = keep_setup(model);
    view! {
        <div class="list-page" class:open=move || page.open_id().is_some()>
            <div class="list-main">
                <PageHead title="Sent pages">
                    <SearchBox label="Search name, number, amount"/>
                    <a class="btn desk-only" href="/app/imports">"Bulk upload"</a>
                </PageHead>
                <Overview page/>
                <div class="list-bar"><StatusTabs page/></div>
                <TableBar model selection=move || view! { <SelectionBar model acts=ActionKind::ALL/> }>
                    <TableTools setups is_tab/>
                </TableBar>
                // Before it stands as it was left, there is no telling which rows to load.
                <Show when=move || setups.ready.get() fallback=TableSkeleton>
                    <Rows page/>
                </Show>
            </div>
            <Outlet/>
        </div>
    }
}

#[component]
fn Rows(page: TablePage<LinkColumn>) -> impl IntoView {
    let live = Live::from_context();
    let feed = list(
        page.model.query,
        move || live.links(),
        |transport, part| async move { api::links::list(&transport, &part).await },
    );
    view! { <LinkTable page feed/> }
}

/// A status alone is what a tab shows.
fn is_tab(column: LinkColumn, condition: &Condition) -> bool {
    column == LinkColumn::Status && matches!(condition, Condition::Among(words) if words.len() == 1)
}
