//! Where the columns of the table of postings are in the database, and their cells in files.

use domain::table::postings::PostingColumn;

use super::row::PostingRow;
use crate::{
    exports::{Exported, Field},
    table::{Key, Source},
};

impl Source for PostingColumn {
    type Row = PostingRow;
    const TABLE: &'static str = "postings";
    const ALIAS: &'static str = "o";
    const FIELDS: &'static str = crate::posting_fields!();
    const JOINS: &'static str = crate::posting_joins!();
    const TERMS: &'static str = "posting_terms";
    const STATUS: Self = Self::Status;
    const MODE: Self = Self::Mode;

    fn key(self) -> Option<Key> {
        Some(match self {
            // The orders with an index of their own.
            Self::Sequence => Key::number("o.sequence"),
            Self::Amount => Key::number("o.amount"),
            Self::CreatedAt => Key::number("o.created_at"),
            // The others sort few rows.
            Self::Client => Key::text("c.name_key"),
            Self::Matter => Key::text("m.number_key").or_null(),
            Self::Invoice => Key::text("i.number_key").or_null(),
            Self::Currency => Key::text("o.currency"),
            Self::Kind => Key::text("o.kind"),
            Self::Target => Key::text("o.target"),
            Self::Account => Key::text("LOWER(a.name)").or_null(),
            Self::Status => Key::number(STATUS_RANK),
            Self::Batch => Key::number("b.number").or_null(),
            Self::Reference => Key::text("LOWER(o.reference)").or_null(),
            Self::Payer => Key::text("LOWER(p.payer_name)").or_null(),
            Self::OccurredAt => Key::number("o.occurred_at"),
            Self::MarkedAt => Key::number("o.marked_at").or_null(),
            Self::MarkedBy => Key::text("LOWER(o.marked_by)").or_null(),
            Self::ClientId
            | Self::MatterId
            | Self::BatchId
            | Self::PaymentId
            | Self::Reason
            | Self::Mode
            | Self::Id => return None,
        })
    }

    fn compared(self) -> &'static str {
        match self {
            Self::Sequence => "o.sequence",
            Self::Client => "c.name",
            Self::ClientId => "o.client_id",
            Self::Matter => "m.number",
            Self::MatterId => "o.matter_id",
            Self::Invoice => "i.number",
            Self::Amount => "o.amount",
            Self::Currency => "o.currency",
            Self::Kind => "o.kind",
            Self::Target => "o.target",
            Self::Account => "o.account_id",
            Self::Status => "o.status",
            Self::Batch => "b.number",
            Self::BatchId => "o.batch_id",
            Self::Reference => "o.reference",
            Self::Reason => "o.reason",
            Self::Payer => "p.payer_name",
            Self::PaymentId => "o.payment_id",
            Self::OccurredAt => "o.occurred_at",
            Self::CreatedAt => "o.created_at",
            Self::MarkedAt => "o.marked_at",
            Self::MarkedBy => "o.marked_by",
            Self::Mode => "o.mode",
            Self::Id => "o.id",
        }
    }
}

/// The order of a posting's life.
const STATUS_RANK: &str = "CASE o.status WHEN 'to_post' THEN 0 WHEN 'batched' THEN 1 WHEN 'failed' THEN 2
     WHEN 'posted' THEN 3 ELSE 4 END";

impl Exported for PostingColumn {
    const TITLE: &'static str = "Postings";
    const CURRENCY: &'static str = "o.currency";

    fn field(self) -> Field {
        match self {
            Self::Account => Field::text("a.name"),
            _ => Field::usual(self),
        }
    }

    fn has_total(self) -> bool {
        matches!(self, Self::Amount)
    }
}
