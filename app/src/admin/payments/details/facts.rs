//! Facts of a payment.

use domain::{
    Mode, Money,
    api::payments::{Payment, method_label},
};
use leptos::prelude::*;

use crate::{
    admin::payments::cells::known,
    ui::{CopyButton, Stamp},
};

/// The facts, line by line.
pub fn facts(payment: &Payment) -> impl IntoView + use<> {
    let settled = payment.settlement_currency.unwrap_or(payment.currency);
    let row = |term: &'static str, value: String| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let text = |term: &'static str, value: &Option<String>| value.clone().map(|value| row(term, value));
    let method = method_label(payment.method.as_deref(), payment.brand.as_deref(), payment.last4.as_deref());
    let by_hand = payment.source.is_by_hand();
    let gateway_id = payment.gateway_id.clone();
    view! {
        <section class="detail-part" aria-label="Facts">
            <dl class="facts">
                {text("Payer", &payment.payer_name)}
                {text("Email", &payment.payer_email)}
                {text("Invoice", &payment.invoice_number)}
                {row("Amount", Money::new(payment.amount, payment.currency).to_string())}
                {row("Came by", payment.source.label().to_owned())}
                {(!by_hand).then(|| row("Fee", known(payment.fee, settled)))}
                {(!by_hand).then(|| row("Net", known(payment.net, settled)))}
                {(!by_hand).then(|| row("Method", method))}
                {text("Reference", &payment.reference)}
                {payment.received_on.map(|day| row("Received", day.short()))}
                {text("Recorded by", &payment.recorded_by)}
                {text("Authorisation", &payment.authorization_code)}
                {text("Account", &payment.account_name)}
                {(payment.mode == Mode::Test).then(|| row("Money", "Test money".to_owned()))}
                {payment.paid_at.filter(|_| !by_hand).map(|at| view! { <div><dt>"Paid on"</dt><dd><Stamp at/></dd></div> })}
                <div><dt>{if by_hand { "Recorded" } else { "Heard of" }}</dt><dd><Stamp at=payment.created_at/></dd></div>
                {gateway_id
                    .map(|id| {
                        view! {
                            <div>
                                <dt>"At the gateway"</dt>
                                <dd class="with-copy">
                                    <code>{id.clone()}</code>
                                    <CopyButton text=id class="btn quiet small"/>
                                </dd>
                            </div>
                        }
                    })}
            </dl>
        </section>
    }
}
