//! The shape of what is on its way.

use leptos::prelude::*;

/// Rows of a table that is being loaded. Stands inside a `<tbody>`.
#[component]
pub fn SkeletonRows(
    /// How many columns.
    columns: usize,
    /// How many rows.
    #[prop(default = 8)]
    rows: usize,
) -> impl IntoView {
    let cell = || view! { <td role="cell"><span class="bone"></span></td> };
    (0..rows)
        .map(|_| view! { <tr class="skeleton" role="row" aria-hidden="true">{(0..columns).map(|_| cell()).collect_view()}</tr> })
        .collect_view()
}

/// Lines of a text or facts that are being loaded.
#[component]
pub fn SkeletonLines(
    /// How many.
    #[prop(default = 4)]
    lines: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton-lines" aria-hidden="true">
            {(0..lines).map(|_| view! { <span class="bone"></span> }).collect_view()}
        </div>
    }
}
