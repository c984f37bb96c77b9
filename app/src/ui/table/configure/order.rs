//! How the rows are sorted: keys in their priority, and what else they can be sorted by.

use domain::table::{Columns, Direction, Kind, MAX_SORT_KEYS, Reach, SortKey};
use leptos::{ev, html, prelude::*};

use super::columns::SearchLine;
use crate::ui::{
    field::fresh_id,
    icon::{Glyph, Icon},
    sorting::{Grip, GripHelp, Rules, Sorting, stay_focused},
    table::TableModel,
    voice::Voice,
};

/// The keys, and below them the columns that can become one.
#[component]
pub fn OrderList<C: Columns>(model: TableModel<C>, voice: Voice) -> impl IntoView {
    let list = NodeRef::<html::Ul>::new();
    let help = StoredValue::new(fresh_id());
    let sorting = Sorting::new(list, rules(model), voice);
    let keys = move || model.query.with(|query| query.sort.iter().map(|key| key.column).collect::<Vec<_>>());
    let usual = move || model.query.with(|query| query.sort == [C::SORT]);
    let reset = move |_| {
        model.change(|query| query.sort = vec![C::SORT]);
        voice.say("The order is the usual one again.");
    };
    view! {
        <GripHelp id=help/>
        <ul class="setup-keys" node_ref=list class:lifting=move || sorting.is_active() aria-label="Sorted by, the first counts most">
            <For each=keys key=|column| *column let:column>
                <KeyRow model column sorting help voice/>
            </For>
        </ul>
        <div class="setup-between">
            <h3>"Sort by"</h3>
            <button type="button" class="btn quiet small" hidden=usual on:click=reset>
                "Usual order"
            </button>
        </div>
        <Candidates model voice/>
    }
}

fn rules<C: Columns>(model: TableModel<C>) -> Rules {
    let keys = move || model.query.get_untracked().sort;
    Rules {
        name: Callback::new(move |at: usize| {
            keys().get(at).map(|key| key.column.facts().label.to_owned()).unwrap_or_default()
        }),
        range: Callback::new(move |_| (0, keys().len().saturating_sub(1))),
        put: Callback::new(move |(from, to): (usize, usize)| {
            model.change(|query| {
                let key = query.sort.remove(from);
                query.sort.insert(to, key);
            });
        }),
    }
}

/// What a direction means to people.
fn said(kind: Kind, direction: Direction) -> &'static str {
    match (kind, direction) {
        (Kind::Text | Kind::Choice, Direction::Ascending) => "A to Z",
        (Kind::Text | Kind::Choice, Direction::Descending) => "Z to A",
        (Kind::Money | Kind::Number, Direction::Ascending) => "Smallest first",
        (Kind::Money | Kind::Number, Direction::Descending) => "Largest first",
        (Kind::Date | Kind::Moment, Direction::Ascending) => "Earliest first",
        (Kind::Date | Kind::Moment, Direction::Descending) => "Latest first",
    }
}

#[component]
fn KeyRow<C: Columns>(
    model: TableModel<C>,
    column: C,
    sorting: Sorting,
    help: StoredValue<String>,
    voice: Voice,
) -> impl IntoView {
    let facts = column.facts();
    let label = facts.label;
    let key = Memo::new(move |_| model.sorted(column));
    let at = Memo::new(move |_| key.get().map_or(0, |(at, _)| at));
    let direction = Memo::new(move |_| key.get().map_or(Direction::Ascending, |(_, direction)| direction));
    let shift = Memo::new(move |_| sorting.shift(at.get()));
    let alone = Memo::new(move |_| model.query.with(|query| query.sort.len() < 2));
    let turn = move |_| {
        let turned = direction.get_untracked().turned();
        model.change(|query| {
            query.sort.iter_mut().filter(|key| key.column == column).for_each(|key| key.direction = turned);
        });
        voice.say(format!("{label}: {}.", said(facts.kind, turned)));
    };
    let remove = move |_| {
        model.change(|query| {
            query.sort.retain(|key| key.column != column);
            if query.sort.is_empty() {
                query.sort.push(C::SORT);
            }
        });
        voice.say(format!("No longer sorted by {label}."));
    };
    let up = move |event: ev::MouseEvent| {
        sorting.step(at.get_untracked(), -1);
        stay_focused(&event);
    };
    view! {
        <li
            class="setup-row"
            data-item=""
            class:lifted=move || sorting.has_lifted(at.get())
            style:transform=move || match shift.get() {
                0 => "none".to_owned(),
                by => format!("translateY({by}px)"),
            }
        >
            <div class="setup-line">
                <Grip sorting at name=label.to_owned() help fixed=alone/>
                <span class="setup-place" aria-hidden="true">{move || at.get() + 1}</span>
                <span class="setup-name">{label}</span>
                <button type="button" class="btn small" on:click=turn>
                    {move || {
                        let up = direction.get() == Direction::Ascending;
                        view! { <Icon glyph=if up { Glyph::ArrowUp } else { Glyph::ArrowDown }/> }
                    }}
                    {move || said(facts.kind, direction.get())}
                    <span class="sr">{format!(": turn the order by {label} round")}</span>
                </button>
                <button
                    type="button"
                    class="icon-btn"
                    aria-label=format!("Move up: {label}")
                    title="Move up"
                    aria-disabled=move || (at.get() == 0).then_some("true")
                    on:click=up
                >
                    <Icon glyph=Glyph::ArrowUp/>
                </button>
                <button
                    type="button"
                    class="icon-btn"
                    aria-label=format!("Remove from the order: {label}")
                    title="Remove"
                    disabled=move || model.query.with(|query| query.sort == [C::SORT])
                    on:click=remove
                >
                    <Icon glyph=Glyph::Close/>
                </button>
            </div>
        </li>
    }
}

