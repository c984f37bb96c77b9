//! Above every page while the firm's data come from a backup: what rests, and who lets it go.

use domain::{
    Permission,
    api::quarantine::{Quarantine, RestingMail},
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query},
        live::Live,
        session::Session,
    },
    api,
    ui::{Button, Dialog, Glyph, Icon, Kind, Moment, Toasts},
};

/// The banner; nothing for a firm that works as usual.
#[component]
pub fn Restored() -> impl IntoView {
    let session = Session::from_context();
    let live = Live::from_context();
    let quarantine = Query::new(
        move || session.is_in().then_some(()),
        // A payment that the sweep found is a sign that it goes on.
        move || live.settings().wrapping_add(live.payments()),
        |transport, ()| async move { api::quarantine::show(&transport).await },
    );
    let since = Memo::new(move |_| quarantine.value.with(|value| value.as_ref().and_then(|q| q.since)));
    let open = RwSignal::new(false);
    move || {
        let since = since.get()?;
        Some(view! {
            <div class="callout warn restored" role="status">
                <Icon glyph=Glyph::Return/>
                <div>
                    <p>
                        "A backup was restored, made " <Moment at=since/>
                        ". Mail waits, and clients can't begin to pay, until an owner lets go."
                    </p>
                    {session
                        .may(Permission::Release)
                        .then(|| view! {
                            <Button on_click=move |()| {
                                quarantine.reload();
                                open.set(true);
                            }>"Let go…"</Button>
                            <LetGo open quarantine/>
                        })}
                </div>
            </div>
        })
    }
}

/// What an owner decides.
#[component]
fn LetGo(open: RwSignal<bool>, quarantine: Query<Quarantine>) -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let action = Action::new();
    let end = move |mail: RestingMail| {
        action.run_or_tell(
            move |transport| async move { api::quarantine::end(&transport, mail).await },
            move |()| {
                toasts.say("The firm works as usual again.".to_owned());
                open.set(false);
                quarantine.reload();
            },
        );
    };
    let has_mail = Memo::new(move |_| quarantine.value.with(|value| value.as_ref().is_some_and(|q| q.mails > 0)));
    view! {
        <Dialog open title="Let go of what rests?" class="narrow">
            {move || quarantine.value.get().map(|state| view! { <Waits state/> })}
            <footer class="dialog-foot">
                <Show when=move || has_mail.get()>
                    <Button busy=action.busy on_click=move |()| end(RestingMail::Withdraw)>"Withdraw the mail"</Button>
                </Show>
                <Button kind=Kind::Primary busy=action.busy on_click=move |()| end(RestingMail::Send)>
                    {move || if has_mail.get() { "Send the mail" } else { "Let go" }}
                </Button>
            </footer>
        </Dialog>
    }
}

/// What waits, and for what.
#[component]
fn Waits(state: Quarantine) -> impl IntoView {
    let mails = match state.mails {
        0 => String::new(),
        1 => "1 mail waits. If it may have gone out before the backup was restored, withdraw it.".to_owned(),
        mails => {
            format!("{mails} mails wait. If they may have gone out before the backup was restored, withdraw them.")
        }
    };
    view! {
        <p class="dialog-text">
            "Then clients can pay again, and Tender does by itself what it always does. " {mails}
        </p>
        {state.waits_for.into_iter().map(|what| view! { <p class="dialog-text">{what}</p> }).collect_view()}
    }
}
