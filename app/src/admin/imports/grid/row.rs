//! A row of the grid.

use leptos::prelude::*;

use super::{
    cell::{body, marks},
    cursor::{Cell, Cursor},
    line::Line,
};
use crate::{
    admin::imports::words,
    rows::Row,
    ui::{Badge, Glyph, Icon},
};

/// What all rows need, handed around by value.
#[derive(Clone, Copy)]
pub struct Rows {
    /// Where one is.
    pub cursor: Cursor,
    /// The row whose sheet is open, on a phone.
    pub opened: RwSignal<Option<u32>>,
}

impl Rows {
    /// A row's view: cells, or a card.
    pub fn row(self, row: Row<Line>, card: bool) -> AnyView {
        if card { self.card(row) } else { self.cells(row) }
    }

    fn cells(self, row: Row<Line>) -> AnyView {
        let line = RwSignal::from(row.value);
        let id = line.with_untracked(|line| line.id);
        let cursor = self.cursor;
        let book = cursor.book;
        let place = Memo::new(move |_| book.place(id));
        let blank = Memo::new(move |_| line.with(|line| line.blank));
        let done = Memo::new(move |_| line.with(Line::is_done));
        let number = Memo::new(move |_| line.with(|line| line.line.number));
        let picked = Memo::new(move |_| book.picked.with(|picked| picked.contains(&id)));
        let pick = move |event| {
            let on = event_target_checked(&event);
            book.picked.update(|picked| {
                if on {
                    picked.insert(id);
                } else {
                    picked.remove(&id);
                }
            });
        };
        let columns = move || {
            let columns = cursor.columns.get();
            columns
                .into_iter()
                .enumerate()
                .map(|(at, column)| body(cursor, line, id, column, at + 1, place))
                .collect_view()
        };
        let name = move || match number.get() {
            0 => "the new row".to_owned(),
            number => format!("row {number}"),
        };
        view! {
            <tr
                class="row"
                class:blank=blank
                class:created=done
                class:selected=picked
                role="row"
                aria-rowindex=move || place.get().map(|at| at + 2)
                aria-selected=move || picked.get().to_string()
            >
                <th class="pinned row-number" role="rowheader" aria-colindex="1">
                    <div class="cell">
                        <Show when=move || !blank.get() && !done.get() fallback=|| view! { <span class="no-box"></span> }>
                            <input
                                type="checkbox"
                                tabindex="-1"
                                aria-label=move || format!("Select {}", name())
                                prop:checked=picked
                                on:change=pick
                            />
                        </Show>
                        <span>{move || match number.get() {
                            0 if blank.get() => view! { <Icon glyph=Glyph::Plus/><span class="sr">"New row"</span> }.into_any(),
                            0 => "…".into_any(),
                            number => number.into_any(),
                        }}</span>
                    </div>
                </th>
                {self.state(line, id, place)}
                {columns}
                <td class="fill" role="presentation"></td>
            </tr>
        }
        .into_any()
    }

    /// Where the row stands, and what is wrong with it as a whole.
    fn state(self, line: RwSignal<Line>, id: u32, place: Memo<Option<usize>>) -> impl IntoView {
        let cursor = self.cursor;
        let marks = marks(cursor, line, Cell { row: id, column: None }, 0, place);
        let shown = Memo::new(move |_| {
            line.with(|line| {
                (line.blank || line.line.number == 0, line.line.state, line.line.link_id.clone(), line.called())
            })
        });
        let content = move || {
            let (new, state, link, called) = shown.get();
            let (tone, word) = words::row_state(state);
            match link {
                _ if new => ().into_any(),
                Some(link) => view! {
                    <a href=format!("/app/links/{link}") tabindex="-1">
                        <Icon glyph=Glyph::Link/>
                        "Link"
                        <span class="sr">" of " {called}</span>
                    </a>
                }
                .into_any(),
                None => view! { <Badge tone word/> }.into_any(),
            }
        };
        view! {
            <td
                class="pinned edged state"
                class:here=marks.here
                class:marked=marks.marked
                class:bad=move || marks.tone.get() == "bad"
                class:warn=move || marks.tone.get() == "warn"
                role="gridcell"
                aria-colindex="2"
                data-cell=marks.name.clone()
                tabindex=move || if marks.stop.get() { 0 } else { -1 }
                aria-describedby=marks.described_by
            >
                <div class="cell">{content}</div>
                {marks.said}
            </td>
        }
    }
}