/// Columns that the rows can be sorted by, and those that wait until fewer rows match.
#[component]
fn Candidates<C: Columns>(model: TableModel<C>, voice: Voice) -> impl IntoView {
    // Over many rows only one key at a time has an index, and only some columns have one.
    let few = Memo::new(move |_| model.is_free());
    let words = RwSignal::new(String::new());
    let of = move |reach: Reach| {
        let words = words.with(|words| words.trim().to_lowercase());
        let sorted = model.query.with(|query| query.sort.clone());
        let fits = |column: &C| {
            let facts = column.facts();
            facts.sort == reach
                && facts.label.to_lowercase().contains(&words)
                && sorted.iter().all(|key| key.column != *column)
        };
        C::COLUMNS.iter().copied().filter(fits).collect::<Vec<_>>()
    };
    let full = Memo::new(move |_| model.query.with(|query| query.sort.len() >= MAX_SORT_KEYS));
    let choose = move |column: C| {
        let key = SortKey { column, direction: column.first_direction() };
        let label = column.facts().label;
        let alone = !few.get_untracked() || model.query.with_untracked(|query| query.sort == [C::SORT]);
        model.change(|query| if alone { query.sort = vec![key] } else { query.sort.push(key) });
        let words = said(column.facts().kind, key.direction);
        let then = if alone { "Sorted by" } else { "Then sorted by" };
        voice.say(format!("{then} {label}, {words}."));
    };
    let item = move |column: C, off: Signal<bool>, why: Option<StoredValue<String>>| {
        let act = move |_| {
            if !off.get_untracked() {
                choose(column);
            }
        };
        view! {
            <li>
                <button
                    type="button"
                    class="menu-item"
                    aria-disabled=move || off.get().then_some("true")
                    aria-describedby=why.map(|why| why.get_value())
                    on:click=act
                >
                    <Icon glyph=Glyph::Plus/>
                    {column.facts().label}
                </button>
            </li>
        }
    };
    let why = StoredValue::new(fresh_id());
    let group = move |reach: Reach, off: Signal<bool>, why: Option<StoredValue<String>>| {
        view! { <For each=move || of(reach) key=|column| *column let:column>{item(column, off, why)}</For> }
    };
    let off = Signal::derive(move || !few.get() || full.get());
    view! {
        <SearchLine label="Search columns to sort by" words/>
        <div class="setup-list candidates">
            <Show when=move || full.get()>
                <p class="setup-none">{format!("Rows are sorted by at most {MAX_SORT_KEYS} columns.")}</p>
            </Show>
            <ul aria-label="Columns to sort by">
                {group(Reach::All, Signal::derive(move || full.get()), None)}
                <Show when=move || few.get()>{group(Reach::Few, off, None)}</Show>
            </ul>
            <Show when=move || !few.get()>
                <p class="setup-limit" id=why.get_value()>
                    "More than 10,000 rows match. Filter or search first to sort by these, or by several columns:"
                </p>
                <ul aria-label="Columns to sort fewer rows by">{group(Reach::Few, off, Some(why))}</ul>
            </Show>
        </div>
    }
}
