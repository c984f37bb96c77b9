//! Invoices: what clients owe.

mod actions;
mod cells;
mod draft;
mod edit;
mod form;
mod lines;
mod page;
mod sheet;

use domain::{
    Permission,
    api::invoices::Invoice,
    id::InvoiceId,
    table::{Condition, DayPreset, Days, TableQuery, invoices::InvoiceColumn},
};
use leptos::prelude::*;

pub use self::{
    cells::invoice_badge,
    edit::{EditInvoicePage, NewInvoicePage},
    page::InvoicePage,
};
use super::{
    data::among,
    live::Live,
    resource::{Nothing, Resource, Section, Words},
    session::Session,
};
use crate::ui::{ButtonLink, Glyph, Kind};

impl Resource for Invoice {
    type Id = InvoiceId;
    const PATH: &'static str = "/app/invoices";
    const WORDS: Words = Words {
        page: "Invoices",
        one: "invoice",
        many: "invoices",
        table: "Invoices",
        tabs: "Status",
        search: "Search number, client, amount",
        found_by: "Search finds beginnings of numbers, clients, matters and amounts.",
    };

    fn version(live: Live) -> u32 {
        live.records()
    }

    fn sections() -> Vec<Section<InvoiceColumn>> {
        let open = || among(["unpaid", "partly_paid", "refunded"]);
        let past = Condition::On(Days::Preset(DayPreset::Past));
        vec![
            Section::all(),
            Section { label: "Unpaid", asks: vec![(InvoiceColumn::Status, open())], count: None },
            Section {
                label: "Overdue",
                asks: vec![(InvoiceColumn::Status, open()), (InvoiceColumn::DueOn, past)],
                count: None,
            },
            Section::among("Paid", InvoiceColumn::Status, ["paid"]),
            Section::among("Void", InvoiceColumn::Status, ["void"]),
        ]
    }

    fn nothing(query: &TableQuery<InvoiceColumn>) -> Nothing {
        if query.is_everything() {
            let text = "Enter what a client owes. Then ask for it by link, and it is paid by itself.";
            return Nothing { act: Some(first), ..Nothing::new(Glyph::Receipt, "No invoices yet", text) };
        }
        if query.condition(InvoiceColumn::DueOn).is_some() {
            let text = "Invoices appear here the day after they were due.";
            return Nothing::new(Glyph::Check, "Nothing is overdue", text);
        }
        Nothing::new(Glyph::Receipt, "No invoices here", "As soon as an invoice gets there, it appears by itself.")
    }

    fn buttons() -> Option<AnyView> {
        let session = Session::from_context();
        let button = move || {
            session.may(Permission::Bill).then(|| {
                view! { <ButtonLink glyph=Glyph::Plus href="/app/invoices/new".to_owned()>"New invoice"</ButtonLink> }
            })
        };
        Some(button.into_any())
    }
}

fn first() -> AnyView {
    view! {
        <ButtonLink kind=Kind::Primary glyph=Glyph::Plus href="/app/invoices/new".to_owned()>"Write an invoice"</ButtonLink>
    }
    .into_any()
}
