//! Mailing a link, or mailing it again.

use domain::{
    Fields, Problem,
    api::{
        links::{Link, NewDelivery, NewRecipient},
        stream::ChangeKind,
    },
    text::{Email, Name},
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

/// The dialog, with the address as it was.
#[component]
pub fn Resend(open: RwSignal<bool>, link: Query<Link>) -> impl IntoView {
    let (name, email) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = FormState::new();
    let action = Action::new();
    let live = Live::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    Effect::new(move |_| {
        if open.get() {
            form.clear();
            let recipient = link.value.with_untracked(|link| link.as_ref().and_then(|l| l.recipient.clone()));
            name.set(recipient.as_ref().map(|r| r.name.clone()).unwrap_or_default());
            email.set(recipient.map(|r| r.email).unwrap_or_default());
        }
    });
    let send = move |()| {
        form.clear();
        let recipient = NewRecipient { name: name.get_untracked(), email: email.get_untracked() };
        if let Err(problem) = check(&recipient) {
            form.refuse(&problem);
            return;
        }
        let Some(id) = link.value.with_untracked(|link| link.as_ref().map(|l| l.id.clone())) else { return };
        let to = recipient.email.trim().to_owned();
        let delivery = NewDelivery { recipient: Some(recipient) };
        action.run(
            move |transport| async move { api::links::deliver(&transport, &id, &delivery).await },
            move |answer| match answer {
                Ok(changed) => {
                    toasts.say(format!("The link is on its way to {to}."));
                    open.set(false);
                    link.put(changed);
                    live.changed(ChangeKind::Link);
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    view! {
        <Dialog open title="Send the link by email".to_owned() class="narrow">
            <Form state=form on_submit=send>
                <TextField label="Name" pointer="/recipient/name" value=name/>
                <TextField label="Email address" pointer="/recipient/email" kind="email" value=email autofocus=true/>
                <footer class="dialog-foot">
                    <Button on_click=move |()| open.set(false)>"Close"</Button>
                    <Button kind=Kind::Primary act="submit" busy=action.busy>"Send"</Button>
                </footer>
            </Form>
        </Dialog>
    }
}

fn check(recipient: &NewRecipient) -> Result<(), Problem> {
    let mut fields = Fields::new();
    fields.parse::<Name>("/recipient/name", &recipient.name);
    fields.parse::<Email>("/recipient/email", &recipient.email);
    fields.finish(Some(()))
}
