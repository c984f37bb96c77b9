//! Which keys do what.

use leptos::prelude::*;

use crate::ui::Dialog;

const KEYS: [(&str, &str); 10] = [
    ("n", "New link"),
    ("/", "Search the table; everything, where there is none"),
    ("Ctrl K", "Search everything"),
    ("↓ ↑", "Move through the table"),
    ("Home End", "The first row, the last row"),
    ("Enter", "Open what has the focus"),
    ("Space", "Select the row"),
    ("Shift Space", "Select all rows from the last one on"),
    ("Esc", "Close the details or a dialog; select nothing"),
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
