//! What the file leaves open: asked once for a column, with both meanings in words.

use domain::imports::{Choice, Offer, Question};
use leptos::prelude::*;

use super::Draft;
use crate::ui::fresh_id;

/// All of them.
#[component]
pub fn Questions(questions: Memo<Vec<Question>>, draft: Draft) -> impl IntoView {
    move || questions.get().into_iter().map(|question| view! { <Ask question draft/> }).collect_view()
}

#[component]
fn Ask(question: Question, draft: Draft) -> impl IntoView {
    let name = fresh_id();
    let column = question.column;
    let offer = |offer: Offer| {
        let choice = Choice { column, reading: offer.reading };
        let chosen = move || draft.choices.with(|choices| choices.contains(&choice));
        let choose = move |_| {
            draft.choices.update(|choices| {
                choices.retain(|other| other.column != column);
                choices.push(choice);
            });
        };
        view! {
            <div class="choice-card">
                <label>
                    <input type="radio" name=name.clone() prop:checked=chosen on:change=choose/>
                    <span class="choice-name">{offer.means}</span>
                </label>
            </div>
        }
    };
    view! {
        <fieldset class="question choice">
            <legend>
                <span class="question-column">{column.label()}</span>
                {question.sentence()}
            </legend>
            <div class="choice-cards">{question.offers.iter().cloned().map(offer).collect_view()}</div>
        </fieldset>
    }
}
