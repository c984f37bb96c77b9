//! Everything about one link.

mod actions;
mod facts;
mod payments;
mod resend;
mod share;
mod timeline;

use domain::{
    Money,
    api::links::{DeliveryStatus, Link},
};
use leptos::prelude::*;

use self::{
    actions::Actions, facts::facts, payments::LinkPayments, resend::Resend, share::Share, timeline::LinkTimeline,
};
pub use self::{share::qr_code, timeline::entry};
use super::status::{is_open, status_badge};
use crate::{
    admin::{data::Query, session::Session},
    ui::{Button, Glyph, Icon},
};

/// What is inside the panel beside the list.
#[component]
pub fn Details(link: Query<Link>) -> impl IntoView {
    let resend = RwSignal::new(false);
    let session = Session::from_context();
    // The parts below are made once for a link; what changes in it, they follow.
    let now = Memo::new(move |_| link.value.get());
    let id = Memo::new(move |_| now.with(|link| link.as_ref().map(|l| l.id.clone())));
    let timeline = timeline::follow(id);
    view! {
        {move || now.get().map(|link| head(&link))}
        {move || now.get().and_then(|link| bounced(&link, session.may(domain::Permission::Bill), resend))}
        <Actions link resend/>
        <Share link=now/>
        {move || now.get().map(|link| facts(&link))}
        <LinkPayments id timeline/>
        <LinkTimeline id timeline/>
        <Resend open=resend link/>
    }
}

/// The amount, the state, and what is left.
fn head(link: &Link) -> impl IntoView + use<> {
    let money = |amount| Money::new(amount, link.currency).to_string();
    let paid = (link.amount_paid > 0).then(|| {
        let rest = match (link.amount_remaining, &link.successor_id) {
            (0, Some(_)) => ", the rest is asked for by another link".to_owned(),
            (0, None) => String::new(),
            (rest, _) => format!(", {} remaining", money(rest)),
        };
        format!("{} paid{rest}", money(link.amount_paid))
    });
    view! {
        <div class="detail-head">
            <p class="figure">{money(link.amount)}</p>
            <p class="detail-status">{status_badge(link)} {paid.map(|paid| view! { <span class="sub">{paid}</span> })}</p>
        </div>
    }
}

/// The mail came back: in red, with the way on.
fn bounced(link: &Link, may_bill: bool, resend: RwSignal<bool>) -> Option<impl IntoView + use<>> {
    if link.delivery != Some(DeliveryStatus::Bounced) {
        return None;
    }
    let email = link.recipient.as_ref().map(|r| r.email.clone()).unwrap_or_default();
    let again = (is_open(link) && may_bill).then(|| {
        view! { <Button glyph=Glyph::Mail on_click=move |()| resend.set(true)>"Send to another address"</Button> }
    });
    Some(view! {
        <div class="callout bad detail-note">
            <Icon glyph=Glyph::Alert/>
            <div>
                <p>"The email to " <strong>{email}</strong> " was refused. The client has not got the link."</p>
                {again}
            </div>
        </div>
    })
}
