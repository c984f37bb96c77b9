//! What can be done with an invoice.

use domain::{
    Permission,
    api::{invoices::Invoice, stream::ChangeKind},
    invoice::InvoiceStatus,
};
use leptos::prelude::*;

use crate::{
    admin::{
        ask::ask_at,
        data::{Action, Query},
        live::Live,
        resource::Resource,
        session::Session,
    },
    api,
    ui::{Button, ButtonLink, Confirm, Glyph, Kind, Toasts},
};

/// Ask for payment, edit, void.
#[component]
pub fn Actions(invoice: Query<Invoice>) -> impl IntoView {
    let session = Session::from_context();
    let live = Live::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let asking = RwSignal::new(false);
    let action = Action::new();
    let now = Memo::new(move |_| invoice.value.with(|i| i.as_ref().map(|i| (i.id.to_string(), i.status, i.open))));
    let id = move || now.get().map(|(id, ..)| id).unwrap_or_default();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let stands = Memo::new(move |_| now.get().is_some_and(|(_, status, _)| status != InvoiceStatus::Void));
    let open = Memo::new(move |_| now.get().is_some_and(|(_, status, open)| status.is_open() && open > 0));
    let untouched =
        Memo::new(move |_| invoice.value.with(|i| i.as_ref().is_some_and(|i| i.paid == 0 && i.reserved == 0)));
    let url = Signal::derive(move || invoice.value.with(|i| i.as_ref().map(|i| i.url.clone())).unwrap_or_default());
    let void = move |()| {
        let Some(id) = invoice.value.with_untracked(|i| i.as_ref().map(|i| i.id.clone())) else { return };
        action.run_or_tell(
            move |transport| async move { api::invoices::void(&transport, &id).await },
            move |changed: Invoice| {
                toasts.say(format!("Invoice {} is void.", changed.number));
                asking.set(false);
                invoice.put(changed);
                live.changed(ChangeKind::Record);
                live.changed(ChangeKind::Link);
            },
        );
    };
    let title = Signal::derive(move || {
        invoice.value.with(|i| i.as_ref().map(|i| format!("Void invoice {}?", i.number))).unwrap_or_default()
    });
    view! {
        <Show when=move || may.get() && stands.get()>
            <Show when=move || open.get()>
                <ButtonLink
                    kind=Kind::Primary
                    glyph=Glyph::Send
                    href=Signal::derive(move || ask_at("invoice_id", &id()))
                >
                    "Ask for payment"
                </ButtonLink>
            </Show>
            <ButtonLink glyph=Glyph::Sliders href=Signal::derive(move || format!("{}/{}/edit", Invoice::PATH, id()))>
                "Edit"
            </ButtonLink>
            <ButtonLink href=url new_tab=true glyph=Glyph::External>"Open as the client sees it"</ButtonLink>
            <ButtonLink href=Signal::derive(move || api::invoices::pdf(&id())) new_tab=true glyph=Glyph::Print>
                "PDF"
            </ButtonLink>
            <Show when=move || untouched.get()>
                <Button kind=Kind::Quiet glyph=Glyph::Ban on_click=move |()| asking.set(true)>"Void"</Button>
            </Show>
        </Show>
        <Confirm
            open=asking
            title
            text="Nobody owes it any more, and links that ask for it ask for nothing. It stays in the list as void and in the books with its reversal. That can’t be undone.".to_owned()
            act="Void the invoice"
            busy=action.busy
            on_confirm=void
        />
    }
}
