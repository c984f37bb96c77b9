//! What became of each row of an action.

use domain::api::selections::{Action, ActionKind, ActionRow};
use leptos::prelude::*;

use crate::{
    admin::{data, tables::selection::words},
    api,
    ui::{Badge, Button, Dialog, SkeletonLines, Tone},
};

/// The dialog.
#[component]
pub fn Results(open: RwSignal<bool>, action: RwSignal<Action>) -> impl IntoView {
    let title = Signal::derive(move || match action.with(|action| action.total) {
        1 => "What became of 1 link".to_owned(),
        total => format!("What became of {}", words::links(total)),
    });
    view! {
        <Dialog open title>
            <Rows action/>
        </Dialog>
    }
}

#[component]
fn Rows(action: RwSignal<Action>) -> impl IntoView {
    let part = RwSignal::new(None::<bool>);
    let choice = move |this: Option<bool>, label: &'static str| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name="results"
                    prop:checked=move || part.get() == this
                    on:change=move |_| part.set(this)
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <div class="segments" role="radiogroup" aria-label="Which links">
            {choice(None, "All")} {choice(Some(true), "Changed")} {choice(Some(false), "Left alone")}
        </div>
        {move || view! { <Part action done=part.get()/> }}
    }
}

/// The rows of one part, page by page.
#[component]
fn Part(action: RwSignal<Action>, done: Option<bool>) -> impl IntoView {
    let loading = data::Action::new();
    let rows = RwSignal::new(None::<Vec<ActionRow>>);
    let cursor = RwSignal::new(None::<String>);
    let (id, kind) = action.with_untracked(|action| (action.id.clone(), action.kind));
    let load = Callback::new(move |()| {
        let (id, from) = (id.clone(), cursor.get_untracked());
        loading.run_or_tell(
            move |transport| async move { api::actions::rows(&transport, &id, done, from.as_deref()).await },
            move |page| {
                rows.update(|rows| rows.get_or_insert_default().extend(page.data));
                cursor.set(page.next_cursor);
            },
        );
    });
    load.run(());
    let row = move |row: ActionRow| {
        let (tone, word) = outcome(kind, &row);
        view! {
            <li class="result">
                <a href=format!("/app/links/{}", row.link_id)>{row.label}</a>
                <Badge tone word/>
            </li>
        }
    };
    view! {
        <ul class="results">
            {move || rows.get().unwrap_or_default().into_iter().map(row).collect_view()}
        </ul>
        <Show when=move || rows.with(Option::is_none)>
            <SkeletonLines/>
        </Show>
        <Show when=move || rows.with(|rows| rows.as_ref().is_some_and(Vec::is_empty))>
            <p class="setup-none">"None"</p>
        </Show>
        <Show when=move || cursor.with(Option::is_some)>
            <div class="more">
                <Button busy=loading.busy on_click=load>"Show more"</Button>
            </div>
        </Show>
    }
}

fn outcome(kind: ActionKind, row: &ActionRow) -> (Tone, String) {
    match (row.done, &row.reason) {
        (Some(true), Some(reason)) => (Tone::Warn, reason.clone()),
        (Some(true), None) => (Tone::Good, words::outcome(kind).to_owned()),
        (Some(false), Some(reason)) => (Tone::Mute, reason.clone()),
        (Some(false), None) => (Tone::Mute, "Left alone".to_owned()),
        (None, _) => (Tone::Info, "Waiting".to_owned()),
    }
}
