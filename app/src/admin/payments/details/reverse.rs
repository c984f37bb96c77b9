//! Taking back a payment that was recorded by mistake.

use domain::{
    Fields, Money,
    api::{
        payments::{NewReversal, Payment},
        stream::ChangeKind,
    },
    text::Description,
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query},
        live::Live,
    },
    api,
    ui::{Button, Dialog, Form, FormState, Kind, TextField, Toasts},
};

/// Asks why, and takes it back.
#[component]
pub fn Reverse(open: RwSignal<bool>, payment: Query<Payment>) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let form = FormState::new();
    let action = Action::new();
    let (toasts, live) = (use_context::<Toasts>().unwrap_or_default(), Live::from_context());
    Effect::new(move |_| {
        if open.get() {
            form.clear();
            reason.set(String::new());
        }
    });
    let reverse = move |()| {
        form.clear();
        let mut fields = Fields::new();
        let why = fields.parse::<Description>("/reason", &reason.get_untracked());
        let reversal = match fields.finish(why) {
            Ok(why) => NewReversal { reason: why.into() },
            Err(problem) => return form.refuse(&problem),
        };
        let Some(id) = payment.value.with_untracked(|p| p.as_ref().map(|p| p.id.clone())) else { return };
        action.run(
            move |transport| async move { api::payments::reverse(&transport, &id, &reversal).await },
            move |answer| match answer {
                Ok(changed) => {
                    toasts.say("The payment is taken back.");
                    payment.put(changed);
                    live.changed(ChangeKind::Payment);
                    open.set(false);
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let amount = move || payment.value.with(|p| p.as_ref().map(|p| Money::new(p.amount, p.currency).to_string()));
    view! {
        <Dialog open title="Take this payment back?".to_owned() class="narrow">
            <p class="dialog-text">
                {amount}
                " was recorded by hand. Taking it back books its opposite: what it paid is open again, and both stay in the books. No money moves."
            </p>
            <Form state=form on_submit=reverse>
                <TextField
                    label="Why"
                    pointer="/reason"
                    value=reason
                    autofocus=true
                    placeholder="The cheque bounced"
                />
                <footer class="dialog-foot">
                    <Button on_click=move |()| open.set(false)>"Keep it"</Button>
                    <Button kind=Kind::Danger act="submit" busy=action.busy>"Take it back"</Button>
                </footer>
            </Form>
        </Dialog>
    }
}
