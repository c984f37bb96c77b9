//! Everything about one payment.

mod actions;
mod attention;
mod back;
mod disputes;
mod facts;
mod pays;
mod reverse;

use domain::{
    Money, PaymentStatus,
    api::{allocations::Allocations, payments::Payment, refunds::Refunds},
    id::PaymentId,
};
use leptos::prelude::*;

pub use self::disputes::reason_said;
use self::{actions::Actions, attention::Attention, back::Back, disputes::Disputes, facts::facts, pays::Pays};
use super::status::payment_badge;
use crate::{
    admin::{data::Query, live::Live},
    api,
    ui::{Glyph, Icon},
};

/// What is inside the panel beside the list.
#[component]
pub fn Details(payment: Query<Payment>) -> impl IntoView {
    let live = Live::from_context();
    let version = move || live.payments().wrapping_add(live.records());
    // Only money that is there pays something, or can go back.
    let id = Memo::new(move |_| payment.value.with(|payment| payment.as_ref().and_then(arrived)));
    let allocations = Query::<Allocations>::new(
        move || id.get(),
        version,
        |transport, id| async move { api::allocations::of(&transport, &id).await },
    );
    let refunds = Query::<Refunds>::new(
        move || id.get(),
        version,
        |transport, id| async move { api::refunds::of(&transport, &id).await },
    );
    view! {
        {move || payment.value.get().map(|payment| head(&payment))}
        <Actions payment allocations refunds/>
        <Disputes refunds/>
        <Attention payment/>
        <Pays payment allocations/>
        <Back refunds/>
        {move || payment.value.get().map(|payment| facts(&payment))}
    }
}

fn arrived(payment: &Payment) -> Option<PaymentId> {
    (payment.status == PaymentStatus::Succeeded).then(|| payment.id.clone())
}

fn head(payment: &Payment) -> impl IntoView + use<> {
    let failure = payment.failure.clone().filter(|_| payment.status == PaymentStatus::Failed);
    let reversed = payment.reversed_at.is_some();
    let processing = payment.status == PaymentStatus::Processing;
    let money = |amount| Money::new(amount, payment.currency).to_string();
    let back = (payment.refunded > 0 && payment.refunded < payment.amount)
        .then(|| format!("{} went back", money(payment.refunded)));
    let held = (payment.withdrawn > 0).then(|| format!("{} is held by a dispute", money(payment.withdrawn)));
    let less = back.into_iter().chain(held).collect::<Vec<_>>().join(", ");
    view! {
        <div class="detail-head">
            <p class="figure">{Money::new(payment.amount, payment.currency).to_string()}</p>
            <p class="detail-status">
                {payment_badge(payment)} {(!less.is_empty()).then(|| view! { <span class="sub">{less}</span> })}
            </p>
        </div>
        {processing.then(|| view! {
            <div class="callout info detail-note">
                <Icon glyph=Glyph::Clock/>
                <p>"The bank has the debit. It takes up to four business days to settle or fail."</p>
            </div>
        })}
        {failure.map(|why| view! {
            <div class="callout detail-note" class:bad=!reversed>
                <Icon glyph=if reversed { Glyph::Return } else { Glyph::Alert }/>
                <p>{reversed.then_some("Taken back: ")} {why}</p>
            </div>
        })}
    }
}
