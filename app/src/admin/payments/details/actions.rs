//! What can be done with a payment.

use domain::{
    PaymentStatus, Permission,
    api::{allocations::Allocations, payments::Payment, refunds::Refunds},
};
use leptos::prelude::*;

use super::reverse::Reverse;
use crate::{
    admin::{
        data::Query,
        payments::{link::LinkDialog, money::unlinked, refund::RefundDialog},
        session::Session,
    },
    ui::{Button, ButtonLink, Glyph, Kind},
};

/// Link, refund, reverse, and the way to its link.
#[component]
pub fn Actions(payment: Query<Payment>, allocations: Query<Allocations>, refunds: Query<Refunds>) -> impl IntoView {
    let session = Session::from_context();
    let may_bill = Memo::new(move |_| session.may(Permission::Bill));
    let may_move = Memo::new(move |_| session.may(Permission::MoveMoney));
    let (linking, refunding, reversing) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let of = move |read: fn(&Payment) -> bool| {
        Memo::new(move |_| payment.value.with(|payment| payment.as_ref().is_some_and(read)))
    };
    let left = of(|p| p.status == PaymentStatus::Succeeded && unlinked(p).amount > 0);
    let begun = of(|p| p.allocated > 0);
    let reversible = of(|p| p.source.is_by_hand() && p.reversed_at.is_none());
    let by_hand = of(|p| p.source.is_by_hand());
    let refundable = Memo::new(move |_| refunds.value.with(|r| r.as_ref().is_some_and(|r| r.refundable > 0)));
    let refused = Memo::new(move |_| {
        let why = refunds.value.with(|refunds| refunds.as_ref().and_then(|refunds| refunds.refused_because.clone()));
        why.filter(|_| may_move.get() && !by_hand.get())
    });
    let link_id = Memo::new(move |_| payment.value.with(|p| p.as_ref().and_then(|p| p.link_id.clone())));
    view! {
        <div class="detail-actions">
            <Show when=move || may_bill.get() && left.get()>
                <Button kind=Kind::Primary glyph=Glyph::Link on_click=move |()| linking.set(true)>
                    {move || if begun.get() { "Link the rest" } else { "Link payment" }}
                </Button>
            </Show>
            <Show when=move || may_move.get() && refundable.get()>
                <Button glyph=Glyph::Return on_click=move |()| refunding.set(true)>"Refund"</Button>
            </Show>
            <Show when=move || may_move.get() && reversible.get()>
                <Button glyph=Glyph::Return on_click=move |()| reversing.set(true)>"Take it back"</Button>
            </Show>
            {move || link_id.get().map(|id| view! {
                <ButtonLink kind=Kind::Plain glyph=Glyph::Send href=format!("/app/links/{id}")>"See its link"</ButtonLink>
            })}
        </div>
        {move || refused.get().map(|why| view! { <p class="sub refused">{why}</p> })}
        <LinkDialog open=linking payment allocations/>
        <RefundDialog open=refunding payment allocations refunds/>
        <Reverse open=reversing payment/>
    }
}
