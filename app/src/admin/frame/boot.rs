//! Before the first answer, and where there is nothing.

use leptos::prelude::*;

use crate::ui::{ButtonLink, EmptyState, Glyph, Kind};

/// The picture of the page that the server sent, until we know who is there.
#[component]
pub fn Boot(
    /// The server's HTML.
    skeleton: StoredValue<String>,
) -> impl IntoView {
    view! { <div inner_html=skeleton.get_value()></div> }
}

/// An address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <main class="lone">
            <h1 class="sr">"Not found"</h1>
            <EmptyState
                glyph=Glyph::Search
                title="There is nothing here"
                text="The address is wrong, or what was here is gone."
            >
                <ButtonLink kind=Kind::Primary href="/app/links".to_owned()>"Go to sent pages"</ButtonLink>
            </EmptyState>
        </main>
    }
}
