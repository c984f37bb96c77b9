//! The link is made: here it is.

use domain::{Money, api::links::Link};
use leptos::{html, prelude::*};

use super::super::details::qr_code;
use crate::ui::{Button, ButtonLink, CopyButton, CopyField, Glyph, Icon, Kind, focus_soon};

/// The new link, to copy, show and open.
pub fn done(link: &Link, on_again: Callback<()>) -> impl IntoView + use<> {
    let heading = NodeRef::<html::H2>::new();
    focus_soon(heading);
    let amount = Money::new(link.amount, link.currency).to_string();
    let says = match (&link.recipient, link.delivery) {
        (Some(recipient), Some(_)) => format!("{amount} is asked for. The email to {} is on its way.", recipient.email),
        (Some(recipient), None) => {
            format!("{amount} is asked for from {}. Hand the link over yourself.", recipient.name)
        }
        (None, _) => format!("{amount} is asked for. Hand the link over yourself."),
    };
    let url = link.url.clone();
    view! {
        <section class="done" aria-labelledby="done-title">
            <span class="done-mark"><Icon glyph=Glyph::Check/></span>
            <h2 id="done-title" tabindex="-1" node_ref=heading>"The link is ready"</h2>
            <p class="lead">{says}</p>
            <CopyField label="Address of the link" text=url.clone()/>
            <div class="done-acts">
                <CopyButton text=url.clone() label="Copy link" class="btn primary"/>
                <ButtonLink href=url new_tab=true glyph=Glyph::External>"Open as the payer sees it"</ButtonLink>
            </div>
            {qr_code(&link.id)}
            <footer class="done-foot">
                <Button kind=Kind::Plain glyph=Glyph::Plus on_click=on_again>"Make another"</Button>
                <ButtonLink kind=Kind::Quiet href=format!("/app/links/{}", link.id)>"See its details"</ButtonLink>
            </footer>
        </section>
    }
}
