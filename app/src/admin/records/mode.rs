//! Choosing between test money and real money.

use leptos::prelude::*;

use crate::{
    admin::{
        place::Place,
        store::{Modes, Store},
    },
    ui::{Tab, Tabs},
};

/// Test money and real money never stand in one list: `mode` of the address says which. Absent where a firm has only
/// one of them.
#[component]
pub fn ModeTabs(
    /// The page.
    path: &'static str,
) -> impl IntoView {
    let place = Place::here();
    let store = Store::from_context();
    let both = Memo::new(move |_| store.modes() == Some(Modes::Both));
    let tab = move |label: &'static str, word: &'static str| Tab {
        label,
        href: Signal::derive(move || place.with(path, &[("mode", word)])),
        current: Signal::derive(move || place.param("mode") == word),
        count: Signal::stored(None),
    };
    view! {
        <Show when=move || both.get()>
            <div class="list-bar">
                <Tabs label="Mode" tabs=vec![tab("Live", ""), tab("Test", "test")]/>
            </div>
        </Show>
    }
}
