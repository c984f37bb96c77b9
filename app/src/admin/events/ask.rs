//! Asking for an appointment's money by link.

use domain::{
    Money, Permission,
    api::{
        events::{Appointment, NewAppointmentLink},
        links::{Link, NewRecipient},
        stream::ChangeKind,
    },
    event::{AppointmentStatus, AskKind},
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Keys, Query},
        live::Live,
        session::Session,
    },
    api,
    ui::{AreaField, Button, Dialog, Form, FormState, Glyph, Kind, TextField, Toasts, open_about},
};

/// A button for the deposit while it is not paid, and one for what is left.
#[component]
pub fn AskButtons(appointment: Query<Appointment>) -> impl IntoView {
    let session = Session::from_context();
    let kind = RwSignal::new(None::<AskKind>);
    let open = open_about(kind);
    let now = Memo::new(move |_| appointment.value.get());
    let stands = move |now: &&Appointment| now.status != AppointmentStatus::Cancelled;
    let deposit = Memo::new(move |_| {
        now.with(|now| now.as_ref().filter(stands).is_some_and(|now| now.deposit > now.paid + now.processing))
    });
    let balance = Memo::new(move |_| now.with(|now| now.as_ref().filter(stands).is_some_and(|now| now.remaining > 0)));
    let title = Signal::derive(move || match kind.get() {
        Some(AskKind::Deposit) => "Send a link for the deposit".to_owned(),
        _ => "Send a link for the balance".to_owned(),
    });
    view! {
        <Show when=move || session.may(Permission::Bill)>
            <Show when=move || deposit.get()>
                <Button kind=Kind::Primary glyph=Glyph::Send on_click=move |()| kind.set(Some(AskKind::Deposit))>
                    "Send deposit link"
                </Button>
            </Show>
            <Show when=move || balance.get()>
                <Button glyph=Glyph::Send on_click=move |()| kind.set(Some(AskKind::Balance))>"Send balance link"</Button>
            </Show>
        </Show>
        <Dialog open title class="narrow">
            {move || kind.get().map(|kind| view! { <AskForm appointment kind open/> })}
        </Dialog>
    }
}

/// To whom it goes; who pays for the matter or the client, where nobody is named.
#[component]
fn AskForm(appointment: Query<Appointment>, kind: AskKind, open: RwSignal<bool>) -> impl IntoView {
    let live = Live::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let keys = Keys::<NewAppointmentLink>::new();
    let [name, email, message] = [(); 3].map(|()| RwSignal::new(String::new()));
    let amount = move || {
        appointment.value.with(|now| {
            now.as_ref().map(|now| {
                let amount = match kind {
                    AskKind::Deposit => (now.deposit - now.paid - now.processing).max(0),
                    AskKind::Balance => now.remaining,
                };
                Money::new(amount, now.currency).to_string()
            })
        })
    };
    let send = move |by_mail: bool| {
        form.clear();
        let Some(id) = appointment.value.with_untracked(|now| now.as_ref().map(|now| now.id.clone())) else { return };
        let text = |text: RwSignal<String>| text.get_untracked().trim().to_owned();
        let recipient = NewRecipient { name: text(name), email: text(email) };
        let named = !recipient.name.is_empty() || !recipient.email.is_empty();
        let new = NewAppointmentLink {
            kind: kind.to_string(),
            recipient: named.then_some(recipient),
            message: Some(text(message)).filter(|message| !message.is_empty()),
            send: by_mail,
        };
        let key = keys.of(&new);
        action.run(
            move |transport| async move { api::events::ask(&transport, &id, &new, &key).await },
            move |answer: Result<Link, _>| match answer {
                Ok(link) => {
                    let money = Money::new(link.amount, link.currency);
                    let to =
                        link.recipient.as_ref().filter(|_| by_mail).map(|to| format!(" is on its way to {}", to.email));
                    toasts.say(format!("The link for {money}{}.", to.unwrap_or_else(|| " is made".to_owned())));
                    live.changed(ChangeKind::Link);
                    live.changed(ChangeKind::Record);
                    open.set(false);
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    view! {
        <Form state=form on_submit=move |()| send(true) label="Payment link">
            <p class="dialog-text">
                {move || format!("It asks for {}, by mail, to who pays for the client unless you name somebody else.", amount().unwrap_or_default())}
            </p>
            <TextField label="Name" pointer="/recipient/name" optional=true value=name/>
            <TextField label="Email" pointer="/recipient/email" kind="email" optional=true value=email/>
            <AreaField label="Message" pointer="/message" optional=true value=message rows=2/>
            <footer class="dialog-foot">
                <Button busy=action.busy on_click=move |()| send(false)>"Only make the link"</Button>
                <Button kind=Kind::Primary act="submit" busy=action.busy>"Send it"</Button>
            </footer>
        </Form>
    }
}
