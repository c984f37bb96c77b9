//! Payments: what came in, what is under way, and what a person should look at.

mod cells;
mod details;
mod link;
mod money;
mod record;
mod refund;
mod status;
mod whose;

use domain::{
    api::payments::Payment,
    id::PaymentId,
    table::{TableQuery, payments::PaymentColumn},
};
use leptos::prelude::*;

use self::details::Details;
pub use self::{
    details::reason_said,
    record::RecordPayment,
    status::{dispute_tone, payment_badge},
};
use super::{
    data::{Query, among},
    live::Live,
    resource::{Nothing, Resource, Section, Words},
};
use crate::ui::{ButtonLink, Glyph, Kind};

impl Resource for Payment {
    type Id = PaymentId;
    const PATH: &'static str = "/app/payments";
    const WORDS: Words = Words {
        page: "Payments",
        one: "payment",
        many: "payments",
        table: "Payments",
        tabs: "Payments",
        search: "Search payer, number, amount",
        found_by: "Search finds beginnings of payers' names, addresses, invoice numbers and amounts.",
    };

    fn version(live: Live) -> u32 {
        live.payments()
    }

    /// What is there, what is under way, whose nobody knows, what failed, and what a person should look at.
    fn sections() -> Vec<Section<PaymentColumn>> {
        vec![
            Section::all(),
            Section {
                label: "Unlinked",
                asks: vec![(PaymentColumn::Linked, among(["no"]))],
                count: Some(|store| store.unlinked.value.get()),
            },
            Section::among("Completed", PaymentColumn::Status, ["succeeded"]),
            Section::among("Pending", PaymentColumn::Status, ["pending", "processing"]),
            Section::among("Failed", PaymentColumn::Status, ["failed"]),
            Section {
                label: "Needs attention",
                asks: vec![(PaymentColumn::Flagged, among(["yes"]))],
                count: Some(|store| store.flagged.value.get()),
            },
        ]
    }

    fn nothing(query: &TableQuery<PaymentColumn>) -> Nothing {
        let asked = |column| query.condition(column).map(ToString::to_string).unwrap_or_default();
        if asked(PaymentColumn::Linked) == "no" {
            return Nothing::new(
                Glyph::Check,
                "Every payment is linked",
                "Money of which nobody knows yet whose it is, and what it pays, waits here.",
            );
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
        Nothing::new(glyph, title, text)
    }

    fn buttons() -> Option<AnyView> {
        Some(
            view! {
                <ButtonLink kind=Kind::Quiet glyph=Glyph::Refresh href="/app/payments/differences".to_owned()>
                    "Compare with the gateway"
                </ButtonLink>
                <RecordPayment/>
            }
            .into_any(),
        )
    }

    fn details(row: Query<Self>) -> AnyView {
        view! { <Details payment=row/> }.into_any()
    }
}
