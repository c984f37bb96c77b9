//! Sent pages: every payment link, and what became of it.

mod details;
mod filter;
mod new;
mod overview;
mod status;
mod table;

use domain::api::links::Link;
use leptos::prelude::*;
use leptos_router::components::Outlet;

pub use self::{
    details::{LinkDrawer, entry},
    new::NewLinkPage,
};
use self::{
    filter::{AccountFilter, Filter, SortChoice, StatusTabs},
    overview::Overview,
    table::LinkTable,
};
use super::{
    data::{List, RowKey},
    frame::{PageHead, SearchBox},
    live::Live,
    place::Place,
};
use crate::api;

/// Where this page is.
pub const PATH: &str = "/app/links";

impl RowKey for Link {
    fn row_key(&self) -> String {
        self.id.to_string()
    }
}

/// The list, with the details of one link beside it.
#[component]
pub fn LinksPage() -> impl IntoView {
    let filter = Filter::new(Place::here());
    let live = Live::from_context();
    let list = List::new(
        move || filter.query(),
        move || live.links(),
        |transport, query, limit, cursor| async move {
            api::links::list(&transport, &query, limit, cursor.as_deref()).await
        },
    );
    view! {
        <div class="list-page" class:open=move || filter.open_id().is_some()>
            <div class="list-main">
                <PageHead title="Sent pages">
                    <SearchBox label="Search name, number, amount"/>
                </PageHead>
                <Overview/>
                <div class="list-bar">
                    <StatusTabs filter/>
                    <div class="list-tools">
                        <AccountFilter filter/>
                        <SortChoice filter/>
                    </div>
                </div>
                <LinkTable filter list/>
            </div>
            <Outlet/>
        </div>
    }
}
