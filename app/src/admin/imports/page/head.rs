//! The head of an import: its name, and how far one is.

use domain::api::imports::{ImportDetail, ImportState};
use leptos::prelude::*;

use crate::{
    admin::{data::Query, imports::PATH, session::Session},
    ui::{Glyph, Icon},
};

/// What there is to do, one after the other.
const STEPS: [&str; 3] = ["Columns", "Review", "Send"];

/// Name and steps.
#[component]
pub fn Head(
    import: Query<ImportDetail>,
    /// Whether the columns are looked at again.
    again: RwSignal<bool>,
) -> impl IntoView {
    let session = Session::from_context();
    let name = Memo::new(move |_| import.value.with(|i| i.as_ref().map(|i| i.import.name.clone()).unwrap_or_default()));
    let state = Memo::new(move |_| import.value.with(|i| i.as_ref().map(|i| i.import.state)));
    Effect::new(move |_| {
        let firm = session.me(|me| me.firm.name.clone()).unwrap_or_default();
        document().set_title(&format!("{} · Bulk upload · {firm}", name.get()));
    });
    let at = Memo::new(move |_| match state.get() {
        Some(ImportState::Mapping) | None => 0,
        Some(ImportState::Review | ImportState::Done) if again.get() => 0,
        Some(ImportState::Checking | ImportState::Review) => 1,
        Some(ImportState::Sending | ImportState::Done) => 2,
    });
    // Columns that made links mean what they meant.
    let columns_open = Memo::new(move |_| {
        state.get() == Some(ImportState::Review)
            && import.value.with(|i| i.as_ref().is_some_and(|i| i.import.counts.created == 0 && !i.samples.is_empty()))
    });
    let step = move |number: usize, label: &'static str| {
        let sign = move || {
            if number < at.get() || state.get() == Some(ImportState::Done) && number == 2 {
                view! { <Icon glyph=Glyph::Check/> }.into_any()
            } else {
                view! { <span>{number + 1}</span> }.into_any()
            }
        };
        let opens = move || match number {
            0 => columns_open.get() && at.get() == 1,
            1 => columns_open.get() && at.get() == 0,
            _ => false,
        };
        view! {
            <li class="step" class:past=move || number < at.get() aria-current=move || (number == at.get()).then_some("step")>
                <span class="step-sign" aria-hidden="true">{sign}</span>
                <Show when=opens fallback=move || view! { <span>{label}</span> }>
                    <button type="button" on:click=move |_| again.set(number == 0)>{label}</button>
                </Show>
            </li>
        }
    };
    view! {
        <header class="import-head">
            <div class="import-name">
                <a class="crumb" href=PATH><Icon glyph=Glyph::Left/> "Bulk upload"</a>
                <h1>{name}</h1>
            </div>
            <ol class="steps" aria-label="Steps">
                {STEPS.into_iter().enumerate().map(|(number, label)| step(number, label)).collect_view()}
            </ol>
        </header>
    }
}
