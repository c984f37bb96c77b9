//! A table of any number of rows, of which only those on the screen are in the page.

use domain::table::{Columns, Density};
use leptos::prelude::*;

use super::{
    TableModel,
    columns::{PICK_WIDTH, Sheet},
    cursor::Cursor,
    drag::Drag,
    feed::{Ask, Failure, Feed, More},
    head::Head,
    look::TableRow,
    pick::{PickAll, Picker, selection_said},
    plan::{Item, Plan},
    row::Rows,
    screen::{Reading, Screen},
    states::{Bones, End, News, TooMany},
    strip::strip,
};
use crate::{
    rows::Loaded,
    ui::{ErrorState, Voice, VoiceRegion},
};

/// What is shown in the table's place.
#[derive(Clone, PartialEq)]
enum Stage {
    Rows,
    Empty,
    Failed(Failure),
}

/// A table with its states: loading, failed, refused, empty, more to come.
#[component]
pub fn DataTable<T: TableRow>(
    /// Its columns, its query, and what is selected.
    model: TableModel<T::Column>,
    /// Its rows.
    feed: Feed<T>,
    /// What it is called.
    label: &'static str,
    /// The address of a row's details.
    #[prop(into)]
    href: Callback<String, String>,
    /// Opens a row's details.
    #[prop(into)]
    open: Callback<String>,
    /// The row whose details are open.
    #[prop(into)]
    current: Signal<Option<String>>,
    /// What stands there when there are no rows.
    children: ChildrenFn,
) -> impl IntoView {
    let stage = Memo::new(move |_| match feed.failure.get() {
        Some(failure) => Stage::Failed(failure),
        None if feed.rows.with(|rows| rows.as_ref().is_some_and(Loaded::is_empty)) => Stage::Empty,
        None => Stage::Rows,
    });
    let voice = Voice::new();
    selection_said::<T>(model, voice);
    view! {
        <VoiceRegion voice/>
        {move || match stage.get() {
            Stage::Rows => view! { <Grid model feed label href open current voice/> }.into_any(),
            Stage::Empty => children().into_any(),
            Stage::Failed(Failure::TooMany(text)) => view! { <TooMany model text/> }.into_any(),
            Stage::Failed(Failure::Broken(text)) => {
                view! { <ErrorState text retry=move |()| feed.ask.run(Ask::Again)/> }.into_any()
            }
        }}
    }
}

#[component]
fn Grid<T: TableRow>(
    model: TableModel<T::Column>,
    feed: Feed<T>,
    label: &'static str,
    href: Callback<String, String>,
    open: Callback<String>,
    current: Signal<Option<String>>,
    voice: Voice,
) -> impl IntoView {
    let screen = Screen::here();
    let sheet = Sheet::new(model, screen, T::CARD);
    let height = Memo::new(move |_| screen.row_height(model.layout.with(|layout| layout.density)));
    let picker = Picker::new(model, feed);
    let cursor = Cursor::new(feed, screen, height, picker);
    let drag = Drag::new(model, sheet, screen, voice);
    let rows = Rows { model, sheet, feed, picker, cursor, href, open, current };

    let plan = Memo::new(move |_| {
        let here = cursor.at.get();
        let ready = |rows| screen.ready(height.get(), rows);
        feed.rows.with(|rows| Plan::new(rows.as_ref(), ready, here.as_deref()))
    });
    let gap = move |at: usize| {
        let height = move || plan.with(|plan| plan.gap(at, height.get()));
        view! {
            <tr class="gap" aria-hidden="true" hidden=move || height() == 0 style:height=move || format!("{}px", height())>
                <td colspan="99"></td>
            </tr>
        }
        .into_any()
    };
    strip(
        screen.body,
        move || plan.with(Plan::items),
        move |item| match item {
            Item::Gap(at) => gap(at),
            Item::Row(row) => rows.row(row),
        },
    );
    let seen = screen.follow(
        height,
        Reading {
            rows: move || feed.count(),
            turn: move || feed.turn.get(),
            grow: move || {
                if feed.more.with(|more| *more == More::There) && !feed.stale.get() {
                    feed.ask.run(Ask::More);
                }
            },
        },
    );
    Effect::new(move |_| feed.seen.set(seen.get()));

    let columns = move || sheet.shown.with(Vec::len);
    let loading = move || feed.rows.with(Option::is_none);
    let total = move || {
        let matching = model.matching.get().filter(|count| !count.more).map(|count| count.count + 1);
        let all = feed.more.with(|more| *more == More::Nothing).then(|| i64::try_from(feed.count() + 1).unwrap_or(-1));
        all.or(matching).unwrap_or(-1)
    };
    let show_news = move |()| {
        screen.rewind();
        feed.ask.run(Ask::Fresh);
    };
    let dragged = move || drag.now.get();
    let compact = move || model.layout.with(|layout| layout.density == Density::Compact);
    view! {
        <div class="table-box" class:cards=screen.cards class:compact=compact class:picking=model.picking>
            <div
                class="table-frame"
                class:stale=feed.stale
                class:aside=screen.aside
                node_ref=screen.frame
                on:scroll=move |_| screen.look()
                on:keydown=move |event| cursor.keys(&event)
            >
                <table
                    class="data"
                    role="table"
                    style:width=move || format!("{}px", sheet.total().max(screen.width.get()))
                    style=("--row", move || format!("{}px", height.get()))
                    aria-rowcount=total
                    aria-colcount=move || columns() + 1
                    aria-busy=move || (loading() || feed.stale.get()).then_some("true")
                >
                    <caption class="sr">{label}</caption>
                    <colgroup>
                        <col style:width=format!("{PICK_WIDTH}px")/>
                        <For each=move || sheet.shown.get() key=|c| c.column let:shown>
                            <col style:width=move || format!("{}px", sheet.width(shown.column))/>
                        </For>
                        <col/>
                    </colgroup>
                    <Head model sheet screen drag voice pick=view! { <PickAll model feed/> }.into_any()/>
                    {move || loading().then(|| view! { <Bones columns=columns() + 2/> })}
                    <tbody role="rowgroup" node_ref=screen.body></tbody>
                </table>
                <End feed/>
            </div>
            <News feed show=show_news/>
            <Show when=move || dragged().is_some()>
                <span class="drop-line" style:left=move || format!("{}px", dragged().map_or(0, |d| d.line))></span>
                <span class="ghost" aria-hidden="true" style:left=move || format!("{}px", dragged().map_or(0, |d| d.at))>
                    {move || dragged().map(|d| d.column.facts().label)}
                </span>
            </Show>
        </div>
    }
}
