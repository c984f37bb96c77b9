//! Tabs that are places: each has its own address, so that *back* works.

use domain::api::tables::Count;
use leptos::prelude::*;

use super::number::counted;

/// One tab.
#[derive(Clone, Copy)]
pub struct Tab {
    /// What it says.
    pub label: &'static str,
    /// Where it leads.
    pub href: Signal<String>,
    /// Whether it is the one that is shown.
    pub current: Signal<bool>,
    /// How many there are behind it, once known.
    pub count: Signal<Option<Count>>,
}

/// A row of tabs.
#[component]
pub fn Tabs(
    /// What they choose between.
    label: &'static str,
    /// The tabs.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let item = |tab: Tab| {
        view! {
            <li>
                <a
                    href=move || tab.href.get()
                    data-noscroll=""
                    aria-current=move || tab.current.get().then_some("page")
                >
                    {tab.label}
                    {move || tab.count.get().map(|count| view! { " " <span class="count">{counted(count)}</span> })}
                </a>
            </li>
        }
    };
    view! {
        <nav class="tabs" aria-label=label>
            <ul>{tabs.into_iter().map(item).collect_view()}</ul>
        </nav>
    }
}
