//! What went back of a payment.

use domain::{
    Money,
    api::refunds::{Refund, Refunds},
    refund::RefundStatus,
};
use leptos::prelude::*;

use crate::{
    admin::data::Query,
    ui::{Badge, Moment, Tone},
};

/// Its refunds, newest first. Absent while there are none.
#[component]
pub fn Back(refunds: Query<Refunds>) -> impl IntoView {
    move || {
        let refunds = refunds.value.get().filter(|refunds| !refunds.data.is_empty())?;
        Some(view! {
            <section class="detail-part" aria-label="Refunds">
                <h3>{if refunds.data.len() == 1 { "Refund" } else { "Refunds" }}</h3>
                <ul class="lines">{refunds.data.iter().map(line).collect_view()}</ul>
            </section>
        })
    }
}

fn line(refund: &Refund) -> impl IntoView + use<> {
    let who = if refund.outside { "made at the gateway".to_owned() } else { format!("by {}", refund.created_by) };
    view! {
        <li class="line part refund">
            <span class="line-main">
                <span class="line-amount">{Money::new(refund.amount, refund.currency).to_string()}</span>
                <span class="sub debt-about">
                    {refund.reason.label()}
                    " · "
                    {who}
                    " · "
                    <Moment at=refund.created_at/>
                </span>
                {refund.note.clone().map(|note| view! { <span class="debt-about">{note}</span> })}
                {refund.failure.clone().map(|why| view! { <span class="debt-about late">{why}</span> })}
            </span>
            <Badge tone=tone(refund.status) word=refund.status.label()/>
        </li>
    }
}

fn tone(status: RefundStatus) -> Tone {
    match status {
        RefundStatus::Requested | RefundStatus::Pending => Tone::Info,
        RefundStatus::RequiresAction => Tone::Warn,
        RefundStatus::Succeeded => Tone::Good,
        RefundStatus::Failed => Tone::Bad,
        RefundStatus::Cancelled => Tone::Mute,
    }
}
