//! A list to choose one thing from, found by typing.

use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlElement;

use super::{
    field::fresh_id,
    icon::{Glyph, Icon},
};

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is handed over when it is chosen.
    pub word: String,
    /// What people call it.
    pub label: String,
    /// A word beside it.
    pub note: String,
    /// Whether it can't be chosen now.
    pub refused: bool,
}

/// A search box and what it finds. Arrows move, Enter chooses.
#[component]
pub fn PickList(
    /// What is searched.
    label: &'static str,
    /// The things; those that are refused come last.
    #[prop(into)]
    offers: Signal<Vec<Offer>>,
    /// Why some are refused.
    why: &'static str,
    /// Takes what was chosen.
    on_pick: Callback<String>,
) -> impl IntoView {
    let (list_id, why_id) = (StoredValue::new(fresh_id()), StoredValue::new(fresh_id()));
    let list = NodeRef::<html::Ul>::new();
    let words = RwSignal::new(String::new());
    let marked = RwSignal::new(0_usize);
    let found = Memo::new(move |_| {
        let words = words.with(|words| words.trim().to_lowercase());
        offers.with(|offers| {
            offers.iter().filter(|offer| offer.label.to_lowercase().contains(&words)).cloned().collect::<Vec<_>>()
        })
    });
    let option_id = move |at: usize| list_id.with_value(|id| format!("{id}-{at}"));
    let choose = move |at: usize| {
        let offer = found.with_untracked(|found| found.get(at).cloned());
        if let Some(offer) = offer.filter(|offer| !offer.refused) {
            on_pick.run(offer.word);
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        let at = marked.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => marked.set((at + 1) % count),
            "ArrowUp" if count > 0 => marked.set((at + count - 1) % count),
            "Enter" => choose(at),
            _ => return,
        }
        event.prevent_default();
        if let Some(list) = list.get_untracked() {
            show(&list, &option_id(marked.get_untracked()));
        }
    };
    let item = move |at: usize, offer: Offer| {
        let first_refused =
            offer.refused && found.with(|found| at == 0 || found.get(at - 1).is_some_and(|o| !o.refused));
        view! {
            {first_refused.then(|| view! { <li role="presentation" class="pick-why" id=why_id.get_value()>{why}</li> })}
            <li
                id=option_id(at)
                role="option"
                aria-selected=move || (marked.get() == at).to_string()
                aria-disabled=offer.refused.then_some("true")
                aria-describedby=offer.refused.then(|| why_id.get_value())
                // Before the search box loses the focus.
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| choose(at)
                on:pointermove=move |_| if marked.get_untracked() != at { marked.set(at) }
            >
                <span>{offer.label}</span>
                <span class="sub">{offer.note}</span>
            </li>
        }
    };
    view! {
        <div class="search setup-search">
            <Icon glyph=Glyph::Search/>
            <input
                type="search"
                role="combobox"
                aria-label=label
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                aria-autocomplete="list"
                aria-expanded="true"
                aria-controls=list_id.get_value()
                aria-activedescendant=move || (marked.get() < found.with(Vec::len)).then(|| option_id(marked.get()))
                prop:value=words
                on:input=move |event| {
                    words.set(event_target_value(&event));
                    marked.set(0);
                }
                on:keydown=keys
            />
        </div>
        <ul class="picks" id=list_id.get_value() node_ref=list role="listbox" aria-label=label>
            {move || found.get().into_iter().enumerate().map(|(at, offer)| item(at, offer)).collect_view()}
        </ul>
        <Show when=move || found.with(Vec::is_empty)>
            <p class="setup-none">"Nothing of that name"</p>
        </Show>
    }
}

/// Scrolls the list so far that an option is seen.
fn show(list: &HtmlElement, id: &str) {
    let option = document().get_element_by_id(id).and_then(|option| option.dyn_into::<HtmlElement>().ok());
    let Some(option) = option else { return };
    let (top, height) = (option.offset_top(), option.offset_height());
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if top + height > list.scroll_top() + list.client_height() {
        list.set_scroll_top(top + height - list.client_height());
    }
}
