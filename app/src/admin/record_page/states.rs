//! A record that is on its way, there, or nowhere.

use leptos::prelude::*;

use crate::{
    admin::data::{Query, Stage},
    ui::{EmptyState, ErrorState, Glyph, SkeletonLines},
};

/// A page about one record: `show` makes it once, and it follows what changes.
pub fn record<T: Clone + PartialEq + Send + Sync + 'static>(
    is_id: Signal<bool>,
    row: Query<T>,
    one: &'static str,
    show: impl Fn() -> AnyView + Send + 'static,
) -> impl IntoView {
    let loaded = row.stage();
    // What is no id needs no asking.
    let stage = Memo::new(move |_| if is_id.get() { loaded.get() } else { Stage::Gone });
    move || match stage.get() {
        Stage::Gone => view! {
            <h1 class="sr">"Not found"</h1>
            <EmptyState
                glyph=Glyph::Search
                title=format!("There is no such {one}")
                text=format!("The address is wrong, or the {one} belongs to another firm.")
            />
        }
        .into_any(),
        Stage::Failed(text) => view! { <ErrorState text retry=move |()| row.reload()/> }.into_any(),
        Stage::Loading => view! { <div class="record-wait"><SkeletonLines lines=9/></div> }.into_any(),
        Stage::There => show(),
    }
}

/// A term and its value, in a list of facts.
pub fn fact<V: IntoView + 'static>(term: &'static str, value: V) -> AnyView {
    view! {
        <div>
            <dt>{term}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}
