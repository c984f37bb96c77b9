//! What a refund does, before it does.

use domain::{
    Money,
    allocation::TargetKind,
    api::{
        allocations::Allocation,
        payments::{Payment, method_kind, method_label},
    },
};
use leptos::prelude::*;

use super::dialog::Draft;

/// What happens then, in plain words.
#[component]
pub fn Forecast(
    draft: Draft,
    /// How the money goes back.
    way: String,
    /// Whether a link was paid.
    by_link: bool,
) -> impl IntoView {
    let lines = move || {
        let Some(taken) = draft.taken() else { return Vec::new() };
        let parts = draft.parts.get();
        parts
            .iter()
            .zip(taken.parts)
            .filter(|(_, amount)| *amount > 0)
            .map(|(part, amount)| effect(part, amount))
            .collect()
    };
    view! {
        <section class="forecast-left then" aria-labelledby="then" aria-live="polite">
            <h3 class="field-label" id="then">"What happens then"</h3>
            <ul class="plain">
                <li>{way}</li>
                {move || lines().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                {by_link.then(|| view! { <li>"The link stays paid: nobody is asked again by itself."</li> })}
                <li>"Only owners and admins may refund. Your name stays with it, and a refund can’t be taken back."</li>
            </ul>
        </section>
    }
}

/// How the money of a payment goes back, in a sentence or two.
pub fn way_back(payment: &Payment) -> String {
    let method = method_label(payment.method.as_deref(), payment.brand.as_deref(), payment.last4.as_deref());
    let to = if payment.method.is_some() { method } else { "the way it came".to_owned() };
    let days = match payment.method.as_deref().map(method_kind) {
        Some("bank_debit") => "a few business days",
        _ => "5 to 10 business days",
    };
    format!("The money goes back to {to}, which takes {days}. The gateway keeps its fee.")
}

/// What a part loses.
fn effect(part: &Allocation, amount: i64) -> String {
    let amount = Money::new(amount, part.currency);
    let client = &part.client_name;
    match part.target {
        TargetKind::Invoice => {
            let number = part.invoice_number.as_deref().unwrap_or("the invoice");
            format!("{amount} of {number} is owed again by {client}.")
        }
        TargetKind::Trust => match &part.matter_number {
            Some(matter) => format!("{client} has {amount} less in trust for {matter}."),
            None => format!("{client} has {amount} less in trust."),
        },
        TargetKind::Credit => format!("{client} has {amount} less credit."),
    }
}
