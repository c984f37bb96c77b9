//! An action on many links: how far it is, what became of each, and the way back.

use domain::api::selections::{Action, ActionState};
use leptos::prelude::*;

use super::{Work, results::Results, tray::Card};
use crate::{
    admin::{data, tables::selection::words},
    api,
    ui::grouped,
};

/// The card.
#[component]
pub fn ActionCard(work: Work, action: ArcRwSignal<Action>) -> impl IntoView {
    let busy = data::Action::new();
    let results = RwSignal::new(false);
    // It runs once more while it is taken back; only who asked for that knows.
    let turned = RwSignal::new(false);
    let shared = StoredValue::new(action.clone());
    let action = RwSignal::from(action);
    let key = action.with_untracked(|action| action.id.to_string());
    let title = Memo::new(move |_| action.with(|action| said(action, turned.get())));
    let note = Signal::derive(move || action.with(note));
    let runs = Memo::new(move |_| action.with(|action| action.state == ActionState::Running));
    let progress = Memo::new(move |_| {
        let so_far = |action: &Action| (action.done + action.skipped, Some(action.total).filter(|_| !turned.get()));
        runs.get().then(|| action.with(so_far))
    });
    let tone =
        Signal::derive(move || action.with(|action| if action.state == ActionState::Done { "good" } else { "" }));
    let undoable = Memo::new(move |_| !runs.get() && action.with(|action| action.undoable));
    let id = StoredValue::new(action.with_untracked(|action| action.id.clone()));
    let stop = move |_| {
        busy.run_or_tell(
            move |transport| async move { api::actions::stop(&transport, &id.get_value()).await },
            move |after| action.set(after),
        );
    };
    let take_back = move |_| {
        busy.run_or_tell(
            move |transport| async move { api::actions::take_back(&transport, &id.get_value()).await },
            move |after| {
                turned.set(true);
                action.set(after);
                work.watch(id.get_value(), shared.get_value());
            },
        );
    };
    view! {
        <Card work key title note progress tone>
            <Show when=move || runs.get() && !turned.get()>
                <button type="button" class="btn small" disabled=busy.busy on:click=stop>
                    "Stop"
                </button>
            </Show>
            <Show when=move || undoable.get()>
                <button type="button" class="btn small" disabled=busy.busy on:click=take_back>
                    "Undo"
                </button>
            </Show>
            <button type="button" class="btn small" on:click=move |_| results.set(true)>
                "Results"
            </button>
        </Card>
        <Results open=results action/>
    }
}

fn said(action: &Action, turned: bool) -> String {
    match action.state {
        ActionState::Running if turned => "Taking it back".to_owned(),
        ActionState::Running => words::under_way(action.kind, action.total),
        ActionState::Done => words::done(action.kind, action.done),
        ActionState::Stopped => format!("Stopped: {}", words::done(action.kind, action.done)),
        ActionState::Undone => "Taken back".to_owned(),
    }
}

fn note(action: &Action) -> String {
    let left = || match action.skipped {
        0 => String::new(),
        count => format!("{} left alone", grouped(count)),
    };
    match action.state {
        ActionState::Running => format!("{} of {}", grouped(action.done + action.skipped), grouped(action.total)),
        ActionState::Done | ActionState::Stopped => left(),
        ActionState::Undone if action.done > 0 => format!("{} can't be taken back any more", words::links(action.done)),
        ActionState::Undone => words::links(action.total),
    }
}
