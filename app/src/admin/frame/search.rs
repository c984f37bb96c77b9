//! One search over everything, from every page.

use domain::api::search::{Hit, HitKind};
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};

use crate::{
    admin::{
        data::Query,
        place::{Place, Step},
    },
    api,
    ui::{Dialog, Glyph, Icon, debounced, fresh_id},
};

/// Whether the search is open, in context.
#[derive(Clone, Copy)]
pub struct Searching(RwSignal<bool>);

impl Searching {
    /// It is closed.
    pub fn start() -> Self {
        let searching = Self(RwSignal::new(false));
        provide_context(searching);
        searching
    }

    /// Opens it.
    pub fn open(self) {
        self.0.set(true);
    }
}

/// The button that opens the search.
#[component]
pub fn SearchButton() -> impl IntoView {
    let searching = use_context::<Searching>();
    let open = move |_| {
        if let Some(searching) = searching {
            searching.open();
        }
    };
    view! {
        <button type="button" class="nav-search" aria-label="Search everything" aria-keyshortcuts="Control+K Meta+K" on:click=open>
            <Icon glyph=Glyph::Search/>
            <span class="nav-search-word">"Search"</span>
            <kbd class="kbd" aria-hidden="true">"Ctrl K"</kbd>
        </button>
    }
}

/// The dialog: words on top, what they find below.
#[component]
pub fn SearchDialog(searching: Searching) -> impl IntoView {
    let open = searching.0;
    view! {
        <Dialog open title="Search".to_owned() class="find">
            <Finder open/>
        </Dialog>
    }
}

#[component]
fn Finder(open: RwSignal<bool>) -> impl IntoView {
    let place = Place::here();
    let list_id = StoredValue::new(fresh_id());
    let list = NodeRef::<html::Div>::new();
    let typed = RwSignal::new(String::new());
    let marked = RwSignal::new(0_usize);
    let words = debounced(move || typed.get().trim().to_owned(), 160);
    let found = Query::new(
        move || Some(words.get()).filter(|words| !words.is_empty()),
        || 0,
        |transport, words| async move { api::search::find(&transport, &words).await },
    );
    let hits = Memo::new(move |_| found.value.get().unwrap_or_default());
    Effect::new(move |_| {
        hits.track();
        marked.set(0);
    });
    let option_id = move |at: usize| list_id.with_value(|id| format!("{id}-{at}"));
    let go = move |at: usize| {
        if let Some(hit) = hits.with_untracked(|hits| hits.get(at).cloned()) {
            open.set(false);
            place.go(&address(&hit), Step::New);
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        let count = hits.with_untracked(Vec::len);
        let at = marked.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => marked.set((at + 1) % count),
            "ArrowUp" if count > 0 => marked.set((at + count - 1) % count),
            "Enter" => go(at),
            // A search box would only empty itself.
            "Escape" => open.set(false),
            _ => return,
        }
        event.prevent_default();
        reveal(list, &option_id(marked.get_untracked()));
    };
    let option = move |at: usize, hit: Hit| {
        view! {
            <div
                class="find-hit"
                id=option_id(at)
                role="option"
                aria-selected=move || (marked.get() == at).to_string()
                // Before the search box loses the focus.
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| go(at)
                on:pointermove=move |_| if marked.get_untracked() != at { marked.set(at) }
            >
                <Icon glyph=glyph(hit.kind)/>
                <span class="name">{hit.title}</span>
                <span class="sub">{hit.detail}</span>
            </div>
        }
    };
    let group = move |kind: HitKind| {
        let of: Vec<(usize, Hit)> = hits.get().into_iter().enumerate().filter(|(_, hit)| hit.kind == kind).collect();
        (!of.is_empty()).then(|| {
            view! {
                <div role="group" aria-label=label(kind)>
                    <p class="find-kind" aria-hidden="true">{label(kind)}</p>
                    {of.into_iter().map(|(at, hit)| option(at, hit)).collect_view()}
                </div>
            }
        })
    };
    let any = Memo::new(move |_| hits.with(|hits| !hits.is_empty()));
    let says = move || {
        if let Some(why) = found.blocking_failure() {
            return why;
        }
        let settled = found.value.with(Option::is_some) && typed.with(|typed| typed.trim() == words.get());
        match () {
            () if words.with(String::is_empty) => {
                "Type the beginning of a name, a number, an address or an amount.".to_owned()
            }
            () if any.get() || !settled => String::new(),
            () => "Nothing begins like that. Try fewer letters.".to_owned(),
        }
    };
    view! {
        <div class="search find-box">
            <Icon glyph=Glyph::Search/>
            <input
                type="search"
                role="combobox"
                autofocus=true
                aria-label="Search clients, matters, invoices, links and payments"
                placeholder="Clients, matters, invoices, links, payments"
                autocomplete="off"
                spellcheck="false"
                aria-autocomplete="list"
                aria-expanded=move || any.get().to_string()
                aria-controls=list_id.get_value()
                aria-activedescendant=move || any.get().then(|| option_id(marked.get()))
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=keys
            />
        </div>
        <div class="find-hits" id=list_id.get_value() role="listbox" aria-label="Found" node_ref=list hidden=move || !any.get()>
            {move || HitKind::ALL.iter().map(|kind| group(*kind)).collect_view()}
        </div>
        <p class="find-says" role="status">{says}</p>
    }
}

/// Where what was found is.
fn address(hit: &Hit) -> String {
    let path = match hit.kind {
        HitKind::Client => "clients",
        HitKind::Matter => "matters",
        HitKind::Invoice => "invoices",
        HitKind::Link => "links",
        HitKind::Payment => "payments",
    };
    format!("/app/{path}/{}", hit.id)
}

fn label(kind: HitKind) -> &'static str {
    match kind {
        HitKind::Client => "Clients",
        HitKind::Matter => "Matters",
        HitKind::Invoice => "Invoices",
        HitKind::Link => "Payment links",
        HitKind::Payment => "Payments",
    }
}

fn glyph(kind: HitKind) -> Glyph {
    match kind {
        HitKind::Client => Glyph::Person,
        HitKind::Matter => Glyph::Layers,
        HitKind::Invoice => Glyph::Receipt,
        HitKind::Link => Glyph::Link,
        HitKind::Payment => Glyph::Card,
    }
}

/// Scrolls the list so far that an option is seen.
fn reveal(list: NodeRef<html::Div>, id: &str) {
    let option = document().get_element_by_id(id).and_then(|option| option.dyn_into::<web_sys::HtmlElement>().ok());
    let (Some(list), Some(option)) = (list.get_untracked(), option) else { return };
    let (top, height) = (option.offset_top(), option.offset_height());
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if top + height > list.scroll_top() + list.client_height() {
        list.set_scroll_top(top + height - list.client_height());
    }
}
