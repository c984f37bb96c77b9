//! One column in the list: shown or hidden, where it stands, how wide it is.

use domain::table::{Columns, Direction, MAX_WIDTH, MIN_WIDTH};
use leptos::{ev, prelude::*};

use crate::ui::{
    field::fresh_id,
    icon::{Glyph, Icon},
    sorting::{Grip, Sorting, stay_focused},
    table::TableModel,
    voice::Voice,
};

/// How much wider or narrower a click makes a column.
const STEP: u16 = 10;

/// The row, and below it, once opened, what is needed more rarely.
#[component]
pub fn ColumnRow<C: Columns>(
    model: TableModel<C>,
    column: C,
    sorting: Sorting,
    /// The column whose row is opened.
    opened: RwSignal<Option<C>>,
    help: StoredValue<String>,
    /// Whether some columns are left out of the list.
    searching: Signal<bool>,
    voice: Voice,
) -> impl IntoView {
    let label = column.facts().label;
    let at = Memo::new(move |_| model.layout.with(|layout| layout.position(column).unwrap_or_default()));
    let shift = Memo::new(move |_| sorting.shift(at.get()));
    let here = move || model.layout.with(|layout| layout.columns.get(at.get()).copied());
    let shown = Memo::new(move |_| here().is_some_and(|c| c.shown));
    let pinned = Memo::new(move |_| here().is_some_and(|c| c.pinned));
    let is_open = Memo::new(move |_| opened.get() == Some(column));
    let more = StoredValue::new(fresh_id());
    let pin = move |event: ev::MouseEvent| {
        let pinned = !pinned.get_untracked();
        model.layout.update(|layout| layout.pin(column, pinned));
        let verb = if pinned { "is pinned to the left" } else { "is no longer pinned" };
        voice.say(format!("{label} {verb}, position {}.", at.get_untracked() + 1));
        stay_focused(&event);
    };
    view! {
        <li
            class="setup-row"
            data-item=""
            class:lifted=move || sorting.has_lifted(at.get())
            class:off=move || !shown.get()
            class:pinned=pinned
            style:transform=move || match shift.get() {
                0 => "none".to_owned(),
                by => format!("translateY({by}px)"),
            }
        >
            <div class="setup-line">
                <Grip sorting at name=label.to_owned() help fixed=searching/>
                <Shown model column shown voice/>
                <span class="setup-sorted">{move || sorted(model, column)}</span>
                <button
                    type="button"
                    class="icon-btn setup-pin"
                    aria-pressed=move || pinned.get().to_string()
                    aria-label=format!("Pin left: {label}")
                    title="Pin left"
                    on:click=pin
                >
                    <Icon glyph=Glyph::Pin/>
                </button>
                <button
                    type="button"
                    class="icon-btn"
                    aria-expanded=move || is_open.get().to_string()
                    aria-controls=move || is_open.get().then(|| more.get_value())
                    aria-label=format!("Place and width: {label}")
                    title="Place and width"
                    on:click=move |_| opened.set((!is_open.get_untracked()).then_some(column))
                >
                    <Icon glyph=Glyph::Down/>
                </button>
            </div>
            <Show when=move || is_open.get()>
                <div class="setup-more" id=more.get_value() role="group" aria-label=format!("Place and width of {label}")>
                    <MoveButton sorting at label by=-1 searching/>
                    <MoveButton sorting at label by=1 searching/>
                    <Width model column voice/>
                </div>
            </Show>
        </li>
    }
}

/// `sort 2 ↓`, if it has a place in the order.
fn sorted<C: Columns>(model: TableModel<C>, column: C) -> Option<AnyView> {
    let (place, direction) = model.sorted(column)?;
    let (glyph, word) = match direction {
        Direction::Ascending => (Glyph::ArrowUp, "ascending"),
        Direction::Descending => (Glyph::ArrowDown, "descending"),
    };
    let view = view! {
        {format!("sort {}", place + 1)}
        <Icon glyph/>
        <span class="sr">{word}</span>
    };
    Some(view.into_any())
}

/// The switch. The column that names the row stays, and says why.
#[component]
fn Shown<C: Columns>(model: TableModel<C>, column: C, shown: Memo<bool>, voice: Voice) -> impl IntoView {
    let label = column.facts().label;
    let is_name = column == C::NAME;
    let why = is_name.then(fresh_id);
    let show = move |event| {
        let shown = event_target_checked(&event);
        model.layout.update(|layout| layout.show(column, shown));
        let (count, all) = model.layout.with_untracked(|layout| (layout.shown().count(), layout.columns.len()));
        voice.say(format!("{label} {}. {count} of {all} columns are shown.", if shown { "shown" } else { "hidden" }));
    };
    view! {
        <label class="setup-name">
            <input
                type="checkbox"
                class="switch small"
                role="switch"
                disabled=is_name
                aria-describedby=why.clone()
                prop:checked=shown
                on:change=show
            />
            <span>{label}</span>
        </label>
        {why.map(|id| view! { <span class="setup-why" id=id>"names each row"</span> })}
    }
}

#[component]
fn MoveButton(
    sorting: Sorting,
    #[prop(into)] at: Signal<usize>,
    label: &'static str,
    by: isize,
    searching: Signal<bool>,
) -> impl IntoView {
    let (word, glyph) = if by < 0 { ("Move up", Glyph::ArrowUp) } else { ("Move down", Glyph::ArrowDown) };
    // Not `disabled`: who has just moved it to the end would lose the focus.
    let off = move || searching.get() || !sorting.may_step(at.get(), by);
    let act = move |event: ev::MouseEvent| {
        if !searching.get_untracked() {
            sorting.step(at.get_untracked(), by);
            stay_focused(&event);
        }
    };
    view! {
        <button type="button" class="btn small" aria-disabled=move || off().then_some("true") on:click=act>
            <Icon glyph/>
            {word}
            <span class="sr">{format!(": {label}")}</span>
        </button>
    }
}

/// − 120 +
#[component]
fn Width<C: Columns>(model: TableModel<C>, column: C, voice: Voice) -> impl IntoView {
    let label = column.facts().label;
    let width = Memo::new(move |_| {
        model.layout.with(|layout| layout.columns.iter().find(|c| c.column == column).map_or(MIN_WIDTH, |c| c.width))
    });
    let resize = move |to: u16| {
        model.layout.update(|layout| layout.resize(column, to));
        voice.say(format!("{label} is {} pixels wide.", width.get_untracked()));
    };
    let typed = move |event: ev::Event| {
        if let Ok(to) = event_target_value(&event).trim().parse() {
            resize(to);
        }
        // What can't be a width gives way to the one there is.
        event_target::<web_sys::HtmlInputElement>(&event).set_value(&width.get_untracked().to_string());
    };
    view! {
        <div class="stepper" role="group" aria-label=format!("Width of {label}")>
            <button
                type="button"
                aria-label=format!("Narrower: {label}")
                on:click=move |_| resize(width.get_untracked().saturating_sub(STEP))
            >
                "−"
            </button>
            <input
                type="number"
                inputmode="numeric"
                aria-label=format!("Width of {label} in pixels")
                min=MIN_WIDTH
                max=MAX_WIDTH
                step=STEP
                prop:value=move || width.get().to_string()
                on:change=typed
            />
            <button
                type="button"
                aria-label=format!("Wider: {label}")
                on:click=move |_| resize(width.get_untracked().saturating_add(STEP))
            >
                "+"
            </button>
        </div>
    }
}
