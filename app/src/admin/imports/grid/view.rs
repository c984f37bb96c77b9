//! The grid itself: of any number of rows, only those on the screen are in the page.

use leptos::prelude::*;

use super::{
    book::Book,
    cursor::Cursor,
    row::Rows,
    shown::{Part, width},
};
use crate::ui::{Button, EmptyState, Glyph, Item, More, Plan, Reading, SkeletonLines, VoiceRegion, strip};

/// How high a row is, in CSS pixels.
pub const ROW: i32 = 36;
/// How high a card is on a phone, with the space below it.
const CARD: i32 = 92;
/// How wide the columns are that stay at the left: number and state.
const LEFT: i32 = 76 + 96;

/// The grid, or on a phone the cards.
#[component]
pub fn Sheet(
    cursor: Cursor,
    /// The row whose sheet is open, on a phone.
    opened: RwSignal<Option<u32>>,
) -> impl IntoView {
    let (book, screen) = (cursor.book, cursor.screen);
    let height = Memo::new(move |_| if screen.cards.get() { CARD } else { ROW });
    let rows = Rows { cursor, opened };
    let plan = Memo::new(move |_| {
        let here = cursor.at.get().map(|cell| cell.row.to_string());
        let ready = |rows| screen.ready(height.get(), rows);
        book.rows.with(|rows| Plan::new(rows.as_ref(), ready, here.as_deref()))
    });
    let gap = move |at: usize| {
        let tall = move || plan.with(|plan| plan.gap(at, height.get()));
        view! {
            <tr class="gap" aria-hidden="true" hidden=move || tall() == 0 style:height=move || format!("{}px", tall())>
                <td colspan=move || cursor.columns.with(Vec::len) + 3></td>
            </tr>
        }
        .into_any()
    };
    strip(
        screen.body,
        // A row is shown as a card or as cells: it is made anew when that changes.
        move || {
            let cards = screen.cards.get();
            plan.with(|plan| plan.items().into_iter().map(|item| (item, cards)).collect())
        },
        move |(item, cards)| match item {
            Item::Gap(at) => gap(at),
            Item::Row(row) => rows.row(row, cards),
        },
    );
    screen.follow(
        height,
        Reading {
            rows: move || book.count(),
            turn: move || book.part.get(),
            grow: move || {
                if book.more.with(|more| *more == More::There) {
                    book.grow();
                }
            },
        },
    );
    let columns = cursor.columns;
    let total = move || LEFT + columns.with(|columns| columns.iter().map(|column| width(*column)).sum::<i32>());
    let role = move || if screen.cards.get() { "table" } else { "grid" };
    let count = move || match book.more.get() {
        More::Nothing => i64::try_from(book.count() + 1).unwrap_or(-1),
        _ => book.import.value.with(|i| i.as_ref().map_or(-1, |i| book.part.get().count(i.import.counts).count + 1)),
    };
    let nothing = Memo::new(move |_| book.more.get() == More::Nothing && book.count() == 0);
    view! {
        <VoiceRegion voice=book.voice/>
        <div class="table-box upload-sheet" class:cards=screen.cards>
            <div
                class="table-frame"
                class:stale=book.stale
                class:aside=screen.aside
                node_ref=screen.frame
                on:scroll=move |_| {
                    screen.look();
                    cursor.over.set(None);
                }
                on:keydown=move |event| cursor.key(&event)
                on:pointerdown=move |event| cursor.press(&event)
                on:pointermove=move |event| cursor.sweep(&event)
                on:dblclick=move |event| cursor.twice(&event)
                on:focusin=move |event| cursor.focused(&event)
                on:copy=move |event| {
                    cursor.copy(&event);
                }
                on:cut=move |event| cursor.cut(&event)
                on:paste=move |event| cursor.paste(&event)
            >
                <table
                    class="data"
                    role=role
                    style:width=move || format!("{}px", total().max(screen.width.get()))
                    style=("--row", move || format!("{}px", height.get()))
                    aria-label="Rows of the upload"
                    aria-rowcount=count
                    aria-colcount=move || columns.with(Vec::len) + 2
                    aria-multiselectable=move || (!screen.cards.get()).then_some("true")
                    aria-busy=move || book.stale.get().then_some("true")
                >
                    <colgroup>
                        <col style:width="76px"/>
                        <col style:width="96px"/>
                        <For each=move || columns.get() key=|column| *column let:column>
                            <col style:width=format!("{}px", width(column))/>
                        </For>
                        <col/>
                    </colgroup>
                    <thead role="rowgroup">
                        <tr role="row" aria-rowindex="1">
                            <th role="columnheader" scope="col" class="pinned row-number" aria-colindex="1"><div class="cell">"Row"</div></th>
                            <th role="columnheader" scope="col" class="pinned edged state" aria-colindex="2"><div class="cell">"Status"</div></th>
                            <For each=move || columns.get() key=|column| *column let:column>
                                <th role="columnheader" scope="col" class:num=column.is_money() title=column.help()>
                                    <div class="cell">{column.label()}</div>
                                </th>
                            </For>
                            <td class="fill" role="presentation"></td>
                        </tr>
                    </thead>
                    <tbody role="rowgroup" node_ref=screen.body></tbody>
                </table>
                <End book/>
            </div>
        </div>
        <Show when=move || nothing.get()>
            <Nothing book/>
        </Show>
    }
}

/// What follows the last row, where it is not there yet.
#[component]
fn End(book: Book) -> impl IntoView {
    move || match book.more.get() {
        More::Broken(why) => view! {
            <div class="table-end" role="alert">
                <span>{why}</span>
                <Button glyph=Glyph::Refresh on_click=move |()| book.grow()>"Try again"</Button>
            </div>
        }
        .into_any(),
        More::Coming if book.count() == 0 => view! { <SkeletonLines lines=6/> }.into_any(),
        _ => ().into_any(),
    }
}

/// No rows of this kind.
#[component]
fn Nothing(book: Book) -> impl IntoView {
    move || match book.part.get() {
        Part::All => view! {
            <EmptyState glyph=Glyph::Rows title="No rows" text="Every row of this upload was removed."/>
        },
        Part::Errors => view! {
            <EmptyState glyph=Glyph::Check title="No errors" text="Every row can be sent as it is."/>
        },
        Part::Warnings => view! {
            <EmptyState glyph=Glyph::Check title="No warnings" text="Nothing that somebody should look at."/>
        },
        Part::Ready => view! {
            <EmptyState glyph=Glyph::Rows title="No rows are ready" text="Mend what is marked in the other rows, and they appear here."/>
        },
        Part::Sent => view! {
            <EmptyState glyph=Glyph::Send title="Nothing is sent yet" text="Rows with a link appear here."/>
        },
    }
}
