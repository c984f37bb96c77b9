//! The receipt: what was paid, not what was asked.

use domain::{
    Money,
    api::public::{PageState, PublicLink, PublicReceipt},
};
use leptos::prelude::*;

use super::{
    icon::Glyph,
    notice::{Seal, Tone, WayOn},
};

/// What was paid on a link, newest first, and what is left.
#[component]
pub(super) fn Receipt(link: PublicLink) -> impl IntoView {
    let rest = rest(&link);
    let headline = match (&link.recipient_name, rest) {
        (Some(name), None) => format!("Thank you, {name}. Your payment has arrived."),
        (None, None) => "Thank you. Your payment has arrived.".to_owned(),
        (Some(name), Some(_)) => format!("Thank you, {name}. Part of the amount is paid."),
        (None, Some(_)) => "Thank you. Part of the amount is paid.".to_owned(),
    };
    let mut receipts = link.receipts.iter();
    let newest = receipts.next().cloned();
    let earlier: Vec<PublicReceipt> = receipts.cloned().collect();
    let paid = newest.as_ref().map_or(link.amount, |receipt| receipt.amount);
    let way_on = rest.and(link.successor_url.clone());
    let invoice = link.invoice_url.clone();
    view! {
        <article class="sheet receipt">
            <div class="ask">
                <Seal tone=Tone::Good glyph=Glyph::Check />
                <h1>{headline}</h1>
                <p class="amount">{Money::new(paid, link.currency).to_string()}</p>
                <p class="due">{format!("to {}", link.firm.name)}</p>
            </div>
            <dl>
                {newest.map(|receipt| view! { <Lines receipt /> })}
                <Fact name="For" value=link.description.clone() />
                <Fact name="Invoice" value=link.invoice_number.clone() />
                <Fact name="Went to" value=Some(link.goes_to.clone()) />
                <Fact
                    name="Asked"
                    value=(paid != link.amount).then(|| Money::new(link.amount, link.currency).to_string())
                />
                <Fact name="Remaining" value=rest.map(|rest| rest.to_string()) />
            </dl>
            {(!earlier.is_empty()).then(|| view! { <Earlier title="Other payments on this link" receipts=earlier /> })}
            <div class="after">
                {way_on.map(|url| view! { <WayOn href=url label="Pay the rest" /> })}
                {invoice.map(|url| view! { <WayOn href=url label="Back to the invoice" /> })}
                <p class="hint">"This page keeps the receipt: open the link again whenever you need it."</p>
                <PrintButton />
            </div>
        </article>
    }
}

/// What is left to pay, if somebody is still asked for it.
fn rest(link: &PublicLink) -> Option<Money> {
    let paid = link.receipts.iter().fold(0_i64, |sum, receipt| sum.saturating_add(receipt.amount));
    let rest = link.amount.saturating_sub(paid);
    (link.state != PageState::Paid && rest > 0).then(|| Money::new(rest, link.currency))
}

/// The facts of one payment.
#[component]
fn Lines(receipt: PublicReceipt) -> impl IntoView {
    let method = receipt.method.is_some().then(|| receipt.method_label());
    let PublicReceipt { paid_on, authorization_code, reference, .. } = receipt;
    view! {
        <Fact name="Paid on" value=Some(paid_on) />
        <Fact name="Paid with" value=method />
        <Fact name="Authorisation" value=authorization_code />
        <Fact name="Reference" value=Some(reference) />
    }
}

/// Payments before.
#[component]
pub(super) fn Earlier(title: &'static str, receipts: Vec<PublicReceipt>) -> impl IntoView {
    let payments: Vec<_> = receipts
        .into_iter()
        .map(|receipt| {
            let paid = Money::new(receipt.amount, receipt.currency).to_string();
            view! {
                <dl>
                    <Fact name="Amount" value=Some(paid) />
                    <Lines receipt />
                </dl>
            }
        })
        .collect();
    view! {
        <h2>{title}</h2>
        {payments}
    }
}

/// A name and its value, if there is one.
#[component]
pub(super) fn Fact(name: &'static str, value: Option<String>) -> impl IntoView {
    value.map(|value| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    })
}

/// Prints the page. It has its place from the beginning, and is seen once it can do something.
#[component]
pub(super) fn PrintButton() -> impl IntoView {
    let (awake, wake) = signal(false);
    Effect::new(move || wake.set(true));
    view! {
        <button
            type="button"
            class="btn print"
            class:asleep=move || !awake.get()
            on:click=move |_| {
                // Where printing is not possible there is nothing to do about it.
                let _ = window().print();
            }
        >
            "Print or save"
        </button>
    }
}
