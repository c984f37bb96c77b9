//! What several tables show in the same way.

use domain::{Instant, Mode, Money, table::Columns};
use leptos::prelude::*;

use crate::ui::{Badge, Moment, Tone, nothing, text, two_lines};

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

/// Amounts in several currencies: the first one that is not zero, and the others below it.
pub fn monies(all: impl IntoIterator<Item = Money>) -> AnyView {
    let mut some = all.into_iter().filter(|money| money.amount != 0).map(|money| money.to_string());
    let Some(first) = some.next() else { return nothing() };
    let others = some.collect::<Vec<_>>().join(", ");
    two_lines(first, Some(others).filter(|others| !others.is_empty()))
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
