//! An invoice's own page: what is owed, what was paid of it, and the way to pay the rest.

use std::ops::ControlFlow;

use domain::{api::public::PublicInvoice, invoice::InvoiceStatus};
use leptos::prelude::*;

use super::{
    data::{InvoiceView, Refused, TokenData},
    frame::Frame,
    icon::Glyph,
    invoice_sheet::InvoiceSheet,
    live,
    notice::{AskTheFirm, Notice, Tone},
    title::PageTitle,
};
use crate::api::{Transport, public as api};

/// `/i/{token}`.
#[component]
pub(super) fn InvoicePage() -> impl IntoView {
    let refused = use_context::<Refused>();
    let read = move |transport: Transport, token: String| {
        let refused = refused.clone();
        async move { Ok(InvoiceView { invoice: api::invoice(&transport, &token).await?, refused }) }
    };
    view! { <TokenData read show=|token, found| view! { <Found token found /> } /> }
}

/// An invoice that exists. It follows what is paid of it elsewhere.
#[component]
fn Found(token: String, found: InvoiceView) -> impl IntoView {
    let InvoiceView { invoice, refused } = found;
    let (shown, show) = signal(invoice.clone());
    let (news, tell) = signal(String::new());
    follow(token.clone(), shown, show, tell);
    view! {
        <PageTitle text=format!("Invoice {} from {}", invoice.number, invoice.firm.name) />
        <Frame firm=invoice.firm test=invoice.test news>
            {move || {
                let invoice = shown.get();
                match invoice.status {
                    InvoiceStatus::Void => view! { <Withdrawn invoice /> }.into_any(),
                    _ => {
                        // What was refused is said of the page as it was.
                        let refused = refused.clone().filter(|_| news.with_untracked(String::is_empty));
                        view! { <InvoiceSheet token=token.clone() invoice refused /> }.into_any()
                    }
                }
            }}
        </Frame>
    }
}

/// The firm took it back.
#[component]
fn Withdrawn(invoice: PublicInvoice) -> impl IntoView {
    let PublicInvoice { firm, number, .. } = invoice;
    let text = format!("{} has withdrawn invoice {number}. Nobody owes it any more.", firm.name);
    view! {
        <Notice tone=Tone::Mute glyph=Glyph::Cross headline="This invoice was withdrawn" text=text>
            <AskTheFirm firm=firm what="if you did not expect this" />
        </Notice>
    }
}

/// What can change while the page lies open.
fn standing(invoice: &PublicInvoice) -> (InvoiceStatus, i64, i64) {
    (invoice.status, invoice.open, invoice.processing)
}

/// Asks how the invoice stands while it can still change by itself.
fn follow(
    token: String,
    shown: ReadSignal<PublicInvoice>,
    show: WriteSignal<PublicInvoice>,
    tell: WriteSignal<String>,
) {
    let Some(transport) = use_context::<Transport>() else { return };
    if !shown.with_untracked(|invoice| invoice.status.is_open()) {
        return;
    }
    live::keep_asking(live::calm, move || {
        let (transport, token) = (transport.clone(), token.clone());
        async move {
            let Some(before) = shown.try_with_untracked(standing) else { return ControlFlow::Break(()) };
            match api::invoice(&transport, &token).await {
                Ok(now) if standing(&now) != before => {
                    let lasting = !now.status.is_open();
                    tell.set(format!("Invoice {}: {}.", now.number, now.status.label().to_lowercase()));
                    show.set(now);
                    if lasting { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                }
                // A failure on the way is no news.
                _ => ControlFlow::Continue(()),
            }
        }
    });
}
