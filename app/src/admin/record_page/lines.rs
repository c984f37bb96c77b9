//! One line about a row that belongs to a record.

use domain::{
    Money,
    api::{
        invoices::Invoice,
        links::Link,
        matters::Matter,
        payments::{Payment, method_label},
    },
};
use leptos::prelude::*;

use crate::{
    admin::{invoices::invoice_badge, links::status_badge, matters::matter_badge, payments::payment_badge},
    ui::Moment,
};

/// An invoice: what is open of it, and when it is due.
pub fn invoice_line(invoice: &Invoice) -> AnyView {
    let money = |amount| Money::new(amount, invoice.currency).to_string();
    let part = (invoice.open > 0 && invoice.open != invoice.total).then(|| format!("of {}", money(invoice.total)));
    let shown = if invoice.open > 0 { invoice.open } else { invoice.total };
    let due = invoice.due_on.map(|day| {
        view! { <span class:late=invoice.overdue>{format!("due {}", day.short())}</span> }
    });
    let matter = invoice.matter_number.clone().map(|number| view! { <span>{number}</span> });
    view! {
        <a class="line" href=format!("/app/invoices/{}", invoice.id)>
            <span class="line-main">
                <span class="name">{invoice.number.clone()}</span>
                <span class="line-facts">{due} {matter}</span>
            </span>
            <span class="line-money">
                <span class="line-amount">{money(shown)}</span>
                {part.map(|part| view! { <span class="sub">{part}</span> })}
            </span>
            <span class="line-badge">{invoice_badge(invoice)}</span>
        </a>
    }
    .into_any()
}

/// A matter: what it is about, and who is responsible.
pub fn matter_line(matter: &Matter) -> AnyView {
    let responsible = matter.responsible_name.clone().map(|name| view! { <span>{name}</span> });
    view! {
        <a class="line" href=format!("/app/matters/{}", matter.id)>
            <span class="line-main">
                <span class="name">{matter.name.clone()}</span>
                <span class="line-facts"><span>{matter.number.clone()}</span> {responsible}</span>
            </span>
            <span class="line-badge">{matter_badge(matter)}</span>
        </a>
    }
    .into_any()
}

/// A payment link: what it asks, for what, and from whom.
pub fn link_line(link: &Link) -> AnyView {
    let purpose = link.description.clone().or_else(|| link.invoice_number.clone().map(|n| format!("Invoice {n}")));
    let to = link.recipient.as_ref().map(|recipient| recipient.name.clone());
    let title = purpose.clone().or_else(|| to.clone()).unwrap_or_else(|| "Payment link".to_owned());
    let to = to.filter(|_| purpose.is_some()).map(|name| view! { <span>{format!("to {name}")}</span> });
    view! {
        <a class="line" href=format!("/app/links/{}", link.id)>
            <span class="line-main">
                <span class="name">{title}</span>
                <span class="line-facts">{to} <span><Moment at=link.created_at/></span></span>
            </span>
            <span class="line-money">
                <span class="line-amount">{Money::new(link.amount, link.currency).to_string()}</span>
            </span>
            <span class="line-badge">{status_badge(link)}</span>
        </a>
    }
    .into_any()
}

/// A payment: how much, who paid, and how.
pub fn payment_line(payment: &Payment) -> AnyView {
    let method = payment
        .method
        .as_ref()
        .map(|_| method_label(payment.method.as_deref(), payment.brand.as_deref(), payment.last4.as_deref()));
    let who = payment.payer_name.clone().or_else(|| payment.payer_email.clone());
    view! {
        <a class="line" href=format!("/app/payments/{}", payment.id)>
            <span class="line-main">
                <span class="name">{who.unwrap_or_else(|| "Unknown payer".to_owned())}</span>
                <span class="line-facts">
                    {method.map(|method| view! { <span>{method}</span> })}
                    <span><Moment at=payment.paid_at.unwrap_or(payment.created_at)/></span>
                </span>
            </span>
            <span class="line-money">
                <span class="line-amount">{Money::new(payment.amount, payment.currency).to_string()}</span>
            </span>
            <span class="line-badge">{payment_badge(payment)}</span>
        </a>
    }
    .into_any()
}
