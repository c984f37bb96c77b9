//! The invoice itself: its lines and what they come to.

use domain::{Money, api::invoices::Invoice, decimal::show_thousandths, invoice::InvoiceSum};
use leptos::prelude::*;

use super::lines::sums;

/// Lines, tax, totals, what is paid, and what is left.
pub fn sheet(invoice: &Invoice) -> impl IntoView + use<> {
    let currency = invoice.currency;
    let money = move |amount| Money::new(amount, currency).to_string();
    let rows = invoice.lines.iter().map(|line| {
        let tax = if line.tax_rate == 0 { "—".to_owned() } else { format!("{} %", show_thousandths(line.tax_rate)) };
        view! {
            <tr role="row">
                <th scope="row" role="rowheader">{line.description.clone()}</th>
                <td role="cell" class="num"><span class="cell-word">"Quantity "</span>{show_thousandths(line.quantity)}</td>
                <td role="cell" class="num"><span class="cell-word">"Price "</span>{money(line.unit_price)}</td>
                <td role="cell" class="num"><span class="cell-word">"Tax "</span>{tax}</td>
                <td role="cell" class="num sheet-amount">{money(line.amount)}</td>
            </tr>
        }
    });
    let row = move |term: &'static str, amount: i64| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd>{money(amount)}</dd>
            </div>
        }
    };
    let sum = InvoiceSum { subtotal: invoice.subtotal, tax: invoice.tax, total: invoice.total };
    let (paid, open, returned, reserved) = (invoice.paid, invoice.open, invoice.returned, invoice.reserved);
    let rest = (paid > 0 || returned > 0 || reserved > 0).then(|| {
        view! {
            <dl class="invoice-sums rest">
                {(paid > 0).then(|| row("Paid", paid))}
                {(returned > 0).then(|| row("Went back", returned))}
                {(reserved > 0).then(|| row("About to be paid", reserved))}
                {row("Open", open)}
            </dl>
        }
    });
    let note = invoice.note.clone().map(|note| view! { <p class="sheet-note">{note}</p> });
    view! {
        <section class="panel" aria-labelledby="invoice-lines">
            <div class="panel-head"><h2 id="invoice-lines">"Lines"</h2></div>
            <table class="sheet-lines" role="table">
                <caption class="sr">"Lines of the invoice"</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">"Description"</th>
                        <th scope="col" role="columnheader" class="num">"Quantity"</th>
                        <th scope="col" role="columnheader" class="num">"Price"</th>
                        <th scope="col" role="columnheader" class="num">"Tax"</th>
                        <th scope="col" role="columnheader" class="num">"Amount"</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows.collect_view()}</tbody>
            </table>
            {sums(sum, currency)}
            {rest}
            {note}
        </section>
    }
}
