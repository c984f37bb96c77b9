//! Who did what.

use domain::{Permission, api::audit::TimelineEntry};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{List, RowKey},
        frame::NoPermission,
        links::entry,
        live::Live,
        session::Session,
    },
    api,
    ui::{Button, EmptyState, ErrorState, Glyph, SkeletonLines},
};

impl RowKey for TimelineEntry {
    fn row_key(&self) -> String {
        self.id.to_string()
    }
}

/// The page.
#[component]
pub fn Activity() -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Manage));
    view! {
        <Show when=move || may.get() fallback=NoPermission>
            <Log/>
        </Show>
    }
}

#[component]
fn Log() -> impl IntoView {
    let live = Live::from_context();
    let list = List::new(
        || (),
        move || live.links().wrapping_add(live.payments()).wrapping_add(live.settings()),
        |transport, (), limit, cursor| async move { api::audit::list(&transport, limit, cursor.as_deref()).await },
    );
    view! {
        <section class="panel">
            <h2>"Activity"</h2>
            <p class="lead">"Everything that changed something, newest first. It can't be edited."</p>
            {move || list.blocking_failure().map(|text| view! { <ErrorState text retry=move |()| list.reload()/> })}
            {move || list.is_loading().then(|| view! { <SkeletonLines lines=8/> })}
            {move || list.is_empty().then(|| view! {
                <EmptyState glyph=Glyph::Clock title="Nothing happened yet" text="Every change appears here."/>
            })}
            <ol class="timeline">
                <For each=move || list.rows.get().unwrap_or_default() key=|row| row.key.clone() let:row>
                    {entry(&row.value.get_untracked(), None)}
                </For>
            </ol>
            <Show when=move || list.has_more()>
                <div class="more">
                    <Button glyph=Glyph::Down busy=list.growing on_click=move |()| list.grow()>"Show more"</Button>
                </div>
            </Show>
        </section>
    }
}
