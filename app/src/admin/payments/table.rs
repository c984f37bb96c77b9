//! The table of payments, and the tabs above it.

use domain::{
    api::{payments::Payment, tables::Count},
    table::payments::PaymentColumn,
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{TablePage, among, with_status},
        store::Store,
    },
    ui::{ButtonLink, DataTable, EmptyState, Feed, Glyph, Tab, Tabs},
};

/// The table; a click on a row opens its details.
#[component]
pub fn PaymentTable(page: TablePage<PaymentColumn>, feed: Feed<Payment>) -> impl IntoView {
    view! {
        <DataTable
            model=page.model
            feed
            label="Payments"
            href=move |id: String| page.details(&id)
            open=move |id: String| page.open(&id)
            current=Signal::derive(move || page.open_id())
        >
            <NoPayments page/>
        </DataTable>
    }
}

/// What is there, what is under way, what failed, and what a person should look at.
#[component]
pub fn PaymentTabs(page: TablePage<PaymentColumn>) -> impl IntoView {
    const ABOUT: &[PaymentColumn] = &[PaymentColumn::Status, PaymentColumn::Flagged];
    let store = Store::from_context();
    // Among the flagged ones nobody has counted the others.
    let unflagged = move || page.model.query.with(|query| query.condition(PaymentColumn::Flagged).is_none());
    let by_status = move |label: &'static str, statuses: &'static [&'static str], condition| {
        let asks = vec![(PaymentColumn::Status, condition)];
        page.tab(label, ABOUT, asks, move |counts| with_status(counts, statuses).filter(|_| unflagged()))
    };
    let flagged = page.tab("Needs attention", ABOUT, vec![(PaymentColumn::Flagged, among(["yes"]))], |_| None);
    let flagged_count = move || -> Option<Count> { store.flagged.value.get() };
    let tabs = vec![
        page.tab("All", ABOUT, Vec::new(), move |counts| counts.all.filter(|_| unflagged())),
        by_status("Completed", &["succeeded"], among(["succeeded"])),
        by_status("Pending", &["pending", "processing"], among(["pending", "processing"])),
        by_status("Failed", &["failed"], among(["failed"])),
        Tab { count: Signal::derive(flagged_count), ..flagged },
    ];
    view! { <Tabs label="Payments" tabs/> }
}

/// Nothing to list on this tab.
#[component]
fn NoPayments(page: TablePage<PaymentColumn>) -> impl IntoView {
    move || {
        let query = page.model.query.get();
        let asked = |column| query.condition(column).map(ToString::to_string).unwrap_or_default();
        let of_tabs = |column| matches!(column, PaymentColumn::Status | PaymentColumn::Flagged);
        if !query.words.is_empty() || query.filters.iter().any(|(column, _)| !of_tabs(*column)) {
            let all = Signal::derive(move || page.everything());
            return view! {
                <EmptyState
                    glyph=Glyph::Search
                    title="Nothing found"
                    text="Search finds beginnings of payers' names, addresses, invoice numbers and amounts."
                >
                    <ButtonLink href=all>"Show all payments"</ButtonLink>
                </EmptyState>
            }
            .into_any();
        }
        let (glyph, title, text) = match (asked(PaymentColumn::Status).as_str(), asked(PaymentColumn::Flagged).as_str())
        {
            (_, "yes") => (
                Glyph::Check,
                "Nothing needs attention",
                "Money that arrives late, twice or too much appears here, and is never dropped.",
            ),
            ("pending" | "processing" | "pending,processing", _) => {
                (Glyph::Clock, "Nothing is under way", "Bank debits wait here for up to four business days.")
            }
            ("failed", _) => (Glyph::Check, "Nothing failed", "Declined cards and refused debits appear here."),
            _ => (Glyph::Card, "No payments yet", "As soon as a client pays, the payment appears here by itself."),
        };
        view! { <EmptyState glyph title text/> }.into_any()
    }
}
