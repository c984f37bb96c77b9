//! The line below the grid: what is wrong with the cell one is at, and the way to the next.

use domain::imports::{Column, Severity};
use leptos::{ev, prelude::*};

use super::{cell, cursor::Cursor};
use crate::{
    admin::imports::words,
    ui::{Icon, counted, on_window, something_is_open},
};

/// The line.
#[component]
pub fn Foot(cursor: Cursor) -> impl IntoView {
    let book = cursor.book;
    let here = Memo::new(move |_| {
        let at = cursor.at.get()?;
        let row = book.row(at.row)?;
        let said = row.value.with(|line| cell::said(line, at.column));
        let called = row.value.with(super::line::Line::called);
        Some((called, at.column, said))
    });
    let open = Memo::new(move |_| {
        book.import.value.with(|i| i.as_ref().map_or(0, |i| i.import.counts.error + i.import.counts.warning))
    });
    on_window(ev::keydown, move |event| {
        // A cell takes it for itself.
        if event.key() == "F8" && !event.default_prevented() && !something_is_open() {
            event.prevent_default();
            cursor.find_problem();
        }
    });
    let text = move || match here.get() {
        None => view! { <p class="foot-help">"Click a cell and type. Paste from a spreadsheet where you like."</p> }
            .into_any(),
        Some((called, column, said)) if said.is_empty() => {
            let help = column.map_or("Where the row stands.", Column::help);
            let name = column.map_or("Status", Column::label);
            view! { <p class="foot-help"><strong>{name}</strong> ", " {called} ": " {help}</p> }.into_any()
        }
        Some((_, _, said)) => said.into_iter().map(sentence).collect_view().into_any(),
    };
    view! {
        <div class="sheet-foot">
            // The cell itself says it to ears.
            <div class="foot-said" aria-hidden="true">{text}</div>
            <Show when=move || { open.get() > 0 }>
                <button
                    type="button"
                    class="btn small"
                    title="F8; with Shift the one before"
                    aria-keyshortcuts="F8"
                    on:click=move |_| cursor.find_problem()
                >
                    "Next problem"
                    <span class="count">{move || counted(domain::api::tables::Count { count: open.get(), more: false })}</span>
                    <kbd class="kbd" aria-hidden="true">"F8"</kbd>
                </button>
            </Show>
        </div>
    }
}

fn sentence((severity, text): (Severity, String)) -> impl IntoView {
    let (tone, glyph, _) = words::severity(severity);
    view! {
        <p class=format!("said {tone}")>
            <Icon glyph/>
            <span>{text}</span>
        </p>
    }
}
