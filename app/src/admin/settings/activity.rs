//! Who did what.

use domain::{
    Permission,
    api::{Page, audit::TimelineEntry},
};
use leptos::prelude::*;

use crate::{
    admin::{data::list, frame::NoPermission, links::entry, live::Live, session::Session},
    api::{self, pages::Part},
    rows::{Keyed, Loaded, Row},
    ui::{Ask, Button, EmptyState, ErrorState, Failure, Glyph, More, SkeletonLines},
};

impl Keyed for TimelineEntry {
    fn key(&self) -> String {
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
    let feed = list(
        Memo::new(|_| ()),
        move || live.links().wrapping_add(live.payments()).wrapping_add(live.settings()),
        |transport, part| async move {
            match part {
                Part::Page { limit, cursor, .. } => api::audit::list(&transport, limit, cursor.as_deref()).await,
                // What happened stays as it is.
                Part::These(_) => Ok(Page { data: Vec::new(), next_cursor: None }),
            }
        },
    );
    let failed = move || match feed.failure.get()? {
        Failure::Broken(text) | Failure::TooMany(text) => Some(text),
    };
    let loading = move || feed.rows.with(Option::is_none) && feed.failure.with(Option::is_none);
    let empty = move || feed.rows.with(|rows| rows.as_ref().is_some_and(Loaded::is_empty));
    let growing = Signal::derive(move || feed.more.with(|more| *more == More::Coming));
    let entries = move || -> Vec<Row<TimelineEntry>> {
        feed.rows.with(|rows| rows.as_ref().map(|rows| rows.slice(0..rows.len()).to_vec()).unwrap_or_default())
    };
    view! {
        <section class="panel">
            <h2>"Activity"</h2>
            <p class="lead">"Everything that changed something, newest first. It can't be edited."</p>
            {move || failed().map(|text| view! { <ErrorState text retry=move |()| feed.ask.run(Ask::Again)/> })}
            {move || loading().then(|| view! { <SkeletonLines lines=8/> })}
            {move || empty().then(|| view! {
                <EmptyState glyph=Glyph::Clock title="Nothing happened yet" text="Every change appears here."/>
            })}
            <ol class="timeline">
                <For each=entries key=|row| row.key.clone() let:row>
                    {entry(&row.value.get_untracked(), None)}
                </For>
            </ol>
            <Show when=move || feed.more.with(|more| *more != More::Nothing)>
                <div class="more">
                    <Button glyph=Glyph::Down busy=growing on_click=move |()| feed.ask.run(Ask::More)>"Show more"</Button>
                </div>
            </Show>
        </section>
    }
}
