//! The head of a page: what it is, which money it moves, and where to search.

use leptos::{ev, html, prelude::*};

use crate::{
    admin::{
        place::{Place, Step},
        session::Session,
        store::{Modes, Store},
    },
    ui::{Badge, EmptyState, Glyph, Icon, Tone, debounced},
};

/// Title, mode, and on the right what the page brings.
#[component]
pub fn PageHead(
    /// The page's name.
    title: &'static str,
    /// Search box and buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let session = Session::from_context();
    Effect::new(move |_| {
        let firm = session.me(|me| me.firm.name.clone()).unwrap_or_default();
        document().set_title(&format!("{title} · {firm}"));
    });
    view! {
        <header class="page-head">
            <h1>{title}</h1>
            <ModeBadge/>
            {children.map(|children| view! { <div class="page-tools">{children()}</div> })}
        </header>
    }
}

/// TEST MODE or LIVE MODE.
#[component]
pub fn ModeBadge() -> impl IntoView {
    let store = Store::from_context();
    let modes = Memo::new(move |_| store.modes());
    move || {
        let (tone, word) = match modes.get()? {
            Modes::None => (Tone::Mute, "No gateway yet"),
            Modes::Test => (Tone::Warn, "Test mode"),
            Modes::Live => (Tone::Good, "Live mode"),
            Modes::Both => (Tone::Warn, "Test and live"),
        };
        Some(view! { <Badge tone word/> })
    }
}

/// A search box that writes what is typed into the address bar as soon as one pauses.
#[component]
pub fn SearchBox(
    /// What can be found.
    label: &'static str,
) -> impl IntoView {
    let place = Place::here();
    let typed = RwSignal::new(untrack(|| place.param("q")));
    let node = NodeRef::<html::Input>::new();
    let settled = debounced(move || typed.get(), 250);
    Effect::new(move |before: Option<String>| {
        let words = settled.get();
        if before.is_some() && untrack(|| place.param("q")) != words.trim() {
            // Meanwhile one may have opened a row: that stays open.
            let to = untrack(|| place.with(&place.path(), &[("q", words.trim())]));
            place.go(&to, Step::Instead);
        }
        words
    });
    // Back, forward and links change the words as well, but never while one types.
    Effect::new(move |_| {
        let words = place.param("q");
        let typing = node
            .get_untracked()
            .is_some_and(|input| document().active_element().is_some_and(|active| active.is_same_node(Some(&input))));
        if !typing && typed.with_untracked(|typed| typed.trim() != words) {
            typed.set(words);
        }
    });
    let keys = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            if typed.with_untracked(String::is_empty) {
                if let Some(input) = node.get_untracked() {
                    // Nothing depends on it.
                    let _ = input.blur();
                }
            } else {
                typed.set(String::new());
            }
        }
    };
    view! {
        <div class="search" role="search">
            <Icon glyph=Glyph::Search/>
            <input
                type="search"
                node_ref=node
                data-search=""
                aria-label=label
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=keys
            />
            <kbd class="kbd" aria-hidden="true">"/"</kbd>
        </div>
    }
}

/// Where a role may not look.
#[component]
pub fn NoPermission() -> impl IntoView {
    view! {
        <EmptyState
            glyph=Glyph::Shield
            title="Your role does not include this"
            text="An owner or an admin of your firm can change it, or give you another role."
        />
    }
}
