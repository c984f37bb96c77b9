//! What keeps the month open, and closing it; what was closed, and opening it again.

use domain::{Permission, api::reconciliation::BankMonth};
use leptos::prelude::*;

use super::desk::Desk;
use crate::{
    admin::{
        data::{Action, fresh_key},
        session::Session,
    },
    api::{self, ApiError},
    ui::{AreaField, Button, ButtonLink, Dialog, Form, FormState, Glyph, Icon, Kind, Moment, Toasts},
};

/// The state of the month, and what follows from it.
#[component]
pub(super) fn Closing(desk: Desk) -> impl IntoView {
    let session = Session::from_context();
    let (closing, reopening) = (RwSignal::new(false), RwSignal::new(false));
    let owner = Memo::new(move |_| session.may(Permission::Attest));
    let month = desk.month.value;
    let closed = Memo::new(move |_| month.with(|month| month.as_ref().and_then(|month| month.closed.clone())));
    let is_last = Memo::new(move |_| month.with(|m| m.as_ref().is_some_and(|m| m.last_closed == Some(m.month))));
    let hindrances = Memo::new(move |_| month.with(|m| m.as_ref().map(|m| m.hindrances.clone()).unwrap_or_default()));
    let paper = Signal::derive(move || desk.of.get().map(|of| of.at("/pdf")).unwrap_or_default());
    let open_view = move || {
        let left = hindrances.get();
        let ready = left.is_empty();
        let items: Vec<_> = left.into_iter().map(|text| view! { <li>{text}</li> }).collect();
        view! {
            <section class="panel closing" class:ready=ready>
                {if ready {
                    view! { <p><Icon glyph=Glyph::Check/> " The bank, the books and what belongs to whom agree."</p> }.into_any()
                } else {
                    view! {
                        <p>"What is left before this month can be closed:"</p>
                        <ul class="hindrances">{items}</ul>
                    }
                        .into_any()
                }}
                {(ready && owner.get()).then(|| view! {
                    <Button kind=Kind::Primary glyph=Glyph::Shield on_click=move |()| closing.set(true)>"Close the month"</Button>
                })}
                {(ready && !owner.get()).then(|| view! { <p class="sub">"An owner of the firm can close it now."</p> })}
            </section>
        }
    };
    view! {
        {move || match closed.get() {
            None => open_view().into_any(),
            Some(closed) => {
                view! {
                    <section class="panel closing ready">
                        <p>
                            <Icon glyph=Glyph::Shield/> " Closed by " {closed.closed_by} " · " <Moment at=closed.closed_at/>
                        </p>
                        <div class="detail-actions">
                            <ButtonLink href=paper new_tab=true glyph=Glyph::Download>"Signed PDF"</ButtonLink>
                            <Show when=move || owner.get() && is_last.get()>
                                <Button kind=Kind::Quiet on_click=move |()| reopening.set(true)>"Open it again"</Button>
                            </Show>
                        </div>
                    </section>
                }
                    .into_any()
            }
        }}
        <Dialog open=closing title="Close this month?".to_owned() class="narrow">
            <Close desk open=closing/>
        </Dialog>
        <Dialog open=reopening title="Open this month again?".to_owned() class="narrow">
            <Reopen desk open=reopening/>
        </Dialog>
    }
}

#[component]
fn Close(desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let action = Action::new();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let key = StoredValue::new(fresh_key());
    let close = move |()| {
        let Some(of) = desk.of.get_untracked() else { return };
        action.run_or_tell(
            move |transport| async move { api::reconciliation::close(&transport, &of, &key.get_value()).await },
            move |month: BankMonth| {
                toasts.say(format!("{} is closed.", month.month.long()));
                desk.put(month);
                open.set(false);
            },
        );
    };
    view! {
        <p class="dialog-text">
            "From then on nothing is booked on its days: what is heard of later stands on the first open day. A signed PDF says what was closed. Only an owner can open it again."
        </p>
        <footer class="dialog-foot">
            <Button on_click=move |()| open.set(false)>"Not yet"</Button>
            <Button kind=Kind::Primary busy=action.busy on_click=close>"Close the month"</Button>
        </footer>
    }
}

#[component]
fn Reopen(desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let (reason, form, action) = (RwSignal::new(String::new()), FormState::new(), Action::new());
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let key = StoredValue::new(fresh_key());
    let submit = move |()| {
        form.clear();
        let (Some(of), reason) = (desk.of.get_untracked(), reason.get_untracked()) else { return };
        action.run(
            move |transport| async move { api::reconciliation::reopen(&transport, &of, reason, &key.get_value()).await },
            move |answer: Result<BankMonth, ApiError>| match answer {
                Ok(month) => {
                    toasts.say(format!("{} is open again.", month.month.long()));
                    desk.put(month);
                    open.set(false);
                }
                Err(error) => {
                    key.set_value(fresh_key());
                    form.fail(&error);
                }
            },
        );
    };
    view! {
        <Form state=form on_submit=submit label="Open again">
            <AreaField label="Why" pointer="/reason" value=reason rows=2 hint="It stays in the audit trail. The signed PDF of before no longer counts."/>
            <footer class="dialog-foot">
                <Button on_click=move |()| open.set(false)>"Leave it closed"</Button>
                <Button kind=Kind::Danger act="submit" busy=action.busy>"Open it again"</Button>
            </footer>
        </Form>
    }
}
