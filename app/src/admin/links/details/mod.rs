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
    id::LinkId,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::{
    actions::Actions, facts::facts, payments::LinkPayments, resend::Resend, share::Share, timeline::LinkTimeline,
};
pub use self::{share::qr_code, timeline::entry};
use super::{
    PATH,
    status::{is_open, status_badge},
};
use crate::{
    admin::{
        data::{Query, Stage},
        live::Live,
        place::{Place, Step},
        session::Session,
    },
    api,
    ui::{Button, Drawer, EmptyState, ErrorState, Glyph, Icon, SkeletonLines, focus_row},
};

/// The panel beside the list.
#[component]
pub fn LinkDrawer() -> impl IntoView {
    let place = Place::here();
    let params = use_params_map();
    // What is no id is asked for all the same, under one that exists nowhere.
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get("id")).and_then(|id| id.parse().ok());
        id.unwrap_or_else(|| LinkId::from_u128(0))
    });
    let live = Live::from_context();
    let link = Query::new(
        move || Some(id.get()),
        move || live.links(),
        |transport, id| async move { api::links::get(&transport, &id).await },
    );
    let resend = RwSignal::new(false);
    let close = move |()| {
        let here = untrack(move || place.path());
        place.go(&untrack(|| place.at(PATH)), Step::New);
        focus_row(&here);
    };
    let title = Signal::derive(move || {
        link.value.with(|link| match link.as_ref().map(|link| &link.recipient) {
            Some(Some(recipient)) => recipient.name.clone(),
            Some(None) => "No recipient".to_owned(),
            None => "Link".to_owned(),
        })
    });
    let stage = link.stage();
    view! {
        <Drawer title on_close=close>
            {move || match stage.get() {
                Stage::Gone => {
                    view! {
                        <EmptyState
                            glyph=Glyph::Search
                            title="There is no such link"
                            text="The address is wrong, or the link belongs to another firm."
                        />
                    }
                        .into_any()
                }
                Stage::Failed(text) => view! { <ErrorState text retry=move |()| link.reload()/> }.into_any(),
                Stage::Loading => view! { <SkeletonLines lines=9/> }.into_any(),
                Stage::There => view! { <Body link resend/> }.into_any(),
            }}
        </Drawer>
    }
}

#[component]
fn Body(link: Query<Link>, resend: RwSignal<bool>) -> impl IntoView {
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
