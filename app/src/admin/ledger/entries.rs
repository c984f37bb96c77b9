//! Entries of an account, as a table.

use domain::{Currency, Money, api::ledger::Entry};
use leptos::prelude::*;

use crate::{rows::Keyed, ui::Day};

impl Keyed for Entry {
    // A journal can stand twice in an account; the balance after an entry tells them apart.
    fn key(&self) -> String {
        format!("{}:{}:{}", self.journal_id, self.amount, self.balance)
    }
}

/// The head of the table.
pub fn head() -> impl IntoView {
    view! {
        <thead>
            <tr>
                <th scope="col">"When"</th>
                <th scope="col">"What"</th>
                <th scope="col" class="entry-who">"By"</th>
                <th scope="col" class="num">"Amount"</th>
                <th scope="col" class="num">"Balance"</th>
            </tr>
        </thead>
    }
}

/// One entry.
pub fn row(entry: &Entry, currency: Currency) -> impl IntoView + use<> {
    let amount = Money::new(entry.amount, currency);
    let sign = if amount.amount > 0 { "+" } else { "" };
    view! {
        <tr>
            <td class="entry-when"><Day at=entry.occurred_at/></td>
            <th scope="row" class="entry-what">
                {what(entry, entry.kind.label())} {about(entry)}
            </th>
            <td class="sub entry-who">{entry.actor.clone()}</td>
            <td class="num">{sign}{amount.to_string()}</td>
            <td class="num">{Money::new(entry.balance, currency).to_string()}</td>
        </tr>
    }
}

/// What it books, in `word`, and its line; a line that begins with the word says it all.
pub fn what(entry: &Entry, word: &'static str) -> impl IntoView + use<> {
    let memo = entry.memo.clone();
    let (name, rest) = match &memo {
        Some(memo) if memo.starts_with(word) => (memo.clone(), None),
        memo => (word.to_owned(), memo.clone()),
    };
    view! {
        <span class="name">{name}</span>
        {rest.map(|rest| view! { " " <span class="sub">{rest}</span> })}
    }
}

/// The ways to what it is about.
fn about(entry: &Entry) -> AnyView {
    let link = |path: &str, id: String, word: &'static str| {
        let href = format!("/app/{path}/{id}");
        view! {
            " "
            <a class="entry-link" href=href>{word}</a>
        }
    };
    let payment = entry.payment_id.as_ref().map(|id| link("payments", id.to_string(), "Payment"));
    let invoice = entry.invoice_id.as_ref().map(|id| link("invoices", id.to_string(), "Invoice"));
    if payment.is_none() && invoice.is_none() {
        return ().into_any();
    }
    view! { {payment} {invoice} }.into_any()
}
