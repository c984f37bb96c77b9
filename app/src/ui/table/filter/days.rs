//! Days: a range that moves with the calendar, or one that is written out.

use domain::{
    CivilDate,
    table::{Condition, DayPreset, Days, FROM, TO, typed_days},
};
use leptos::{html, prelude::*, wasm_bindgen::JsCast};

use super::editor::{Done, DoneButtons};
use crate::ui::{
    field::TextField,
    form::{Form, FormState},
};

/// The named ranges, each one click; below them two days.
#[component]
pub fn DaysEditor(condition: Option<Condition>, done: Done) -> impl IntoView {
    let days = condition.and_then(|condition| match condition {
        Condition::On(days) => Some(days),
        _ => None,
    });
    let (from, to) = match days {
        Some(Days::Between(from, to)) => (from, to),
        _ => (None, None),
    };
    let text = |day: Option<CivilDate>| RwSignal::new(day.map(|day| day.to_string()).unwrap_or_default());
    let (from, to) = (text(from), text(to));
    let form = FormState::new();
    let node = NodeRef::<html::Div>::new();
    // What is half a date is no text to the browser: only the field itself knows.
    let is_half = move |at: u32| {
        let fields = node.get_untracked().and_then(|node| node.query_selector_all("input").ok());
        let field =
            fields.and_then(|fields| fields.get(at)).and_then(|field| field.dyn_into::<web_sys::Element>().ok());
        field.is_some_and(|field| field.matches(":invalid").unwrap_or(false))
    };
    let apply = move |()| {
        form.clear();
        match typed_days(&from.get_untracked(), &to.get_untracked(), [is_half(0), is_half(1)]) {
            Ok(condition) => done.with(condition),
            Err(problem) => form.refuse(&problem),
        }
    };
    let preset = move |named: Days, label: &'static str| {
        view! {
            <button
                type="button"
                class="preset"
                aria-pressed=(days == Some(named)).to_string()
                on:click=move |_| done.with(Condition::On(named))
            >
                {label}
            </button>
        }
    };
    let presets = DayPreset::ALL.iter().map(|named| preset(Days::Preset(*named), named.label())).collect_view();
    view! {
        <div class="presets" role="group" aria-label="Named ranges">
            {presets}
            {preset(Days::Missing, "Empty")}
        </div>
        <Form state=form on_submit=apply label="Days">
            <div class="columns" node_ref=node role="group" aria-label="From one day to another">
                <TextField label="From" pointer=FROM kind="date" value=from/>
                <TextField label="To" pointer=TO kind="date" value=to/>
            </div>
            <DoneButtons done/>
        </Form>
    }
}
