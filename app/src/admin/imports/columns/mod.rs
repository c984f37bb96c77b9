//! What the columns of the file mean.

mod choice;
mod questions;

use domain::{
    api::imports::{ImportDetail, ImportState, NewMapping},
    imports::{Choice, Column, Question},
};
use leptos::prelude::*;

use self::{choice::Meaning, questions::Questions};
use crate::{
    admin::{data::Query, imports::words},
    api,
    ui::{Button, Glyph, Icon, Kind},
};

/// What one has said so far; nothing of it is sent before *Continue*.
#[derive(Clone, Copy)]
pub struct Draft {
    /// What each header means.
    pub columns: RwSignal<Vec<Option<Column>>>,
    /// Answers to questions.
    pub choices: RwSignal<Vec<Choice>>,
    /// The columns that one has looked at: they are not contested any more.
    pub settled: RwSignal<Vec<Column>>,
}

impl Draft {
    fn of(import: &ImportDetail) -> Self {
        Self {
            columns: RwSignal::new(import.mapping.headers.iter().map(|mapped| mapped.column).collect()),
            choices: RwSignal::new(import.mapping.choices.clone()),
            settled: RwSignal::new(Vec::new()),
        }
    }

    /// Says what a header means; another one that meant it is passed over from now on.
    pub fn assign(self, at: usize, column: Option<Column>) {
        self.columns.update(|columns| {
            if column.is_some() {
                columns.iter_mut().filter(|other| **other == column).for_each(|other| *other = None);
            }
            if let Some(place) = columns.get_mut(at) {
                *place = column;
            }
        });
        if let Some(column) = column {
            self.settled.update(|settled| settled.push(column));
        }
    }
}

/// The headers with what they mean, questions, and the way on.
#[component]
pub fn ColumnsStep(
    import: Query<ImportDetail>,
    /// Whether the columns are looked at again.
    again: RwSignal<bool>,
) -> impl IntoView {
    let Some(detail) = import.value.get_untracked() else { return ().into_any() };
    let draft = Draft::of(&detail);
    let wrong = RwSignal::new(None::<String>);
    let action = crate::admin::data::Action::new();
    let questions =
        Memo::new(move |_| import.value.with(|i| i.as_ref().map(|i| i.questions.clone()).unwrap_or_default()));
    let contested = detail.mapping.contested.clone();
    let open = {
        let contested = contested.clone();
        Memo::new(move |_| {
            let settled = draft.settled.get();
            contested.iter().copied().filter(|column| !settled.contains(column)).collect::<Vec<_>>()
        })
    };
    let no_amount = Memo::new(move |_| draft.columns.with(|columns| !columns.contains(&Some(Column::Amount))));
    let id = detail.import.id.clone();
    let go = move |()| {
        if let Some(why) = untrack(|| missing(no_amount.get(), &questions.get(), &draft.choices.get())) {
            wrong.set(Some(why));
            return;
        }
        wrong.set(None);
        let mapping = NewMapping { columns: draft.columns.get_untracked(), choices: draft.choices.get_untracked() };
        let id = id.clone();
        action.run(
            move |transport| async move { api::imports::map(&transport, &id, &mapping).await },
            move |answer| match answer {
                Ok(detail) => {
                    if detail.import.state == ImportState::Mapping {
                        draft.choices.set(detail.mapping.choices.clone());
                    }
                    import.put(detail);
                    again.set(false);
                }
                Err(error) => wrong.set(Some(words::sentence(&error))),
            },
        );
    };
    let samples = detail.samples.clone();
    let rows = detail.mapping.headers.iter().enumerate().map(|(at, mapped)| {
        let samples = samples.iter().filter_map(|row| row.get(at).filter(|text| !text.trim().is_empty()).cloned());
        view! { <Meaning draft at header=mapped.header.clone() samples=samples.collect() open/> }
    });
    view! {
        <section class="columns-step" aria-labelledby="columns-title">
            <h2 id="columns-title">"What do the columns mean?"</h2>
            <p class="lead">"Each header of your file, with the first rows below it. It is remembered for the next file with these headers."</p>
            <Show when=move || no_amount.get()>
                <p class="callout warn"><Icon glyph=Glyph::Alert/>"Choose which column holds the amount: no link can be made without one."</p>
            </Show>
            <Show when=move || !open.with(Vec::is_empty)>
                <p class="callout warn">
                    <Icon glyph=Glyph::Alert/>
                    {move || contested_said(&open.get())}
                </p>
            </Show>
            <ul class="meanings">{rows.collect_view()}</ul>
            <Questions questions draft/>
            <div role="alert">
                {move || wrong.get().map(|why| view! { <p class="wrong"><Icon glyph=Glyph::Alert/><span>{why}</span></p> })}
            </div>
            <footer class="columns-foot">
                <Show when=move || again.get()>
                    <Button on_click=move |()| again.set(false)>"Back to the rows"</Button>
                </Show>
                <Button kind=Kind::Primary busy=action.busy on_click=go>"Continue"</Button>
            </footer>
        </section>
    }
    .into_any()
}

/// What keeps one from going on.
fn missing(no_amount: bool, questions: &[Question], choices: &[Choice]) -> Option<String> {
    if no_amount {
        return Some("Choose which column holds the amount".to_owned());
    }
    let open = questions.iter().find(|question| !choices.iter().any(|choice| choice.column == question.column))?;
    Some(format!("Answer the question about {}", open.column.label()))
}

fn contested_said(columns: &[Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.label()).collect();
    format!("Several headers could stand for {}. The likeliest is chosen: see that it is right.", names.join(", "))
}
