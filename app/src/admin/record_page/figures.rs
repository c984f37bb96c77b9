//! What a record owes and has, in large figures.

use domain::Money;
use leptos::prelude::*;

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What it is.
    pub label: String,
    /// How much, one of each currency; the first is the firm's own.
    pub money: Vec<Money>,
    /// A sentence below.
    pub note: Option<String>,
}

impl Figure {
    /// Amounts under a name.
    pub fn new(label: impl Into<String>, money: Vec<Money>) -> Self {
        Self { label: label.into(), money, note: None }
    }

    /// The same with a sentence below.
    #[must_use]
    pub fn with_note(self, note: Option<String>) -> Self {
        Self { note, ..self }
    }
}

/// Several of them, side by side.
#[component]
pub fn Figures(
    /// The figures as they are now.
    #[prop(into)]
    figures: Signal<Vec<Figure>>,
) -> impl IntoView {
    let one = |figure: Figure| {
        let nothing = figure.money.iter().all(|money| money.amount == 0);
        view! {
            <div class="balance" class:zero=nothing>
                <dt>{figure.label}</dt>
                {figure.money.iter().map(|money| view! { <dd class="balance-money">{money.to_string()}</dd> }).collect_view()}
                {figure.note.map(|note| view! { <dd class="sub">{note}</dd> })}
            </div>
        }
    };
    view! { <dl class="balances">{move || figures.get().into_iter().map(one).collect_view()}</dl> }
}
