//! What one does with the rows: back and forth, more columns, more rows, fewer.

use domain::{Permission, imports::Column};
use leptos::{html, prelude::*};

use super::cursor::Cursor;
use crate::ui::{Button, Glyph, Icon, Kind, Popover, PopoverButton, Side, grouped};

/// The buttons above the grid.
#[component]
pub fn Tools(cursor: Cursor, opened: RwSignal<Option<u32>>, mail: RwSignal<Option<u32>>) -> impl IntoView {
    let book = cursor.book;
    let may = Memo::new(move |_| book.session.may(Permission::Bill));
    let editable = Memo::new(move |_| book.editable());
    let picked = Memo::new(move |_| book.picked.with(std::collections::BTreeSet::len));
    let ways = Memo::new(move |_| book.history.with(crate::sheet::History::ways));
    // The mail is that of the row one is at; of the first one, before one has been anywhere.
    let preview = move |()| {
        let here = cursor.at.get_untracked().map(|cell| cell.row).filter(|id| book.number(*id).is_some());
        let first = || untrack(|| book.at(0)).map(|row| row.value.with_untracked(|line| line.id));
        mail.set(here.or_else(first));
    };
    let add = move |()| {
        let Some(id) = book.add_row() else { return };
        if cursor.screen.cards.get_untracked() {
            opened.set(Some(id));
        } else if let Some(cell) = untrack(|| book.place(id)).and_then(|place| cursor.cell(place, 1)) {
            cursor.go(cell, false);
        }
    };
    view! {
        <div class="sheet-tools">
            <Saving cursor/>
            <Show when=move || editable.get()>
                <Show when=move || { picked.get() > 0 }>
                    <Button kind=Kind::Quiet on_click=move |()| book.picked.set(std::collections::BTreeSet::new())>"Clear"</Button>
                    <Button glyph=Glyph::Trash on_click=move |()| cursor.remove_rows()>
                        {move || match picked.get() {
                            1 => "Remove 1 row".to_owned(),
                            count => format!("Remove {} rows", grouped(i64::try_from(count).unwrap_or_default())),
                        }}
                    </Button>
                </Show>
                {step("Undo", "Ctrl+Z", "icon-btn", Signal::derive(move || ways.get().0), move || book.undo())}
                {step("Redo", "Ctrl+Shift+Z", "icon-btn forth", Signal::derive(move || ways.get().1), move || book.redo())}
            </Show>
            <Show when=move || may.get()>
                <span class="desk-only"><Button glyph=Glyph::Eye on_click=preview>"Preview email"</Button></span>
            </Show>
            <Show when=move || editable.get()>
                <AddColumn cursor/>
                <Button glyph=Glyph::Plus on_click=add>"Add row"</Button>
            </Show>
        </div>
    }
}

/// One step back or forth.
fn step(
    name: &'static str,
    keys: &'static str,
    class: &'static str,
    may: Signal<bool>,
    go: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=class
            aria-label=name
            title=format!("{name} ({keys})")
            disabled=move || !may.get()
            on:click=move |_| go()
        >
            <Icon glyph=Glyph::Return/>
        </button>
    }
}

/// Whether everything that was typed is at the server.
#[component]
fn Saving(cursor: Cursor) -> impl IntoView {
    let book = cursor.book;
    let failed = Memo::new(move |_| book.failed.with(Vec::len));
    let waiting = Memo::new(move |_| book.waiting.with(|waiting| !waiting.is_empty()));
    view! {
        <p class="saving" role="status">
            {move || match (failed.get(), waiting.get()) {
                (0, true) => "Saving…",
                (0, false) => "",
                (_, _) => "Some changes are not saved.",
            }}
        </p>
        <Show when=move || { failed.get() > 0 }>
            <Button glyph=Glyph::Refresh on_click=move |()| book.try_again()>"Save again"</Button>
        </Show>
    }
}

/// A menu of the columns that the grid does not have.
#[component]
fn AddColumn(cursor: Cursor) -> impl IntoView {
    let open = RwSignal::new(false);
    let anchor = NodeRef::<html::Button>::new();
    let missing = Memo::new(move |_| {
        let there = cursor.columns.get();
        Column::TEMPLATE.into_iter().filter(|column| !there.contains(column)).collect::<Vec<_>>()
    });
    let add = move |column: Column| {
        cursor.book.extra.update(|extra| extra.push(column));
        open.set(false);
        if let Some(cell) = cursor.at.get_untracked().or_else(|| cursor.cell(0, 1)) {
            // After the panel gave the focus back.
            request_animation_frame(move || {
                request_animation_frame(move || cursor.go(super::cursor::Cell { column: Some(column), ..cell }, false));
            });
        }
    };
    let items = move || {
        let item = |column: Column| {
            view! {
                <li>
                    <button type="button" class="menu-item column-item" on:click=move |_| add(column)>
                        <span>{column.label()}</span>
                        <span class="sub">{column.help()}</span>
                    </button>
                </li>
            }
        };
        missing.get().into_iter().map(item).collect_view()
    };
    view! {
        <Show when=move || !missing.with(Vec::is_empty)>
            <PopoverButton open anchor glyph=Glyph::Columns class="btn desk-only">"Add column"</PopoverButton>
        </Show>
        <Popover open anchor title="Add a column".to_owned() side=Side::Right class="column-menu">
            <ul>{items}</ul>
        </Popover>
    }
}
