//! What is done with the postings that are selected: a batch, or what became of them.

use domain::{
    Permission,
    api::{
        postings::{Mark, NewBatch, NewMark, NewOutcome},
        selections::Selection,
        stream::ChangeKind,
    },
    posting::Outcome,
    table::postings::PostingColumn,
};
use leptos::prelude::*;

use super::BATCHES;
use crate::{
    admin::{
        data::{Action, fresh_key},
        live::Live,
        place::{Place, Step},
        session::Session,
        tables::chosen_rows,
    },
    api,
    ui::{
        Button, Dialog, Form, FormState, Glyph, Kind, TableModel, TextField, Toasts, focus_rows, grouped, open_about,
    },
};

/// `1 posting`, `12 postings`.
pub fn postings(count: i64) -> String {
    if count == 1 { "1 posting".to_owned() } else { format!("{} postings", grouped(count)) }
}

/// The buttons beside what is selected.
#[component]
pub fn Acts(model: TableModel<PostingColumn>) -> impl IntoView {
    let session = Session::from_context();
    let may_bill = Memo::new(move |_| session.may(Permission::Bill));
    let place = Place::here();
    let live = Live::from_context();
    let action = Action::new();
    let about = RwSignal::new(None::<(Outcome, Selection)>);
    let ask = move |outcome: Outcome| about.set(Some((outcome, untrack(|| chosen_rows(model)))));
    let batch = move |()| {
        let new = NewBatch { selection: untrack(|| chosen_rows(model)) };
        action.run_or_tell(
            move |transport| async move { api::postings::create_batch(&transport, &new, &fresh_key()).await },
            move |batch| {
                live.changed(ChangeKind::Payment);
                place.go(&format!("{BATCHES}/{}", batch.id), Step::New);
            },
        );
    };
    let done = Callback::new(move |()| {
        request_animation_frame(move || {
            model.select_nothing();
            focus_rows();
        });
    });
    view! {
        <Show when=move || may_bill.get()>
            <Button kind=Kind::Primary glyph=Glyph::Layers busy=action.busy on_click=batch>"Post as a batch"</Button>
            <Button on_click=move |()| ask(Outcome::Posted)>"Mark posted"</Button>
            <Button on_click=move |()| ask(Outcome::Failed)>"Mark failed"</Button>
            <Button on_click=move |()| ask(Outcome::Excluded)>"Exclude"</Button>
            <Button on_click=move |()| ask(Outcome::ToPost)>"Post again"</Button>
        </Show>
        <MarkDialog about done/>
    }
}

/// Asks what has to be known, says it, and offers to take it back.
#[component]
pub fn MarkDialog(
    /// What is to be said, and of which.
    about: RwSignal<Option<(Outcome, Selection)>>,
    /// Called once it is said.
    #[prop(into)]
    done: Callback<()>,
) -> impl IntoView {
    let open = open_about(about);
    let outcome = Memo::new(move |_| about.with(|about| about.as_ref().map(|(outcome, _)| *outcome)));
    let title = Signal::derive(move || outcome.get().map(question).unwrap_or_default().to_owned());
    view! {
        <Dialog open title class="narrow">
            {move || outcome.get().map(|outcome| view! { <Ask about outcome open done/> })}
        </Dialog>
    }
}

#[component]
fn Ask(
    about: RwSignal<Option<(Outcome, Selection)>>,
    outcome: Outcome,
    open: RwSignal<bool>,
    done: Callback<()>,
) -> impl IntoView {
    let form = FormState::new();
    let action = Action::new();
    let say = Saying::from_context();
    let (reference, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let key = StoredValue::new(fresh_key());
    let go = move |()| {
        form.clear();
        let Some((_, selection)) = about.get_untracked() else { return };
        let text = |text: String| Some(text).filter(|text| !text.trim().is_empty());
        let said =
            NewOutcome { outcome, reference: text(reference.get_untracked()), reason: text(reason.get_untracked()) };
        let new = NewMark { selection, said };
        action.run(
            move |transport| async move { api::postings::mark(&transport, &new, &key.get_value()).await },
            move |answer| match answer {
                Ok(mark) => {
                    say.said(outcome, &mark);
                    open.set(false);
                    done.run(());
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    view! {
        <p class="dialog-text">{promise(outcome)}</p>
        <Form state=form on_submit=go>
            {(outcome == Outcome::Posted).then(|| view! {
                <TextField
                    label="Reference there"
                    pointer="/reference"
                    value=reference
                    optional=true
                    autofocus=true
                    placeholder="Import of 30 November"
                />
            })}
            {matches!(outcome, Outcome::Failed | Outcome::Excluded).then(|| view! {
                <TextField
                    label="Why"
                    pointer="/reason"
                    value=reason
                    optional=outcome == Outcome::Excluded
                    autofocus=true
                    placeholder=if outcome == Outcome::Failed { "No such matter there" } else { "Entered by hand" }
                />
            })}
            <footer class="dialog-foot">
                <Button on_click=move |()| open.set(false)>"Close"</Button>
                <Button kind=Kind::Primary act="submit" busy=action.busy>{act(outcome)}</Button>
            </footer>
        </Form>
    }
}

/// Tells what was said, and takes it back if one likes.
#[derive(Clone, Copy)]
pub struct Saying {
    toasts: Toasts,
    live: Live,
    action: Action,
}

impl Saying {
    /// For the whole dashboard: what is offered outlives the dialog, and the bar over rows that are chosen no more.
    pub fn start() {
        provide_context(Self::new());
    }

    fn new() -> Self {
        let toasts = use_context::<Toasts>().unwrap_or_default();
        Self { toasts, live: Live::from_context(), action: Action::new() }
    }

    fn from_context() -> Self {
        use_context().unwrap_or_else(Self::new)
    }

    fn said(self, outcome: Outcome, mark: &Mark) {
        self.live.changed(ChangeKind::Payment);
        if mark.changed == 0 {
            self.toasts.fail("None of them was changed: they stand where this can't be said of them.");
            return;
        }
        let left = match mark.skipped {
            0 => String::new(),
            skipped => format!(" {} left alone.", postings(skipped)),
        };
        let text = format!("{} {}.{left}", postings(mark.changed), became(outcome));
        let id = mark.id.clone();
        let (action, live, toasts) = (self.action, self.live, self.toasts);
        let undo = Callback::new(move |()| {
            let id = id.clone();
            action.run_or_tell(
                move |transport| async move { api::postings::unmark(&transport, &id).await },
                move |()| {
                    live.changed(ChangeKind::Payment);
                    toasts.say("Taken back.");
                },
            );
        });
        self.toasts.offer(text, "Undo", undo);
    }
}

fn question(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Posted => "Mark as posted",
        Outcome::Failed => "Mark as failed",
        Outcome::Excluded => "Exclude from posting",
        Outcome::ToPost => "Post again",
    }
}

fn promise(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Posted => "Your practice software has them.",
        Outcome::Failed => {
            "Your practice software did not take them. They wait under Failed until they are posted again."
        }
        Outcome::Excluded => "They do not go into your practice software.",
        Outcome::ToPost => {
            "They wait to be posted again, outside of any batch. Make sure that your practice software does not have them already."
        }
    }
}

fn act(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Posted => "Mark posted",
        Outcome::Failed => "Mark failed",
        Outcome::Excluded => "Exclude",
        Outcome::ToPost => "Post again",
    }
}

fn became(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Posted => "marked posted",
        Outcome::Failed => "marked failed",
        Outcome::Excluded => "excluded",
        Outcome::ToPost => "to be posted again",
    }
}
