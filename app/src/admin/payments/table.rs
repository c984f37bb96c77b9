//! The table of payments.

use domain::{
    Currency, Money,
    api::payments::{Payment, PaymentTab, method_label},
};
use leptos::{ev::MouseEvent, prelude::*, wasm_bindgen::JsCast};

use super::{Filter, PATH, status::payment_badge};
use crate::{
    admin::data::{List, Row},
    ui::{Button, ButtonLink, Clock, EmptyState, ErrorState, Glyph, SkeletonRows, row_keys},
};

const COLUMNS: usize = 9;

/// The table with its states: loading, failed, empty, more.
#[component]
pub fn PaymentTable(filter: Filter, list: List<Payment>) -> impl IntoView {
    let head = |label: &'static str, class: &'static str| {
        view! { <th scope="col" role="columnheader" class=class>{label}</th> }
    };
    view! {
        {move || list.blocking_failure().map(|text| view! { <ErrorState text retry=move |()| list.reload()/> })}
        <Show when=move || list.blocking_failure().is_none()>
            <Show when=move || !list.is_empty() fallback=move || view! { <NoPayments filter/> }>
                <div class="grid" class:stale=list.stale aria-busy=move || list.is_loading().then_some("true")>
                    <table class="table payments" role="table">
                        <caption class="sr">"Payments"</caption>
                        <thead role="rowgroup">
                            <tr role="row">
                                {head("Payer", "")} {head("Paid on", "")} {head("For", "")} {head("Amount", "num")}
                                {head("Fee", "num")} {head("Net", "num")} {head("Method", "")} {head("Account", "")}
                                {head("Status", "")}
                            </tr>
                        </thead>
                        <tbody role="rowgroup" on:keydown=move |event| row_keys(&event)>
                            {move || list.is_loading().then(|| view! { <SkeletonRows columns=COLUMNS/> })}
                            <For each=move || list.rows.get().unwrap_or_default() key=|row| row.key.clone() let:row>
                                <PaymentRow filter row/>
                            </For>
                        </tbody>
                    </table>
                </div>
                <Show when=move || list.has_more()>
                    <div class="more">
                        <Button glyph=Glyph::Down busy=list.growing on_click=move |()| list.grow()>"Show more"</Button>
                    </div>
                </Show>
            </Show>
        </Show>
    }
}

#[component]
fn PaymentRow(filter: Filter, row: Row<Payment>) -> impl IntoView {
    let Row { key, value } = row;
    let clock = use_context::<Clock>();
    let open = {
        let key = key.clone();
        move |event: MouseEvent| {
            let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
            if !target.is_some_and(|t| t.closest("a, button").is_ok_and(|found| found.is_some())) {
                filter.open(&key);
            }
        }
    };
    let current = Memo::new(move |_| filter.open_id().as_deref() == Some(key.as_str()));
    view! {
        <tr role="row" class:current=current on:click=open>
            {move || cells(&value.get(), filter, current, clock)}
        </tr>
    }
}

fn cells(payment: &Payment, filter: Filter, current: Memo<bool>, clock: Option<Clock>) -> impl IntoView + use<> {
    let id = payment.id.clone();
    let name = payment.payer_name.clone().or_else(|| payment.payer_email.clone());
    let unknown = name.is_none();
    let email = payment.payer_email.clone().filter(|email| Some(email) != name.as_ref());
    let at = payment.paid_at.unwrap_or(payment.created_at);
    let settled = payment.settlement_currency.unwrap_or(payment.currency);
    let method = method_label(payment.method.as_deref(), payment.brand.as_deref(), payment.last4.as_deref());
    let day = move || clock.map(|clock| clock.day(at));
    let exact = move || clock.map(|clock| clock.exact(at));
    view! {
        <th scope="row" role="rowheader" class="who">
            <a
                data-row=""
                data-noscroll=""
                href=move || filter.details(id.as_str())
                aria-current=move || current.get().then_some("true")
            >
                <span class="name" class:sub=unknown>{name.unwrap_or_else(|| "Unknown payer".to_owned())}</span>
            </a>
            {email.map(|email| view! { " " <span class="sub email">{email}</span> })}
        </th>
        <td role="cell" class="made"><time datetime=at.to_string() title=exact>{day}</time></td>
        <td role="cell" class="what">{payment.invoice_number.clone().unwrap_or_else(|| "—".to_owned())}</td>
        <td role="cell" class="num amount">{Money::new(payment.amount, payment.currency).to_string()}</td>
        <td role="cell" class="num sub fee">{known(payment.fee, settled)}</td>
        <td role="cell" class="num net">{known(payment.net, settled)}</td>
        <td role="cell" class="method">{method}</td>
        <td role="cell" class="account"><span class="clip">{payment.account_name.clone().unwrap_or_else(|| "—".to_owned())}</span></td>
        <td role="cell" class="status">{payment_badge(payment)}</td>
    }
}

/// An amount, once the gateway has said it.
pub fn known(amount: Option<i64>, currency: Currency) -> String {
    amount.map_or_else(|| "—".to_owned(), |amount| Money::new(amount, currency).to_string())
}

/// Nothing to list on this tab.
#[component]
fn NoPayments(filter: Filter) -> impl IntoView {
    move || {
        if !filter.query.with(|query| query.words.is_empty()) {
            let all = Signal::derive(move || filter.place.with(PATH, &[("q", "")]));
            return view! {
                <EmptyState
                    glyph=Glyph::Search
                    title="Nothing found"
                    text="Search finds payers, addresses, invoice numbers and amounts, on this tab only."
                >
                    <ButtonLink href=all>"Show all payments here"</ButtonLink>
                </EmptyState>
            }
            .into_any();
        }
        let (glyph, title, text) = match filter.tab() {
            PaymentTab::Pending => {
                (Glyph::Clock, "Nothing is under way", "Bank debits wait here for up to four business days.")
            }
            PaymentTab::Completed => {
                (Glyph::Card, "No payments yet", "As soon as a client pays, the payment appears here by itself.")
            }
            PaymentTab::Failed => (Glyph::Check, "Nothing failed", "Declined cards and refused debits appear here."),
            PaymentTab::Flagged => (
                Glyph::Check,
                "Nothing needs attention",
                "Money that arrives late, twice or too much appears here, and is never dropped.",
            ),
        };
        view! { <EmptyState glyph title text/> }.into_any()
    }
}
