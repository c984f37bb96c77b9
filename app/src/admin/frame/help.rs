//! Which keys do what.

use leptos::prelude::*;

use crate::ui::Dialog;

const KEYS: [(&str, &str); 6] = [
    ("n", "New link"),
    ("/", "Search"),
    ("↓ ↑", "Move through the table"),
    ("Enter", "Open what has the focus"),
    ("Esc", "Close the details or a dialog"),
    ("?", "This help"),
];

/// A small dialog of keys.
#[component]
pub fn Help(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let rows = move || {
        KEYS.into_iter()
            .map(|(key, does)| {
                view! {
                    <div>
                        <dt>{key.split(' ').map(|key| view! { <kbd class="kbd">{key}</kbd> }).collect_view()}</dt>
                        <dd>{does}</dd>
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        <Dialog open title="Keyboard".to_owned() class="narrow">
            <dl class="keys">{rows()}</dl>
        </Dialog>
    }
}
