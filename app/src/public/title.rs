//! The document's title.

use leptos::prelude::*;
use leptos_meta::Title;

/// Names the document.
#[component]
pub(super) fn PageTitle(
    /// The name, as people read it.
    text: String,
) -> impl IntoView {
    view! { <Title text=as_written(text) /> }
}

/// leptos_meta 0.8 writes a title into the document as it is, so the server escapes it; in the
/// browser it is set as text.
fn as_written(text: String) -> String {
    if cfg!(feature = "ssr") { text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;") } else { text }
}
