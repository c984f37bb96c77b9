//! An owner's statement of who bears what a trust account must not bear.

use domain::{
    Fields, Problem,
    api::accounts::{Account, NewAttestation},
    text::Name,
};
use leptos::prelude::*;

use crate::{
    admin::data::{Action, Query},
    api,
    ui::{Button, Dialog, Form, FormState, Kind, TextField, Toasts, open_about},
};

/// The dialog.
#[component]
pub fn AttestDialog(attesting: RwSignal<Option<Account>>, accounts: Query<Vec<Account>>) -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let open = open_about(attesting);
    let form = FormState::new();
    let action = Action::new();
    let (fees, negative) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move |_| {
        if attesting.with(Option::is_some) {
            fees.set(String::new());
            negative.set(String::new());
            form.clear();
        }
    });
    let attest = move |()| {
        form.clear();
        let attestation = NewAttestation {
            fees_paid_by: fees.get_untracked().trim().to_owned(),
            negative_balances_paid_by: negative.get_untracked().trim().to_owned(),
        };
        if let Err(problem) = check(&attestation) {
            form.refuse(&problem);
            return;
        }
        let Some(id) = attesting.with_untracked(|account| account.as_ref().map(|a| a.id.clone())) else { return };
        action.run(
            move |transport| async move { api::accounts::attest(&transport, &id, &attestation).await },
            move |answer| match answer {
                Ok(account) => {
                    toasts.say(format!("Your statement for {} is recorded.", account.name));
                    accounts.reload();
                    open.set(false);
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let title = Signal::derive(move || {
        let name = attesting.with(|account| account.as_ref().map(|a| a.name.clone())).unwrap_or_default();
        format!("Who bears fees of {name}?")
    });
    view! {
        <Dialog open title>
            <Form state=form on_submit=attest>
                <p class="dialog-text">
                    "You state, as an owner of the firm, that neither fees nor negative balances are ever taken from this "
                    "trust account. Name who bears them; it can't be the trust account itself. Your name and today's date "
                    "are recorded."
                </p>
                <TextField
                    label="Who pays the gateway's fees"
                    pointer="/fees_paid_by"
                    value=fees
                    autofocus=true
                    placeholder="The operating account ending in 4410"
                />
                <TextField
                    label="Who covers negative balances"
                    pointer="/negative_balances_paid_by"
                    value=negative
                    hint="Refunds and chargebacks can make a balance negative."
                />
                <footer class="dialog-foot">
                    <Button on_click=move |()| open.set(false)>"Close"</Button>
                    <Button kind=Kind::Primary act="submit" busy=action.busy>"I attest this"</Button>
                </footer>
            </Form>
        </Dialog>
    }
}

fn check(attestation: &NewAttestation) -> Result<(), Problem> {
    let mut fields = Fields::new();
    fields.parse::<Name>("/fees_paid_by", &attestation.fees_paid_by);
    fields.parse::<Name>("/negative_balances_paid_by", &attestation.negative_balances_paid_by);
    fields.finish(Some(()))
}
