//! What happened to a record.

use domain::api::audit::TimelineEntry;
use leptos::prelude::*;

use crate::{
    admin::{data::Query, links::entry},
    ui::{Button, Kind, SkeletonLines},
};

/// So many entries are shown at first.
const SOME: usize = 8;

/// The history, newest first; all of it on request.
#[component]
pub fn History(
    /// The history.
    timeline: Query<Vec<TimelineEntry>>,
) -> impl IntoView {
    let whole = RwSignal::new(false);
    let shown = move |entries: Vec<TimelineEntry>| {
        let count = if whole.get() { entries.len() } else { SOME.min(entries.len()) };
        let more = entries.len() - count;
        view! {
            <ol class="timeline">{entries.iter().take(count).map(|e| entry(e, None)).collect_view()}</ol>
            {(more > 0).then(|| {
                view! { <Button kind=Kind::Quiet on_click=move |()| whole.set(true)>{format!("Show {more} more")}</Button> }
            })}
        }
    };
    view! {
        <section class="record-part">
            <h2>"History"</h2>
            {move || match (timeline.value.get(), timeline.blocking_failure()) {
                (Some(entries), _) => shown(entries).into_any(),
                (None, Some(why)) => view! { <p class="wrong">{why}</p> }.into_any(),
                (None, None) => view! { <SkeletonLines lines=3/> }.into_any(),
            }}
        </section>
    }
}
