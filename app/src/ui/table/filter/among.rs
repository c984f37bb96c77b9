//! One or many of a set.

use domain::{
    FieldError, Problem,
    table::{Columns, Condition},
};
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlElement;

use super::{
    Known,
    editor::{Done, DoneButtons},
};
use crate::ui::{
    form::{Form, FormState},
    icon::{Glyph, Icon},
};

/// A longer list has a search box.
const LONG: usize = 8;

/// A box for each word.
#[component]
pub fn AmongEditor<C: Columns>(column: C, condition: Option<Condition>, known: Known<C>, done: Done) -> impl IntoView {
    let ticked = RwSignal::new(match condition {
        Some(Condition::Among(words)) => words,
        _ => Vec::new(),
    });
    let search = RwSignal::new(String::new());
    let form = FormState::new();
    let list = NodeRef::<html::Ul>::new();
    let all = Memo::new(move |_| {
        let mut all = known.choices_of(column);
        // What the address asks for and nobody knows can at least be unticked.
        for word in ticked.get_untracked() {
            if all.iter().all(|(known, _)| *known != word) {
                all.push((word.clone(), word));
            }
        }
        all
    });
    let found = Memo::new(move |_| {
        let words = search.with(|search| search.trim().to_lowercase());
        all.with(|all| all.iter().filter(|(_, said)| said.to_lowercase().contains(&words)).cloned().collect::<Vec<_>>())
    });
    let apply = move |()| match Condition::read(column, &ticked.get_untracked().join(",")) {
        Ok(condition) => done.with(condition),
        Err(_) => {
            let detail = "Tick at least one".to_owned();
            form.refuse(&Problem::invalid(vec![FieldError { pointer: "/words".to_owned(), detail }]));
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        let by: isize = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        event.prevent_default();
        if let Some(list) = list.get_untracked() {
            step(&list, by);
        }
    };
    let row = move |(word, said): (String, String)| {
        let word = StoredValue::new(word);
        let is_ticked = move || ticked.with(|ticked| word.with_value(|word| ticked.contains(word)));
        let tick = move |event| {
            let on = event_target_checked(&event);
            ticked.update(|ticked| {
                ticked.retain(|ticked| word.with_value(|word| ticked != word));
                if on {
                    ticked.push(word.get_value());
                }
            });
            form.clear();
        };
        view! {
            <li>
                <label class="tick">
                    <input type="checkbox" prop:checked=is_ticked on:change=tick/>
                    <span>{said}</span>
                </label>
            </li>
        }
    };
    view! {
        <Form state=form on_submit=apply label=column.facts().label>
            <Show when=move || all.with(|all| all.len() > LONG)>
                <div class="search setup-search">
                    <Icon glyph=Glyph::Search/>
                    <input
                        type="search"
                        aria-label="Search the list"
                        placeholder="Search the list"
                        autocomplete="off"
                        spellcheck="false"
                        prop:value=search
                        on:input=move |event| search.set(event_target_value(&event))
                    />
                </div>
            </Show>
            <ul class="ticks" node_ref=list on:keydown=keys>
                <For each=move || found.get() key=|(word, _)| word.clone() let:choice>
                    {row(choice)}
                </For>
            </ul>
            <DoneButtons done/>
        </Form>
    }
}

/// Moves the focus from one box to another.
fn step(list: &HtmlElement, by: isize) {
    let Ok(boxes) = list.query_selector_all("input") else { return };
    let boxes: Vec<HtmlElement> =
        (0..boxes.length()).filter_map(|i| boxes.get(i)?.dyn_into::<HtmlElement>().ok()).collect();
    let active = document().active_element();
    let at = boxes.iter().position(|one| active.as_ref().is_some_and(|active| active.is_same_node(Some(one))));
    let to = at.map_or(Some(0), |at| at.checked_add_signed(by));
    if let Some(one) = to.and_then(|to| boxes.get(to)) {
        // A box that can't take the focus leaves it where it is.
        let _ = one.focus();
    }
}
