//! The header row: sorts, and lets columns be dragged wider and to other places.

use domain::table::{Columns, Direction, FREE_ROWS};
use leptos::{ev::MouseEvent, prelude::*};

use super::{
    TableModel,
    columns::{Sheet, Shown, left_of},
    drag::Drag,
    edge::Edge,
    look::is_figure,
    model::Sortable,
    screen::Screen,
};
use crate::ui::{Glyph, Icon, Voice, grouped};

/// One header for each column on the screen.
#[component]
pub fn Head<C: Columns>(
    model: TableModel<C>,
    sheet: Sheet<C>,
    screen: Screen,
    drag: Drag<C>,
    voice: Voice,
    /// Selects everything.
    pick: AnyView,
) -> impl IntoView {
    view! {
        <thead role="rowgroup">
            <tr role="row" aria-rowindex="1">
                <th scope="col" role="columnheader" class="pick pinned" aria-colindex="1">{pick}</th>
                <For each=move || sheet.shown.get() key=|c| c.column let:shown>
                    <Header model sheet screen drag voice column=shown.column/>
                </For>
                <td class="fill" aria-hidden="true"></td>
            </tr>
        </thead>
    }
}

#[component]
fn Header<C: Columns>(
    model: TableModel<C>,
    sheet: Sheet<C>,
    screen: Screen,
    drag: Drag<C>,
    voice: Voice,
    column: C,
) -> impl IntoView {
    let facts = column.facts();
    let sorted = Memo::new(move |_| model.sorted(column));
    let sortable = Memo::new(move |_| model.sortable(column));
    let place = Memo::new(move |_| {
        sheet.shown.with(|shown| Some((shown.iter().position(|c| c.column == column)?, shown.len())))
    });
    let shown = Memo::new(move |_| sheet.shown.with(|shown| shown.iter().find(|c| c.column == column).copied()));
    let has = move |what: fn(&Shown<C>) -> bool| move || shown.with(|shown| shown.as_ref().is_some_and(what));
    let aria = move || match (sorted.get(), sortable.get()) {
        (Some((_, Direction::Ascending)), _) => Some("ascending"),
        (Some((_, Direction::Descending)), _) => Some("descending"),
        (None, Sortable::Yes) => Some("none"),
        (None, _) => None,
    };
    let why = move || match sortable.get() {
        Sortable::TooMany => Some(format!(
            "Sorting by this column needs a list of at most {} rows: filter or search first.",
            grouped(FREE_ROWS)
        )),
        Sortable::Yes | Sortable::Never => None,
    };
    let sort = move |event: MouseEvent| {
        if drag.is_spent() {
            return;
        }
        let add = event.shift_key();
        if add && !model.is_free() {
            voice.say(format!("Sorting by several columns needs a list of at most {} rows.", grouped(FREE_ROWS)));
        }
        model.sort_by(column, add && model.is_free());
    };
    let face = move || view! { <span class="head-label">{facts.label}</span> <Rank model sorted/> };
    let button = move || {
        if sortable.get() == Sortable::Yes {
            view! {
                <button
                    type="button"
                    class="cell sort"
                    on:click=sort
                    on:pointerdown=move |event| drag.press(&event, column)
                    on:pointermove=move |event| drag.moves(&event)
                    on:pointerup=move |_| drag.release()
                    on:pointercancel=move |_| drag.cancel()
                >
                    {face()}
                </button>
            }
            .into_any()
        } else {
            view! {
                <span
                    class="cell sort still"
                    on:pointerdown=move |event| drag.press(&event, column)
                    on:pointermove=move |event| drag.moves(&event)
                    on:pointerup=move |_| drag.release()
                    on:pointercancel=move |_| drag.cancel()
                >
                    {face()}
                </span>
            }
            .into_any()
        }
    };
    view! {
        <th
            scope="col"
            role="columnheader"
            data-column=column.to_string()
            class:num=is_figure(facts.kind)
            class:pinned=has(|c| c.pinned)
            class:edged=has(|c| c.edge)
            class:lifted=move || drag.now.with(|now| now.as_ref().is_some_and(|d| d.column == column))
            style:left=left_of(column)
            aria-colindex=move || place.get().map(|(at, _)| at + 2)
            aria-sort=aria
            title=why
        >
            {button}
            <Edge sheet screen column/>
        </th>
    }
}

/// An arrow, and the number of the sort key where there are several.
#[component]
fn Rank<C: Columns>(model: TableModel<C>, sorted: Memo<Option<(usize, Direction)>>) -> impl IntoView {
    move || {
        let (at, direction) = sorted.get()?;
        let glyph = match direction {
            Direction::Ascending => Glyph::ArrowUp,
            Direction::Descending => Glyph::ArrowDown,
        };
        let several = model.query.with(|query| query.sort.len() > 1);
        let rank = several.then(|| {
            view! {
                <span class="rank" aria-hidden="true">{at + 1}</span>
                <span class="sr">{format!(", sort key {}", at + 1)}</span>
            }
        });
        Some(view! { <Icon glyph/> {rank} })
    }
}
