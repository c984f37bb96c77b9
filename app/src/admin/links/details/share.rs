//! The address of a link, as text and as a picture.

use domain::{api::links::Link, id::LinkId};
use leptos::prelude::*;

use super::super::status::is_open;
use crate::{
    api::links::qr_path,
    ui::{ButtonLink, CopyField, Glyph},
};

/// The address to copy, and the QR code to show or print.
#[component]
pub fn Share(link: Memo<Option<Link>>) -> impl IntoView {
    let url = Signal::derive(move || link.with(|link| link.as_ref().map(|l| l.url.clone())).unwrap_or_default());
    let id = Memo::new(move |_| link.with(|link| link.as_ref().map(|l| l.id.clone())));
    let useful = Memo::new(move |_| link.with(|link| link.as_ref().is_some_and(is_open)));
    view! {
        <section class="detail-part" aria-label="Address of the link">
            <CopyField label="Address of the link" text=url/>
            <Show when=move || useful.get()>
                {move || id.get().map(|id| qr_code(&id))}
            </Show>
        </section>
    }
}

/// A QR code with a button to keep it.
pub fn qr_code(id: &LinkId) -> impl IntoView + use<> {
    let path = qr_path(id);
    view! {
        <div class="qr">
            <img src=path.clone() alt="QR code of the payment link" width="112" height="112" loading="lazy"/>
            <div>
                <p class="sub">"For letters, invoices and the front desk. It opens the same page."</p>
                <ButtonLink href=path glyph=Glyph::Download download=format!("{id}.svg")>"Download QR code"</ButtonLink>
            </div>
        </div>
    }
}
