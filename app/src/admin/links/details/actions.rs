//! What can be done with a link.

use domain::{
    LinkStatus, Permission,
    api::{links::Link, stream::ChangeKind},
    link::Closing,
};
use leptos::prelude::*;

use super::super::status::is_open;
use crate::{
    admin::{
        data::{Action, Query},
        live::Live,
        session::Session,
    },
    api,
    ui::{Button, ButtonLink, Confirm, CopyButton, Glyph, Icon, Kind, Toasts},
};

/// Copy, open, send again, cancel.
#[component]
pub fn Actions(link: Query<Link>, resend: RwSignal<bool>) -> impl IntoView {
    let session = Session::from_context();
    let live = Live::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let asking = RwSignal::new(false);
    let cancel = Action::new();
    let url = Signal::derive(move || link.value.with(|link| link.as_ref().map(|l| l.url.clone())).unwrap_or_default());
    let open = Memo::new(move |_| link.value.with(|link| link.as_ref().is_some_and(is_open)));
    let mailed = Memo::new(move |_| link.value.with(|link| link.as_ref().is_some_and(|l| l.delivery.is_some())));
    let may = Memo::new(move |_| session.may(Permission::Bill) && open.get());
    let closing = Memo::new(move |_| link.value.with(|link| link.as_ref().and_then(|l| l.closing)));
    let processing =
        Memo::new(move |_| link.value.with(|l| l.as_ref().is_some_and(|l| l.status == LinkStatus::Processing)));
    let do_cancel = move |()| {
        let Some(id) = link.value.with_untracked(|link| link.as_ref().map(|l| l.id.clone())) else { return };
        cancel.run_or_tell(
            move |transport| async move { api::links::cancel(&transport, &id).await },
            move |changed: Link| {
                toasts.say(match changed.closing {
                    Some(_) => "The link is being cancelled at the gateway. Nobody can begin to pay any more.",
                    None => "The link is cancelled.",
                });
                asking.set(false);
                link.put(changed);
                live.changed(ChangeKind::Link);
            },
        );
    };
    view! {
        <div class="detail-actions">
            {move || {
                let class = if open.get() { "btn primary" } else { "btn" };
                view! { <CopyButton text=url label="Copy link" class=class/> }
            }}
            <ButtonLink href=url new_tab=true glyph=Glyph::External>"Open as the payer sees it"</ButtonLink>
            <Show when=move || may.get()>
                <Button glyph=Glyph::Mail on_click=move |()| resend.set(true)>
                    {move || if mailed.get() { "Send again" } else { "Send by email" }}
                </Button>
                <Button kind=Kind::Quiet glyph=Glyph::Ban on_click=move |()| asking.set(true)>"Cancel link"</Button>
            </Show>
        </div>
        {move || {
            let says = match closing.get() {
                Some(Closing::Cancel) => "The link is being cancelled at the gateway. Nobody can begin to pay any more. If a payment was made in the last moment, it counts.",
                Some(Closing::Expire) => "The link has expired and is being closed at the gateway.",
                None if processing.get() => "A bank debit is under way. It takes up to four business days, and the link can't be cancelled meanwhile.",
                None => return None,
            };
            Some(view! {
                <div class="callout info detail-note" role="status">
                    <Icon glyph=Glyph::Clock/>
                    <p>{says}</p>
                </div>
            })
        }}
        <Confirm
            open=asking
            title="Cancel this link?".to_owned()
            text="The client can't pay with it any more. What is being paid at this very moment still counts, and you will see it. A cancelled link can't be opened again.".to_owned()
            act="Cancel the link"
            busy=cancel.busy
            on_confirm=do_cancel
        />
    }
}
