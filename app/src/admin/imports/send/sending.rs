//! While links are being made.

use domain::{Permission, api::imports::ImportDetail, imports::Delivery};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query},
        imports::words,
        session::Session,
    },
    api,
    ui::{Button, Glyph, Icon, Toasts, grouped},
};

/// How far it is, and a way to stop it.
#[component]
pub fn SendingStep(import: Query<ImportDetail>) -> impl IntoView {
    let session = Session::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let action = Action::new();
    let now = Memo::new(move |_| import.value.with(|i| i.as_ref().map(|i| i.import.clone())));
    let progress = Memo::new(move |_| now.with(|i| i.as_ref().and_then(|i| i.progress)));
    let trouble = Memo::new(move |_| now.with(|i| i.as_ref().and_then(|i| i.trouble.clone())));
    let title = move || match now.with(|i| i.as_ref().map(|i| i.delivery)) {
        Some(Delivery::Download) => "Making the links",
        _ => "Sending the links",
    };
    let note = move || progress.get().map(|p| format!("{} of {}", grouped(p.done), words::rows(p.total)));
    let stop = move |()| {
        let Some(id) = now.with_untracked(|i| i.as_ref().map(|i| i.id.clone())) else { return };
        action.run_or_tell(
            move |transport| async move { api::imports::stop(&transport, &id).await },
            move |detail| {
                toasts.say("Stopped. Links that were made stay.");
                import.put(detail);
            },
        );
    };
    view! {
        <section class="working" aria-labelledby="sending-title">
            <h2 id="sending-title">{title}</h2>
            {move || trouble.get().map(|why| view! {
                <div class="callout bad" role="alert"><Icon glyph=Glyph::Alert/><p>{why}</p></div>
            })}
            <progress
                class="work-bar"
                aria-label=title
                max=move || progress.get().map(|p| p.total.max(1).to_string())
                value=move || progress.get().map(|p| p.done.to_string())
            ></progress>
            <p class="hint" role="status">{note}</p>
            <p class="hint">"You may leave this page: it goes on, also when you close the browser."</p>
            <Show when=move || session.may(Permission::Bill)>
                <Button busy=action.busy on_click=stop>"Stop"</Button>
            </Show>
        </section>
    }
}
