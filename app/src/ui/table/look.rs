//! How the rows of a table look.

use domain::table::{Columns, Kind};
use leptos::prelude::*;

use crate::rows::Keyed;

/// Something that a table shows a row of.
pub trait TableRow: Keyed {
    /// Its columns.
    type Column: Columns;
    /// What a card on a phone shows of it besides its name, at most four columns.
    const CARD: &'static [Self::Column];

    /// What people call it.
    fn title(&self) -> Title;

    /// What stands in a column; the one that names the row shows [`TableRow::title`] instead.
    fn cell(&self, column: Self::Column) -> AnyView;
}

/// The name of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The name, or what stands for a missing one.
    pub text: String,
    /// Whether it stands for a missing one.
    pub missing: bool,
    /// A second line.
    pub under: Option<String>,
}

/// What stands where nothing is.
pub const NOTHING: &str = "—";

/// A text, or a dash.
pub fn text(value: Option<&str>) -> AnyView {
    match value.filter(|value| !value.is_empty()) {
        Some(value) => view! { <span class="first">{value.to_owned()}</span> }.into_any(),
        None => nothing(),
    }
}

/// A text with a quieter one below it, or beside it in dense rows.
pub fn two_lines(first: String, second: Option<String>) -> AnyView {
    view! {
        <span class="first">{first}</span>
        {second.map(|second| view! { <span class="second">{second}</span> })}
    }
    .into_any()
}

/// A dash, where nothing is.
pub fn nothing() -> AnyView {
    view! { <span class="none">{NOTHING}</span> }.into_any()
}

/// Whether a column's cells are figures below each other.
pub fn is_figure(kind: Kind) -> bool {
    matches!(kind, Kind::Money | Kind::Number)
}
