//! What would happen, before it does.

use domain::{
    CivilDate, Fields, Problem,
    api::selections::{ActionKind, ActionPreview, NewAction},
    table::Columns,
};
use leptos::prelude::*;

use super::{chosen_rows, words};
use crate::{
    admin::{
        data::{Action, Query, Stage, fresh_key},
        session::Session,
        tables::work::Work,
    },
    api,
    ui::{
        Button, Dialog, Form, FormState, Glyph, Icon, Kind, SkeletonLines, SwitchField, TableModel, TextField,
        end_of_day, focus_rows, grouped, now, open_about,
    },
};

/// The dialog of one action; it is open while one is chosen.
#[component]
pub fn PreviewDialog<C: Columns>(model: TableModel<C>, chosen: RwSignal<Option<ActionKind>>) -> impl IntoView {
    let open = open_about(chosen);
    let title = Signal::derive(move || chosen.get().map(words::question).unwrap_or_default().to_owned());
    view! {
        <Dialog open title class="narrow">
            {move || chosen.get().map(|kind| view! { <Ask model kind open/> })}
        </Dialog>
    }
}

/// What is asked, what it would do, and the button that does it.
#[component]
fn Ask<C: Columns>(model: TableModel<C>, kind: ActionKind, open: RwSignal<bool>) -> impl IntoView {
    let session = Session::from_context();
    let work = Work::from_context();
    let form = FormState::new();
    let action = Action::new();
    let key = StoredValue::new(fresh_key());
    let (day, never) = (RwSignal::new(String::new()), RwSignal::new(false));
    // What was selected when one asked: meanwhile rows may come and go.
    let selection = StoredValue::new(untrack(|| chosen_rows(model)));
    let wanted = move |expires_at: Option<String>| NewAction { kind, selection: selection.get_value(), expires_at };
    let end = move || match kind {
        ActionKind::ExtendExpiry if never.get() => Ok(None),
        ActionKind::ExtendExpiry => end_of(&day.get(), &session.zone()).map(Some),
        ActionKind::Cancel | ActionKind::Resend => Ok(None),
    };
    let asked = Memo::new(move |_| end().is_ok());
    let preview = Query::new(
        move || end().ok().map(wanted),
        || 0,
        |transport, action| async move { api::actions::preview(&transport, &action).await },
    );
    let applies = move || preview.value.with(|preview| preview.as_ref().map_or(0, |preview| preview.applies));
    let go = move |()| {
        form.clear();
        let wanted = match untrack(end) {
            Ok(end) => wanted(end),
            Err(problem) => return form.refuse(&problem),
        };
        action.run(
            move |transport| async move { api::actions::start(&transport, &wanted, &key.get_value()).await },
            move |answer| match answer {
                Ok(action) => {
                    work.follow_action(action);
                    open.set(false);
                    // After the dialog gave the focus back: its button goes with the selection.
                    request_animation_frame(move || {
                        model.select_nothing();
                        focus_rows();
                    });
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let nothing = Signal::derive(move || preview.value.with(|p| p.as_ref().is_some_and(|p| p.applies == 0)));
    let button = if kind == ActionKind::Cancel { Kind::Danger } else { Kind::Primary };
    let act = move || match applies() {
        0 => words::button(kind).to_owned(),
        count => words::confirm(kind, count),
    };
    let ends = move || {
        view! {
            <TextField label="New end" pointer="/expires_at" kind="date" value=day autofocus=true/>
            <SwitchField label="They never expire" value=never/>
        }
    };
    view! {
        <Form state=form on_submit=go>
            {(kind == ActionKind::ExtendExpiry).then(ends)}
            <Show when=move || asked.get()>
                <Forecast kind preview/>
            </Show>
            <footer class="dialog-foot">
                <Button on_click=move |()| open.set(false)>"Close"</Button>
                <Button kind=button act="submit" busy=action.busy disabled=nothing>
                    {act}
                </Button>
            </footer>
        </Form>
    }
}

/// The last second of a day that is not over, or why there is none.
fn end_of(day: &str, zone: &str) -> Result<String, Problem> {
    let mut fields = Fields::new();
    let day: Option<CivilDate> = fields.parse("/expires_at", day);
    let end = day.and_then(|day| end_of_day(day, zone));
    if day.is_some() && end.is_none_or(|end| end <= now()) {
        fields.refuse("/expires_at", "Choose a day that is not over yet");
    }
    fields.finish(end.map(String::from))
}

/// How many will be changed, and how many not, for which reasons.
#[component]
fn Forecast(kind: ActionKind, preview: Query<ActionPreview>) -> impl IntoView {
    let stage = preview.stage();
    let reasons = move |preview: &ActionPreview| {
        let left = preview.skipped.iter().map(|skip| skip.count).sum::<i64>();
        let rows = preview.skipped.iter().map(|skip| {
            let (count, reason) = (grouped(skip.count), skip.reason.clone());
            view! {
                <li>
                    <span class="num">{count}</span>
                    <span>{reason}</span>
                </li>
            }
        });
        (left > 0).then(|| {
            view! {
                <div class="forecast-left">
                    <p>{format!("{} will be left alone:", words::links(left))}</p>
                    <ul>{rows.collect_view()}</ul>
                </div>
            }
        })
    };
    view! {
        <div class="forecast" aria-live="polite">
            {move || match stage.get() {
                Stage::Loading | Stage::Gone => view! { <SkeletonLines/> }.into_any(),
                Stage::Failed(_) => preview.failure.with(|error| {
                    let problem = error.as_ref().and_then(|error| error.problem());
                    let detail = problem.and_then(|problem| problem.errors.first().map(|e| e.detail.clone()).or(problem.detail.clone()));
                    let title = error.as_ref().map(ToString::to_string).unwrap_or_default();
                    view! {
                        <p class="wrong">
                            <Icon glyph=Glyph::Alert/>
                            <span>{detail.unwrap_or(title)}</span>
                        </p>
                    }
                    .into_any()
                }),
                Stage::There => preview.value.with(|preview| {
                    preview.as_ref().map(|preview| {
                        view! {
                            <p class="forecast-will">{words::promise(kind, preview.applies)}</p>
                            {reasons(preview)}
                        }
                    })
                    .into_any()
                }),
            }}
        </div>
    }
}
