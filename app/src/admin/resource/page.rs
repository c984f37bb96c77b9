//! The page: a table and what belongs to it, with the details of one row beside it.

use leptos::prelude::*;
use leptos_router::components::Outlet;

use super::{Resource, nothing::no_rows, sections};
use crate::{
    admin::{
        data::{TablePage, list},
        frame::{PageHead, SearchBox},
        live::Live,
        tables::{SelectionBar, TableTools, keep_setup},
    },
    api,
    ui::{DataTable, TableBar, TableSkeleton, Tabs},
};

/// The page of a resource.
pub fn list_page<T: Resource>() -> impl IntoView {
    let live = Live::from_context();
    let page = TablePage::<T::Column>::new(
        T::PATH,
        move || T::version(live),
        |transport, query| async move { api::pages::counts(&transport, &query).await },
    );
    let model = page.model;
    let setups = keep_setup(model);
    let words = T::WORDS;
    let (tabs, is_tab) = (sections::tabs::<T>(page), sections::is_one::<T>);
    view! {
        <div class="list-page" class:open=move || page.open_id().is_some()>
            <div class="list-main">
                <PageHead title=words.page>
                    <SearchBox label=words.search/>
                    {T::buttons()}
                </PageHead>
                {T::above(page)}
                <div class="list-bar"><Tabs label=words.tabs tabs/></div>
                <TableBar model selection=move || view! { <SelectionBar model acts=T::ACTS>{T::selected(model)}</SelectionBar> }>
                    <TableTools setups is_tab/>
                </TableBar>
                // Before it stands as it was left, there is no telling which rows to load.
                <Show when=move || setups.ready.get() fallback=TableSkeleton>
                    {rows::<T>(page)}
                </Show>
            </div>
            <Outlet/>
        </div>
    }
}

/// The table; a click on a row opens its details.
fn rows<T: Resource>(page: TablePage<T::Column>) -> impl IntoView {
    let live = Live::from_context();
    let feed = list(
        page.model.query,
        move || T::version(live),
        |transport, part| async move { api::pages::list::<T::Column, T>(&transport, &part).await },
    );
    view! {
        <DataTable
            model=page.model
            feed
            label=T::WORDS.table
            href=move |id: String| page.details(&id)
            open=move |id: String| page.open(&id)
            current=Signal::derive(move || page.open_id())
        >
            {no_rows::<T>(page)}
        </DataTable>
    }
}
