//! What a person should look at.

use domain::{
    Permission,
    api::{payments::Payment, stream::ChangeKind},
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query},
        live::Live,
        session::Session,
    },
    api,
    ui::{Button, Glyph, Icon, Toasts},
};

/// What the flags mean, and the button that says that someone looked.
#[component]
pub fn Attention(payment: Query<Payment>) -> impl IntoView {
    let session = Session::from_context();
    let live = Live::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let action = Action::new();
    let flags = Memo::new(move |_| payment.value.with(|p| p.as_ref().map(|p| (p.flags.clone(), p.acknowledged))));
    let attend = move |()| {
        let Some(id) = payment.value.with_untracked(|p| p.as_ref().map(|p| p.id.clone())) else { return };
        action.run_or_tell(
            move |transport| async move { api::payments::acknowledge(&transport, &id).await },
            move |changed| {
                toasts.say("Marked as attended to.");
                payment.put(changed);
                live.changed(ChangeKind::Payment);
            },
        );
    };
    move || {
        let (flags, attended) = flags.get().filter(|(flags, _)| !flags.is_empty())?;
        let lines = flags.iter().map(|flag| {
            view! {
                <li>
                    <strong>{flag.label()}</strong>
                    " "
                    {flag.meaning()}
                </li>
            }
        });
        let button = (!attended && session.may(Permission::Bill)).then(|| {
            view! { <Button glyph=Glyph::Check busy=action.busy on_click=attend>"Mark as attended to"</Button> }
        });
        Some(view! {
            <div class="callout detail-note" class:warn=!attended>
                <Icon glyph=Glyph::Flag/>
                <div>
                    <ul class="flags">{lines.collect_view()}</ul>
                    {attended.then(|| view! { <p class="sub">"Someone has attended to this."</p> })}
                    {button}
                </div>
            </div>
        })
    }
}
