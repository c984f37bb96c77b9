//! The row above a table.

use domain::table::{Columns, Density, Direction, Kind, Reach, SortKey, TableQuery};
use leptos::prelude::*;

use super::{Selected, TableModel};
use crate::ui::{Button, Glyph, Icon, Kind as ButtonKind, counted};

/// What one does with the whole table; while rows are selected, what one does with those.
#[component]
pub fn TableBar<C: Columns>(
    model: TableModel<C>,
    /// In its place while rows are selected.
    #[prop(into)]
    selection: ViewFn,
    /// Views, filters, columns.
    children: Children,
) -> impl IntoView {
    let any = Memo::new(move |_| model.selected.with(|selected| !selected.is_empty()));
    view! {
        <div class="table-bar" hidden=any>{children()}</div>
        <Show when=move || any.get()>
            <div class="table-bar selection" role="group" aria-label="Selected rows">{selection.run()}</div>
        </Show>
    }
}

/// How many rows are selected, and the way out.
#[component]
pub fn SelectedRows<C: Columns>(model: TableModel<C>) -> impl IntoView {
    let all = move || model.selected.with(|selected| matches!(selected, Selected::AllBut(_)));
    view! {
        <p class="selected-rows">
            <strong>{move || counted(model.selected_rows())}</strong>
            {move || if all() { " selected, all that match" } else { " selected" }}
        </p>
        <Button kind=ButtonKind::Quiet on_click=move |()| model.select_nothing()>"Clear"</Button>
    }
}

/// Turns taps on cards into a choice of cards, where there are no boxes to tick.
#[component]
pub fn PickButton<C: Columns>(model: TableModel<C>) -> impl IntoView {
    let picking = model.picking;
    view! {
        <button
            type="button"
            class="btn quiet pick-button"
            aria-pressed=move || picking.get().to_string()
            on:click=move |_| picking.update(|picking| *picking = !*picking)
        >
            <Icon glyph=Glyph::Check/>
            "Select"
        </button>
    }
}

/// Two lines a row, or one.
#[component]
pub fn DensityButton<C: Columns>(model: TableModel<C>) -> impl IntoView {
    let compact = move || model.layout.with(|layout| layout.density == Density::Compact);
    let turn = move |_| {
        let density = if untrack(compact) { Density::Comfortable } else { Density::Compact };
        model.layout.update(|layout| layout.density = density);
    };
    view! {
        <button
            type="button"
            class="icon-btn density"
            aria-label="Compact rows"
            title=move || if compact() { "More room for each row" } else { "More rows on the screen" }
            aria-pressed=move || compact().to_string()
            on:click=turn
        >
            <Icon glyph=Glyph::Rows/>
        </button>
    }
}

/// The order, where there is no room for headers that sort.
#[component]
pub fn OrderChoice<C: Columns>(model: TableModel<C>) -> impl IntoView {
    let current = move || model.query.with(TableQuery::order);
    let usual = C::COLUMNS.iter().filter(|column| column.facts().sort == Reach::All).flat_map(|column| {
        let first = column.first_direction();
        [first, first.turned()].map(|direction| SortKey { column: *column, direction })
    });
    let usual: Vec<(String, String)> = usual.map(|key| (key.to_string(), said(key))).collect();
    let is_usual = {
        let usual = usual.clone();
        move || usual.iter().any(|(order, _)| *order == current())
    };
    let options = usual.into_iter().map(|(order, said)| {
        let chosen = {
            let order = order.clone();
            move || current() == order
        };
        view! { <option value=order prop:selected=chosen>{said}</option> }
    });
    let choose = move |event| {
        if let Ok(key) = event_target_value(&event).parse::<SortKey<C>>() {
            model.change(|query| query.sort = vec![key]);
        }
    };
    view! {
        <select class="control compact phone-only" aria-label="Order" on:change=choose>
            {move || (!is_usual()).then(|| view! { <option value="" selected=true>{several(&model)}</option> })}
            {options.collect_view()}
        </select>
    }
}

/// `Amount, then Due`.
fn several<C: Columns>(model: &TableModel<C>) -> String {
    let names = |query: &TableQuery<C>| query.sort.iter().map(|key| key.column.facts().label).collect::<Vec<_>>();
    model.query.with(names).join(", then ")
}

/// `Amount, largest first`.
fn said<C: Columns>(key: SortKey<C>) -> String {
    let facts = key.column.facts();
    let up = key.direction == Direction::Ascending;
    let order = match (facts.kind, up) {
        (Kind::Money | Kind::Number, true) => "smallest first",
        (Kind::Money | Kind::Number, false) => "largest first",
        (Kind::Text | Kind::Choice, true) => "A to Z",
        (Kind::Text | Kind::Choice, false) => "Z to A",
        (Kind::Date, true) => "earliest first",
        (Kind::Date, false) => "latest first",
        (Kind::Moment, true) => "oldest first",
        (Kind::Moment, false) => "newest first",
    };
    format!("{}, {order}", facts.label)
}
