//! Rows of another table that belong to a record.

use domain::{
    Mode,
    api::Page,
    id::{ClientId, MatterId},
    table::{Columns, TableQuery},
};
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use crate::{
    admin::data::{Query, among},
    api::pages::{self, Part},
    ui::{SkeletonLines, fresh_id},
};

/// So many of them are shown; the list has the others.
const SOME: u32 = 10;

/// The rows that a query finds, loaded again when `version` grows.
pub fn belongings<C: Columns, T>(
    query: impl Fn() -> Option<TableQuery<C>> + 'static,
    version: impl Fn() -> u32 + 'static,
) -> Query<Page<T>>
where
    T: DeserializeOwned + Clone + PartialEq + Send + Sync + 'static,
{
    Query::new(query, version, |transport, query| async move {
        pages::list::<C, T>(&transport, &Part::Page { query, limit: SOME, cursor: None }).await
    })
}

/// What a column of clients asks for one client, and one of modes for its money.
pub fn this_client<C: Columns>(client: &ClientId, mode: Mode, columns: (C, C)) -> TableQuery<C> {
    these(client.as_str(), mode, columns)
}

/// The same for one matter.
pub fn this_matter<C: Columns>(matter: &MatterId, mode: Mode, columns: (C, C)) -> TableQuery<C> {
    these(matter.as_str(), mode, columns)
}

fn these<C: Columns>(id: &str, mode: Mode, (whose, money): (C, C)) -> TableQuery<C> {
    let mut query = TableQuery::default();
    query.filter(whose, Some(among([id])));
    query.filter(money, Some(among([mode.as_str()])));
    query
}

/// A part of a record's page: rows under a heading, one line each.
#[component]
pub fn Belongings<T>(
    /// What they are.
    title: &'static str,
    /// The rows.
    rows: Query<Page<T>>,
    /// Shows one.
    line: fn(&T) -> AnyView,
    /// What is said where there are none.
    none: &'static str,
    /// Where all of them are.
    #[prop(into)]
    all: Signal<String>,
    /// Buttons beside the heading.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let heading = StoredValue::new(fresh_id());
    let any = Memo::new(move |_| rows.value.with(|page| page.as_ref().is_some_and(|page| !page.data.is_empty())));
    let list = move || match (rows.value.get(), rows.blocking_failure()) {
        (Some(page), _) if page.data.is_empty() => view! { <p class="sub">{none}</p> }.into_any(),
        (Some(page), _) => {
            let lines = page.data.iter().map(|row| view! { <li>{line(row)}</li> }).collect_view();
            view! { <ul class="lines">{lines}</ul> }.into_any()
        }
        (None, Some(why)) => view! { <p class="wrong">{why}</p> }.into_any(),
        (None, None) => view! { <SkeletonLines lines=2/> }.into_any(),
    };
    view! {
        <section class="panel record-list" aria-labelledby=heading.get_value()>
            <div class="panel-head">
                <h2 id=heading.get_value()>{title}</h2>
                <div class="record-list-acts">
                    <Show when=move || any.get()>
                        <a class="btn quiet" href=move || all.get()>"See all"</a>
                    </Show>
                    {children.map(|children| children())}
                </div>
            </div>
            {list}
        </section>
    }
}
