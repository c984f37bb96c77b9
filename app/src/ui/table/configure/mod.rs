//! The column configurator: which columns a table shows, in which order and how wide, how its rows are
//! sorted, and how dense they are.

mod columns;
mod order;
mod row;

use domain::table::{Columns, Density, Layout};
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlElement;

use self::{columns::ColumnList, order::OrderList};
use super::model::TableModel;
use crate::ui::{
    field::fresh_id,
    icon::Glyph,
    popover::{Popover, PopoverButton, Side},
    voice::{Voice, VoiceRegion},
};

/// What the panel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Columns,
    Order,
}

impl Part {
    const ALL: [Self; 2] = [Self::Columns, Self::Order];

    fn label(self) -> &'static str {
        match self {
            Self::Columns => "Columns",
            Self::Order => "Order",
        }
    }
}

/// The button and its panel.
#[component]
pub fn ConfigureColumns<C: Columns>(
    /// The table.
    model: TableModel<C>,
    /// What *Reset columns* goes back to.
    #[prop(optional, into)]
    initial: Option<Signal<Layout<C>>>,
    /// More at the foot of the panel, such as a button that keeps all this as a view.
    #[prop(optional, into)]
    foot: ViewFn,
) -> impl IntoView {
    let initial = initial.unwrap_or_else(|| Signal::stored(Layout::default()));
    let open = RwSignal::new(false);
    let anchor = NodeRef::<html::Button>::new();
    let shown = move || model.layout.with(|layout| (layout.shown().count(), layout.columns.len()));
    let note = Signal::derive(move || {
        let (shown, all) = shown();
        format!("{shown} of {all}")
    });
    view! {
        <PopoverButton open anchor glyph=Glyph::Columns>"Columns"</PopoverButton>
        <Popover open anchor title="Columns".to_owned() note side=Side::Right class="setup">
            <Panel model initial foot=foot.clone()/>
        </Popover>
    }
}

#[component]
fn Panel<C: Columns>(model: TableModel<C>, initial: Signal<Layout<C>>, foot: ViewFn) -> impl IntoView {
    let voice = Voice::new();
    let part = RwSignal::new(Part::Columns);
    let panel = StoredValue::new(fresh_id());
    view! {
        <PartTabs part panel/>
        <div class="setup-part" id=panel.get_value() role="tabpanel" aria-label=move || part.get().label()>
            {move || match part.get() {
                Part::Columns => view! { <ColumnList model voice/> }.into_any(),
                Part::Order => view! { <OrderList model voice/> }.into_any(),
            }}
        </div>
        <footer class="setup-foot">
            <DensityChoice model/>
            <div class="setup-acts">
                <Reset model initial voice/>
                {foot.run()}
            </div>
        </footer>
        <VoiceRegion voice/>
    }
}

/// Columns or order.
#[component]
fn PartTabs(part: RwSignal<Part>, panel: StoredValue<String>) -> impl IntoView {
    let keys = move |event: ev::KeyboardEvent| {
        let other = match (event.key().as_str(), part.get_untracked()) {
            ("ArrowLeft" | "ArrowRight", Part::Columns) | ("End", _) => Part::Order,
            ("ArrowLeft" | "ArrowRight", Part::Order) | ("Home", _) => Part::Columns,
            _ => return,
        };
        event.prevent_default();
        part.set(other);
        let row = event.current_target().and_then(|row| row.dyn_into::<HtmlElement>().ok());
        let chosen = row.and_then(|row| row.query_selector("[aria-selected=true]").ok().flatten());
        if let Some(tab) = chosen.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
            // A tab that can't take the focus leaves it where it is.
            let _ = tab.focus();
        }
    };
    let tab = move |this: Part| {
        view! {
            <button
                type="button"
                role="tab"
                class="segment-tab"
                aria-controls=panel.get_value()
                aria-selected=move || (part.get() == this).to_string()
                tabindex=move || if part.get() == this { "0" } else { "-1" }
                on:click=move |_| part.set(this)
            >
                {this.label()}
            </button>
        }
    };
    view! {
        <div class="segment-tabs" role="tablist" aria-label="What to set up" on:keydown=keys>
            {Part::ALL.map(tab).collect_view()}
        </div>
    }
}

#[component]
fn DensityChoice<C: Columns>(model: TableModel<C>) -> impl IntoView {
    let name = StoredValue::new(fresh_id());
    let choice = move |density: Density, label: &'static str| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name=name.get_value()
                    prop:checked=move || model.layout.with(|layout| layout.density == density)
                    on:change=move |_| model.layout.update(|layout| layout.density = density)
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <div class="setup-density">
            <span aria-hidden="true">"Rows"</span>
            <div class="segments" role="radiogroup" aria-label="Height of rows">
                {choice(Density::Comfortable, "Comfortable")} {choice(Density::Compact, "Compact")}
            </div>
        </div>
    }
}

/// Back to the beginning; a second click takes that back.
#[component]
fn Reset<C: Columns>(model: TableModel<C>, initial: Signal<Layout<C>>, voice: Voice) -> impl IntoView {
    let before = RwSignal::new(None::<Layout<C>>);
    let is_reset =
        Memo::new(move |_| model.layout.with(|layout| initial.with(|initial| layout.columns == initial.columns)));
    let undoable = move || is_reset.get() && before.with(Option::is_some);
    let act = move |_| {
        let was = model.layout.get_untracked();
        if let Some(before) = before.get_untracked().filter(|_| is_reset.get_untracked()) {
            model.layout.set(before);
            voice.say("The columns are as they were before.");
        } else {
            // How dense the rows are is nothing of the columns.
            model.layout.update(|layout| layout.columns.clone_from(&initial.get_untracked().columns));
            before.set(Some(was));
            voice.say("The columns are as they were at the beginning.");
        }
    };
    view! {
        <button
            type="button"
            class="btn quiet"
            disabled=move || is_reset.get() && before.with(Option::is_none)
            on:click=act
        >
            {move || if undoable() { "Undo reset" } else { "Reset columns" }}
        </button>
    }
}
