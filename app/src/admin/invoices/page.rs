//! An invoice's page.

use domain::{
    Mode, Money,
    api::{
        allocations::Allocation, clients::Client, invoices::Invoice, links::Link, matters::Matter, payments::Payment,
    },
    id::InvoiceId,
    table::invoices::InvoiceColumn,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{actions::Actions, cells::invoice_badge, sheet::sheet};
use crate::{
    admin::{
        data::Query,
        live::Live,
        record_page::{Figure, Figures, History, RecordHead, fact, record},
        resource::Resource,
    },
    api,
    ui::{Moment, SkeletonLines, Stamp},
};

/// Everything about one invoice.
#[component]
pub fn InvoicePage() -> impl IntoView {
    let params = use_params_map();
    let live = Live::from_context();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<InvoiceId>().ok()));
    let invoice = Query::<Invoice>::new(
        move || id.get(),
        move || live.records(),
        |transport, id| async move { api::pages::one::<InvoiceColumn, Invoice>(&transport, &id).await },
    );
    record(Signal::derive(move || id.with(Option::is_some)), invoice, "invoice", move || {
        view! { <Loaded invoice/> }.into_any()
    })
}

#[component]
fn Loaded(invoice: Query<Invoice>) -> impl IntoView {
    let live = Live::from_context();
    let now = Memo::new(move |_| invoice.value.get());
    let id = Memo::new(move |_| now.with(|invoice| invoice.as_ref().map(|invoice| invoice.id.clone())));
    let timeline = Query::new(
        move || id.get(),
        move || live.records().wrapping_add(live.links()),
        |transport, id| async move { api::invoices::timeline(&transport, &id).await },
    );
    let title = move || now.with(|i| i.as_ref().map(|i| format!("Invoice {}", i.number))).unwrap_or_default();
    view! {
        <div class="record">
            <RecordHead
                list=Invoice::PATH
                list_name="Invoices"
                title=Signal::derive(title)
                about=move || now.get().map(|invoice| about(&invoice))
            >
                <Actions invoice/>
            </RecordHead>
            <Figures figures=Signal::derive(move || now.with(|invoice| figures(invoice.as_ref())))/>
            <div class="record-body">
                <div class="record-main">
                    {move || now.get().map(|invoice| sheet(&invoice))}
                    <Paying id/>
                </div>
                <aside class="record-side" aria-label="About the invoice">
                    {move || now.get().map(|invoice| facts(&invoice))}
                    <History timeline/>
                </aside>
            </div>
        </div>
    }
}

fn about(invoice: &Invoice) -> impl IntoView + use<> {
    let matter = invoice.matter_id.clone().zip(invoice.matter_number.clone()).map(|(id, number)| {
        view! { <a href=format!("{}/{id}", Matter::PATH)>{number}</a> }
    });
    view! {
        {invoice_badge(invoice)}
        <a href=format!("{}/{}", Client::PATH, invoice.client_id)>{invoice.client_name.clone()}</a>
        {matter}
    }
}

fn figures(invoice: Option<&Invoice>) -> Vec<Figure> {
    let Some(invoice) = invoice else { return Vec::new() };
    let money = |amount| vec![Money::new(amount, invoice.currency)];
    let due = invoice.due_on.map(|day| format!("due {}", day.short()));
    vec![
        Figure::new("Open", money(invoice.open)).with_note(due.filter(|_| invoice.open > 0)),
        Figure::new("Paid", money(invoice.paid)),
        Figure::new("Total", money(invoice.total)),
    ]
}

/// What pays it now.
#[component]
fn Paying(id: Memo<Option<InvoiceId>>) -> impl IntoView {
    let live = Live::from_context();
    let parts = Query::new(
        move || id.get(),
        move || live.records().wrapping_add(live.payments()),
        |transport, id| async move { api::invoices::allocations(&transport, &id).await },
    );
    let list = move || match (parts.value.get(), parts.blocking_failure()) {
        (Some(parts), _) if parts.is_empty() => view! { <p class="sub">"Nothing pays it yet."</p> }.into_any(),
        (Some(parts), _) => {
            let lines = parts.iter().map(|part| view! { <li>{part_line(part)}</li> }).collect_view();
            view! { <ul class="lines">{lines}</ul> }.into_any()
        }
        (None, Some(why)) => view! { <p class="wrong">{why}</p> }.into_any(),
        (None, None) => view! { <SkeletonLines lines=2/> }.into_any(),
    };
    view! {
        <section class="panel record-list" aria-labelledby="invoice-paid-by">
            <div class="panel-head"><h2 id="invoice-paid-by">"Paid by"</h2></div>
            {list}
        </section>
    }
}

fn part_line(part: &Allocation) -> impl IntoView + use<> {
    view! {
        <a class="line" href=format!("{}/{}", Payment::PATH, part.payment_id)>
            <span class="line-main">
                <span class="name">"Payment"</span>
                <span class="line-facts">
                    <span>{format!("linked by {}", part.created_by)}</span>
                    <span><Moment at=part.created_at/></span>
                </span>
            </span>
            <span class="line-money">
                <span class="line-amount">{Money::new(part.amount, part.currency).to_string()}</span>
            </span>
        </a>
    }
}

fn facts(invoice: &Invoice) -> impl IntoView + use<> {
    let link = invoice
        .link_id
        .as_ref()
        .map(|id| fact("Asked for by", view! { <a href=format!("{}/{id}", Link::PATH)>"its newest link"</a> }));
    let late = invoice.overdue.then(|| view! { <span class="fact-note late">"overdue"</span> });
    let due =
        invoice.due_on.map(|day| fact("Due", view! { <time datetime=day.to_string()>{day.long()}</time> {late} }));
    let added = view! { <Moment at=invoice.created_at/> {format!(" by {}", invoice.created_by)} };
    view! {
        <section class="record-part">
            <h2>"About"</h2>
            <dl class="facts">
                {fact("Issued", invoice.issued_on.long())}
                {due}
                {fact("Paid to", invoice.account_name.clone())}
                {invoice.paid_at.map(|at| fact("Paid on", view! { <Stamp at/> }))}
                {link}
                {(invoice.mode == Mode::Test).then(|| fact("Money", "Test money"))}
                {fact("Added", added)}
            </dl>
        </section>
    }
}
