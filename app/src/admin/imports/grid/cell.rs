//! A cell: what it shows, what is wrong with it, and the field while one edits it.

use domain::imports::{Column, Severity};
use leptos::prelude::*;

use super::{
    cursor::{Cell, Cursor},
    editor::Editor,
    line::Line,
};
use crate::{
    admin::imports::words,
    ui::{Icon, fresh_id},
};

/// Something that is said about a cell: how bad it is, and a sentence.
pub type Said = (Severity, String);

/// Everything that is said about a cell, the worst first.
pub fn said(line: &Line, column: Option<Column>) -> Vec<Said> {
    let unsaved = column.and_then(|column| line.writes.get(&column)?.failure.clone());
    let unsaved = unsaved.map(|why| (Severity::Error, format!("Not saved yet: {why}")));
    let mut said: Vec<Said> = line.problems(column).map(|problem| (problem.severity, problem.detail.clone())).collect();
    said.sort_by_key(|(severity, _)| *severity);
    unsaved.into_iter().chain(said).collect()
}

/// What every cell shows of itself.
pub struct Marks {
    /// What finds it.
    pub name: String,
    /// Whether one is there.
    pub here: Memo<bool>,
    /// Whether it is marked with others.
    pub marked: Memo<bool>,
    /// Whether the Tab key finds it.
    pub stop: Memo<bool>,
    /// `bad`, `warn` or nothing.
    pub tone: Memo<&'static str>,
    /// The id of what is said about it.
    pub described_by: Signal<Option<String>>,
    /// What is said about it.
    pub said: AnyView,
}

/// The marks of a cell.
pub fn marks(cursor: Cursor, line: RwSignal<Line>, cell: Cell, across: usize, place: Memo<Option<usize>>) -> Marks {
    let here = Memo::new(move |_| cursor.at.get() == Some(cell));
    let marked = Memo::new(move |_| {
        cursor.range.with(|range| {
            range.as_ref().is_some_and(|(rows, columns)| {
                columns.contains(&across) && place.get().is_some_and(|place| rows.contains(&place))
            })
        })
    });
    // Before one has been anywhere, the first cell takes the focus.
    let stop = Memo::new(move |_| match cursor.at.get().filter(|at| cursor.book.place(at.row).is_some()) {
        Some(at) => at == cell,
        None => across == 1 && place.get() == Some(0),
    });
    let all = Memo::new(move |_| line.with(|line| said(line, cell.column)));
    let tone = Memo::new(move |_| all.with(|all| all.first().map_or("", |(severity, _)| words::severity(*severity).0)));
    let id = StoredValue::new(fresh_id());
    let said = move || {
        all.with(|all| {
            (!all.is_empty()).then(|| {
                let text: Vec<String> =
                    all.iter().map(|(severity, text)| format!("{}: {text}.", words::severity(*severity).2)).collect();
                // Not for the eye: the foot of the grid and the tip say it there.
                view! { <span hidden id=id.get_value()>{text.join(" ")}</span> }
            })
        })
    };
    Marks {
        name: cell.name(),
        here,
        marked,
        stop,
        tone,
        described_by: Signal::derive(move || all.with(|all| (!all.is_empty()).then(|| id.get_value()))),
        said: said.into_any(),
    }
}

/// A cell of a column.
pub fn body(
    cursor: Cursor,
    line: RwSignal<Line>,
    row: u32,
    column: Column,
    across: usize,
    place: Memo<Option<usize>>,
) -> impl IntoView {
    let cell = Cell { row, column: Some(column) };
    let marks = marks(cursor, line, cell, across, place);
    let tone = marks.tone;
    let text = Memo::new(move |_| line.with(|line| line.text(column).to_owned()));
    let waits =
        Memo::new(move |_| line.with(|line| line.writes.get(&column).is_some_and(|write| write.failure.is_none())));
    let done = Memo::new(move |_| line.with(Line::is_done));
    let first_blank = Memo::new(move |_| across == 1 && line.with(|line| line.blank));
    let editing = Memo::new(move |_| cursor.editing.with(|editing| editing.as_ref().is_some_and(|e| e.cell == cell)));
    let sign = move || match tone.get() {
        "bad" => Some(view! { <Icon glyph=words::severity(Severity::Error).1/> }),
        "warn" => Some(view! { <Icon glyph=words::severity(Severity::Warning).1/> }),
        _ => None,
    };
    view! {
        <td
            class:num=column.is_money()
            class:here=marks.here
            class:marked=marks.marked
            class:bad=move || tone.get() == "bad"
            class:warn=move || tone.get() == "warn"
            class:waits=waits
            class:edited=editing
            role="gridcell"
            aria-colindex=across + 2
            data-cell=marks.name
            tabindex=move || if marks.stop.get() { 0 } else { -1 }
            aria-readonly=move || done.get().then_some("true")
            aria-invalid=move || (tone.get() == "bad").then_some("true")
            aria-describedby=marks.described_by
        >
            <div class="cell">
                {sign}
                <span class="text">{text}</span>
                <Show when=move || first_blank.get() && text.with(String::is_empty)>
                    <span class="none" aria-hidden="true">"Type or paste here"</span>
                </Show>
            </div>
            {marks.said}
            <Show when=move || editing.get()>
                <Editor cursor column/>
            </Show>
        </td>
    }
    .into_any()
}
