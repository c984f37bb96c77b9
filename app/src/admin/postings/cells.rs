//! What stands in each column of the table of postings.

use domain::{Money, api::postings::Posting, posting::PostingStatus, table::postings::PostingColumn};
use leptos::prelude::*;

use crate::{
    admin::cells::{code, mode, moment, word},
    rows::Keyed,
    ui::{Badge, TableRow, Title, Tone, nothing, text},
};

impl Keyed for Posting {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

/// Where a posting stands.
pub fn badge(status: PostingStatus) -> impl IntoView {
    let tone = match status {
        PostingStatus::ToPost => Tone::Info,
        PostingStatus::Batched => Tone::Warn,
        PostingStatus::Posted => Tone::Good,
        PostingStatus::Failed => Tone::Bad,
        PostingStatus::Excluded => Tone::Mute,
    };
    view! { <Badge tone word=status.label()/> }
}

impl TableRow for Posting {
    type Column = PostingColumn;
    const CARD: &'static [PostingColumn] = &[PostingColumn::Amount, PostingColumn::Status, PostingColumn::Kind];

    fn title(&self) -> Title {
        Title { missing: false, text: self.client_name.clone(), under: self.client_number.clone() }
    }

    fn cell(&self, column: PostingColumn) -> AnyView {
        match column {
            PostingColumn::Sequence => text(Some(&self.sequence.to_string())),
            PostingColumn::Client => text(Some(&self.client_name)),
            PostingColumn::ClientId => code(self.client_id.as_str()),
            PostingColumn::Matter => text(self.matter_number.as_deref()),
            PostingColumn::MatterId => self.matter_id.as_ref().map_or_else(nothing, |id| code(id.as_str())),
            PostingColumn::Invoice => text(self.invoice_number.as_deref()),
            PostingColumn::Amount => text(Some(&Money::new(self.amount, self.currency).to_string())),
            PostingColumn::Currency => text(Some(self.currency.code())),
            PostingColumn::Kind => text(Some(self.kind.label())),
            PostingColumn::Target => word(column, self.target.as_str()),
            PostingColumn::Account => text(self.account_name.as_deref()),
            PostingColumn::Status => badge(self.status).into_any(),
            PostingColumn::Batch => text(self.batch_number.map(|number| number.to_string()).as_deref()),
            PostingColumn::BatchId => self.batch_id.as_ref().map_or_else(nothing, |id| code(id.as_str())),
            PostingColumn::Reference => text(self.reference.as_deref()),
            PostingColumn::Reason => text(self.reason.as_deref()),
            PostingColumn::Payer => text(self.payer_name.as_deref()),
            PostingColumn::PaymentId => code(self.payment_id.as_str()),
            PostingColumn::OccurredAt => moment(Some(self.occurred_at)),
            PostingColumn::CreatedAt => moment(Some(self.created_at)),
            PostingColumn::MarkedAt => moment(self.marked_at),
            PostingColumn::MarkedBy => text(self.marked_by.as_deref()),
            PostingColumn::Mode => mode(self.mode),
            PostingColumn::Id => code(self.id.as_str()),
        }
    }
}
