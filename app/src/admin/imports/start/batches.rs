//! Earlier uploads, and what became of them.

use std::time::Duration;

use domain::{
    Permission,
    api::imports::{Import, ImportState},
};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};

use crate::{
    admin::{
        data::{Action, Query},
        frame::Removal,
        imports::{PATH, words},
        live::Live,
        session::Session,
    },
    api,
    ui::{Badge, Button, EmptyState, ErrorState, Glyph, Icon, Moment, SkeletonRows, grouped},
};

/// How often one asks for those that are being worked on.
const OFTEN: Duration = Duration::from_millis(1_500);

/// The list, the latest first.
#[component]
pub fn Batches() -> impl IntoView {
    let live = Live::from_context();
    let first = Query::new(
        || Some(()),
        move || live.imports(),
        |transport, ()| async move { api::imports::list(&transport, None).await },
    );
    let older = RwSignal::new(Vec::<Import>::new());
    let cursor = RwSignal::new(None::<String>);
    let removing = RwSignal::new(None::<Import>);
    let more = Action::new();
    Effect::new(move |_| {
        let next = first.value.with(|page| page.as_ref().and_then(|page| page.next_cursor.clone()));
        if older.with_untracked(Vec::is_empty) {
            cursor.set(next);
        }
    });
    follow(first);
    let load = move |()| {
        let from = cursor.get_untracked();
        more.run_or_tell(
            move |transport| async move { api::imports::list(&transport, from.as_deref()).await },
            move |page| {
                older.update(|older| older.extend(page.data));
                cursor.set(page.next_cursor);
            },
        );
    };
    let rows = move || {
        let mut rows = first.value.with(|page| page.as_ref().map(|page| page.data.clone()))?;
        older.with(|older| rows.extend(older.iter().cloned()));
        Some(rows)
    };
    view! {
        <section class="batches" aria-labelledby="batches-title">
            <h2 id="batches-title">"Uploads"</h2>
            {move || match (rows(), first.blocking_failure()) {
                (Some(rows), _) if rows.is_empty() => view! {
                    <EmptyState
                        glyph=Glyph::Layers
                        title="No uploads yet"
                        text="Month's end starts in a spreadsheet: drop it above, look at every row, and send all links at once."
                    />
                }.into_any(),
                (Some(rows), _) => table(rows, removing).into_any(),
                (None, Some(text)) => view! { <ErrorState text retry=move |()| first.reload()/> }.into_any(),
                (None, None) => view! {
                    <div class="grid"><table class="table"><tbody><SkeletonRows columns=5 rows=4/></tbody></table></div>
                }.into_any(),
            }}
            <Show when=move || cursor.with(Option::is_some)>
                <div class="more"><Button busy=more.busy on_click=load>"Show older uploads"</Button></div>
            </Show>
            <Removal
                about=removing
                question=|import: &Import| format!("Delete {}?", import.name)
                text="Its rows and what was mended in them are gone. No link was made of it."
                act="Delete"
                remove=|transport, import: Import| async move { api::imports::remove(&transport, &import.id).await }
                said="The draft is deleted."
                on_gone=move |gone: Import| {
                    older.update(|older| older.retain(|import| import.id != gone.id));
                    first.reload();
                }
            />
        </section>
    }
}

fn table(rows: Vec<Import>, removing: RwSignal<Option<Import>>) -> impl IntoView {
    view! {
        <div class="grid">
            <table class="table plain batch-table" role="table">
                <caption class="sr">"Uploads, the latest first"</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">"Name"</th>
                        <th scope="col" role="columnheader">"State"</th>
                        <th scope="col" role="columnheader">"Rows"</th>
                        <th scope="col" role="columnheader" class="num">"Total"</th>
                        <th scope="col" role="columnheader">"Uploaded"</th>
                        <th scope="col" role="columnheader"><span class="sr">"What one can do"</span></th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows.into_iter().map(|row| view! { <Batch row removing/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Batch(row: Import, removing: RwSignal<Option<Import>>) -> impl IntoView {
    let session = Session::from_context();
    let (tone, word) = words::state(&row);
    let is_draft = row.counts.created == 0 && row.sent_at.is_none();
    let removable = is_draft && untrack(|| session.may(Permission::Bill));
    let way = row.progress.filter(|_| works(&row)).map(|progress| {
        view! {
            <progress
                class="work-bar"
                aria-label=format!("{word}: {} of {}", grouped(progress.done), grouped(progress.total))
                max=progress.total.max(1).to_string()
                value=progress.done.to_string()
            ></progress>
        }
    });
    let counts = match row.progress.filter(|_| works(&row)) {
        Some(progress) => format!("{} of {}", grouped(progress.done), grouped(progress.total)),
        None => words::counts(&row),
    };
    let name = row.name.clone();
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="who">
                <a class="name" href=format!("{PATH}/{}", row.id)>{row.name.clone()}</a>
                {row.trouble.clone().map(|why| view! { <span class="batch-trouble">{why}</span> })}
            </th>
            <td role="cell"><Badge tone word/></td>
            <td role="cell" class="batch-counts">{counts} {way}</td>
            <td role="cell" class="num">{words::totals(&row.totals)}</td>
            <td role="cell" class="batch-when">
                <Moment at=row.created_at/>
                <span class="sub">" by " {row.created_by.clone()}</span>
            </td>
            <td role="cell" class="act">
                {removable.then(|| view! {
                    <button
                        type="button"
                        class="icon-btn"
                        aria-label=format!("Delete the draft {name}")
                        on:click=move |_| removing.set(Some(row.clone()))
                    >
                        <Icon glyph=Glyph::Trash/>
                    </button>
                })}
            </td>
        </tr>
    }
}

/// Asks again while something is being worked on and somebody looks.
fn follow(first: Query<domain::api::Page<Import>>) {
    let ask = move || {
        let busy = first.value.try_with_untracked(|page| page.as_ref().is_some_and(|page| page.data.iter().any(works)));
        if busy == Some(true) && !document().hidden() {
            first.reload();
        }
    };
    let handle = set_interval_with_handle(ask, OFTEN);
    on_cleanup(move || {
        if let Ok(handle) = handle {
            handle.clear();
        }
    });
}

fn works(import: &Import) -> bool {
    matches!(import.state, ImportState::Checking | ImportState::Sending)
}
