//! The payments of a link.

use domain::{
    Money,
    api::{
        audit::TimelineEntry,
        payments::{Payment, method_label},
    },
    id::{LinkId, PaymentId},
};
use leptos::prelude::*;

use crate::{
    admin::{data::Query, live::Live, payments::payment_badge},
    api,
    ui::Moment,
};

/// The payments of this link. Absent while there are none.
#[component]
pub fn LinkPayments(
    /// The link.
    id: Memo<Option<LinkId>>,
    /// Its history, which names its payments.
    timeline: Query<Vec<TimelineEntry>>,
) -> impl IntoView {
    let live = Live::from_context();
    let named = Memo::new(move |_| {
        let own = id.get()?;
        timeline.value.with(|entries| {
            let mut ids: Vec<PaymentId> = Vec::new();
            for entry in entries.as_ref()?.iter().filter(|entry| entry.link_id.as_ref() == Some(&own)) {
                ids.extend(entry.payment_id.clone().filter(|id| !ids.contains(id)));
            }
            (!ids.is_empty()).then_some(ids)
        })
    });
    let payments = Query::new(
        move || named.get(),
        move || live.payments(),
        |transport, ids| async move {
            let mut payments = Vec::new();
            for id in &ids {
                payments.push(api::payments::get(&transport, id).await?);
            }
            Ok(payments)
        },
    );
    move || {
        let payments = payments.value.get().filter(|payments| !payments.is_empty())?;
        Some(view! {
            <section class="detail-part">
                <h3>{if payments.len() == 1 { "Payment" } else { "Payments" }}</h3>
                <ul class="lines">{payments.iter().map(line).collect_view()}</ul>
            </section>
        })
    }
}

fn line(payment: &Payment) -> impl IntoView + use<> {
    let method = method_label(payment.method.as_deref(), payment.brand.as_deref(), payment.last4.as_deref());
    view! {
        <li>
            <a href=format!("/app/payments/{}", payment.id) class="line">
                <span class="line-amount">{Money::new(payment.amount, payment.currency).to_string()}</span>
                <span class="sub">{method}</span>
                <span class="line-end">{payment_badge(payment)}</span>
                <span class="sub line-when"><Moment at=payment.paid_at.unwrap_or(payment.created_at)/></span>
            </a>
        </li>
    }
}
