//! What several tables show in the same way.

use domain::{Instant, Mode, table::Columns};
use leptos::prelude::*;

use crate::ui::{Badge, Moment, Tone, nothing, text};

/// How people call a word of a column.
pub fn said<C: Columns>(column: C, word: &str) -> String {
    let known = column.choices().iter().find(|(known, _)| *known == word);
    known.map_or(word, |(_, said)| *said).to_owned()
}

/// A word of a column, as people call it.
pub fn word<C: Columns>(column: C, word: &str) -> AnyView {
    text(Some(&said(column, word)))
}

/// A moment, or a dash.
pub fn moment(at: Option<Instant>) -> AnyView {
    match at {
        Some(at) => view! { <span class="first when"><Moment at/></span> }.into_any(),
        None => nothing(),
    }
}

/// A badge for what a person should look at.
pub fn attention(flagged: bool) -> AnyView {
    if flagged { view! { <Badge tone=Tone::Warn word="Look"/> }.into_any() } else { nothing() }
}

/// Test money or real money.
pub fn mode(mode: Mode) -> AnyView {
    match mode {
        Mode::Test => view! { <Badge tone=Tone::Warn word="Test"/> }.into_any(),
        Mode::Live => view! { <Badge tone=Tone::Good word="Live"/> }.into_any(),
    }
}

/// Something to be copied letter by letter.
pub fn code(id: &str) -> AnyView {
    view! { <code class="first">{id.to_owned()}</code> }.into_any()
}
