//! The invoice as a document: its lines, its sums, and the one button.

use domain::{
    Money,
    api::{invoices::InvoiceLine, public::PublicInvoice},
    decimal::show_thousandths,
    invoice::InvoiceStatus,
};
use leptos::prelude::*;

use super::{
    data::Refused,
    pay_form::{HowToPay, Refusal},
    receipt::{Fact, PrintButton},
};

/// The sheet of an invoice that was not withdrawn.
#[component]
pub(super) fn InvoiceSheet(token: String, invoice: PublicInvoice, refused: Option<Refused>) -> impl IntoView {
    let money = |amount| Money::new(amount, invoice.currency).to_string();
    let (word, tone) = standing(&invoice);
    let (amount, below) = headline(&invoice);
    view! {
        <article class="sheet invoice">
            <div class="ask">
                <div class="title">
                    <h1>{format!("Invoice {}", invoice.number)}</h1>
                    <span class=format!("badge {tone}")>{word}</span>
                </div>
                <p class="amount">{money(amount)}</p>
                <p class="due">{below}</p>
            </div>
            <dl>
                <Fact name="For" value=Some(invoice.client_name.clone()) />
                <Fact name="Matter" value=invoice.matter_number.clone() />
                <Fact name="Issued" value=Some(invoice.issued_on.long()) />
                <Fact name="Due" value=invoice.due_on.map(domain::CivilDate::long) />
            </dl>
            <Lines invoice=invoice.clone() />
            {invoice.note.clone().map(|text| view! { <p class="note">{text}</p> })}
            <Processing invoice=invoice.clone() />
            <Pay token=token.clone() invoice refused />
            <div class="after">
                <a class="btn" href=format!("/i/{token}/pdf") rel="external" download>
                    "Download PDF"
                </a>
                <PrintButton />
            </div>
        </article>
    }
}

/// In a word, and the colour of its badge.
fn standing(invoice: &PublicInvoice) -> (&'static str, &'static str) {
    match invoice.status {
        _ if invoice.overdue => ("Overdue", "bad"),
        InvoiceStatus::Paid => (invoice.status.label(), "good"),
        InvoiceStatus::PartlyPaid => (invoice.status.label(), "info"),
        InvoiceStatus::Unpaid => (invoice.status.label(), "warn"),
        InvoiceStatus::Refunded | InvoiceStatus::Void => (invoice.status.label(), ""),
    }
}

/// The large figure, and the line below it.
fn headline(invoice: &PublicInvoice) -> (i64, String) {
    match (invoice.status, invoice.due_on) {
        (InvoiceStatus::Paid, _) => (invoice.total, "Paid in full. Thank you.".to_owned()),
        (_, Some(day)) if invoice.overdue => (invoice.open, format!("Was due {}", day.long())),
        (_, Some(day)) => (invoice.open, format!("Due {}", day.long())),
        (_, None) => (invoice.open, "Open".to_owned()),
    }
}

/// What it is made of, and what that comes to.
#[component]
fn Lines(invoice: PublicInvoice) -> impl IntoView {
    let currency = invoice.currency;
    let sum = |name: &'static str, amount: i64, class: &'static str| {
        let shown = Money::new(amount, currency).to_string();
        view! {
            <tr class=class>
                <th scope="row">{name}</th>
                <td class="num">{shown}</td>
            </tr>
        }
    };
    let lines: Vec<_> = invoice.lines.iter().map(|line| view! { <Line line=line.clone() currency /> }).collect();
    let with_tax = invoice.tax != 0;
    let moved = invoice.paid > 0 || invoice.returned > 0;
    view! {
        <table class="lines">
            <thead>
                <tr>
                    <th scope="col">"For what"</th>
                    <th scope="col" class="num">
                        "Amount"
                    </th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
            <tfoot>
                {with_tax.then(|| sum("Subtotal", invoice.subtotal, ""))}
                {with_tax.then(|| sum("Tax", invoice.tax, ""))}
                {sum("Total", invoice.total, "whole")}
                {(invoice.paid > 0).then(|| sum("Paid", invoice.paid, ""))}
                {(invoice.returned > 0).then(|| sum("Refunded", invoice.returned, ""))}
                {moved.then(|| sum("Open", invoice.open, "whole"))}
            </tfoot>
        </table>
    }
}

#[component]
fn Line(line: InvoiceLine, currency: domain::Currency) -> impl IntoView {
    let price = Money::new(line.unit_price, currency);
    let tax = match line.tax_rate {
        0 => String::new(),
        rate => format!(" · {} % tax", show_thousandths(rate)),
    };
    view! {
        <tr>
            <th scope="row">
                <span class="what">{line.description}</span>
                <span class="sub">{format!("{} × {price}{tax}", show_thousandths(line.quantity))}</span>
            </th>
            <td class="num">{Money::new(line.amount, currency).to_string()}</td>
        </tr>
    }
}

/// A bank debit takes its time, and is not asked for again.
#[component]
fn Processing(invoice: PublicInvoice) -> impl IntoView {
    (invoice.processing > 0).then(|| {
        let money = Money::new(invoice.processing, invoice.currency);
        view! {
            <p class="note">
                {format!("A bank debit of {money} is on its way. Banks take up to 4 business days; this page will show it.")}
            </p>
        }
    })
}

/// A plain form, where something can be paid.
#[component]
fn Pay(token: String, invoice: PublicInvoice, refused: Option<Refused>) -> impl IntoView {
    let payable = invoice.payable();
    (payable.amount > 0).then(|| {
        view! {
            <form method="post" action=format!("/i/{token}/checkout")>
                {refused.map(|refused| view! { <Refusal problem=refused.problem /> })}
                <button type="submit" class="btn primary large">
                    {format!("Pay {payable} now")}
                </button>
                <HowToPay />
            </form>
        }
    })
}
