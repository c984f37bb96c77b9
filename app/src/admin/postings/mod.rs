//! Manage postings: what goes on into the firm's practice software, in batches or by a connector.

mod batch;
mod batches;
mod cells;
mod columns;
mod details;
mod mark;

use domain::{
    api::postings::Posting,
    id::PostingId,
    table::{TableQuery, postings::PostingColumn},
};
use leptos::prelude::*;

pub use self::{batch::BatchPage, batches::BatchesPage, columns::ColumnsPage, mark::Saying};
use self::{details::Details, mark::Acts};
use super::{
    data::Query,
    live::Live,
    resource::{Nothing, Resource, Section, Words},
};
use crate::ui::{ButtonLink, Glyph, Kind, TableModel};

/// Where the batches are.
const BATCHES: &str = "/app/postings/batches";
/// Where the columns of their files are set.
const COLUMNS: &str = "/app/postings/columns";

impl Resource for Posting {
    type Id = PostingId;
    const PATH: &'static str = "/app/postings";
    const WORDS: Words = Words {
        page: "Postings",
        one: "posting",
        many: "postings",
        table: "Postings",
        tabs: "Status",
        search: "Search client, matter, invoice",
        found_by: "Search finds beginnings of clients' names, and numbers of matters and invoices.",
    };

    fn version(live: Live) -> u32 {
        live.payments()
    }

    fn sections() -> Vec<Section<PostingColumn>> {
        vec![
            Section::all(),
            Section::among("To post", PostingColumn::Status, ["to_post"]),
            Section::among("In a batch", PostingColumn::Status, ["batched"]),
            Section::among("Posted", PostingColumn::Status, ["posted"]),
            Section::among("Failed", PostingColumn::Status, ["failed"]),
            Section::among("Excluded", PostingColumn::Status, ["excluded"]),
        ]
    }

    fn nothing(query: &TableQuery<PostingColumn>) -> Nothing {
        let asked = query.condition(PostingColumn::Status).map(ToString::to_string).unwrap_or_default();
        match asked.as_str() {
            "to_post" => Nothing::new(
                Glyph::Check,
                "Nothing is to be posted",
                "As soon as a payment is linked to a client, what it pays waits here for your practice software.",
            ),
            "batched" => {
                Nothing::new(Glyph::Layers, "No batch is open", "Select what is to be posted, and post it as a batch.")
            }
            "failed" => {
                Nothing::new(Glyph::Check, "Nothing failed", "What your practice software did not take appears here.")
            }
            "excluded" => Nothing::new(Glyph::Ban, "Nothing is excluded", "What does not go there is kept here."),
            _ => Nothing::new(
                Glyph::Send,
                "No postings yet",
                "Link a payment to a client: each part of it becomes a posting, and so does what goes back.",
            ),
        }
    }

    fn buttons() -> Option<AnyView> {
        Some(
            view! {
                <ButtonLink kind=Kind::Quiet glyph=Glyph::Columns href=COLUMNS.to_owned()>"File columns"</ButtonLink>
                <ButtonLink glyph=Glyph::Layers href=BATCHES.to_owned()>"Batches"</ButtonLink>
            }
            .into_any(),
        )
    }

    fn selected(model: TableModel<PostingColumn>) -> Option<AnyView> {
        Some(view! { <Acts model/> }.into_any())
    }

    fn details(row: Query<Self>) -> AnyView {
        view! { <Details posting=row/> }.into_any()
    }
}
