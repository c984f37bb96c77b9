//! What is said where a table has no rows.

use leptos::prelude::*;

use super::{Resource, sections};
use crate::{
    admin::data::TablePage,
    ui::{ButtonLink, EmptyState, Glyph},
};

/// What is said of a tab that has no rows.
pub struct Nothing {
    /// The picture.
    pub glyph: Glyph,
    /// What is so.
    pub title: &'static str,
    /// What to do next, or what would appear here.
    pub text: &'static str,
    /// Where there is nothing at all: the buttons that make the first one.
    pub act: Option<fn() -> AnyView>,
}

impl Nothing {
    /// There is nothing to do about it.
    pub fn new(glyph: Glyph, title: &'static str, text: &'static str) -> Self {
        Self { glyph, title, text, act: None }
    }
}

/// Nothing to list: either there is nothing at all, nothing behind a tab, or nothing that is looked for.
pub(super) fn no_rows<T: Resource>(page: TablePage<T::Column>) -> impl IntoView {
    let about = StoredValue::new(sections::about::<T>());
    move || {
        let query = page.model.query.get();
        let searched = !query.words.is_empty()
            || about.with_value(|about| query.filters.iter().any(|(column, _)| !about.contains(column)));
        let Nothing { glyph, title, text, act } =
            if searched { Nothing::new(Glyph::Search, "Nothing found", T::WORDS.found_by) } else { T::nothing(&query) };
        let all = Signal::derive(move || page.everything());
        let act = if query.is_everything() {
            act.map(|act| act())
        } else {
            Some(view! { <ButtonLink href=all>{format!("Show all {}", T::WORDS.many)}</ButtonLink> }.into_any())
        };
        match act {
            Some(act) => view! { <EmptyState glyph title text>{act}</EmptyState> }.into_any(),
            None => view! { <EmptyState glyph title text/> }.into_any(),
        }
    }
}
