//! The columns of the table of postings.

use super::{Columns, Direction, Facts, Kind, Reach, SortKey};
use crate::word::words;

words! {
    /// A column of the table of postings; its word is the field of `GET /api/v1/postings`.
    PostingColumn {
        /// Its number, in the order of the books.
        Sequence = "sequence",
        /// Whose it is.
        Client = "client_name",
        /// The client's id.
        ClientId = "client_id",
        /// The matter's number.
        Matter = "matter_number",
        /// The matter's id.
        MatterId = "matter_id",
        /// The invoice's number.
        Invoice = "invoice_number",
        /// Minor units.
        Amount = "amount",
        /// The currency.
        Currency = "currency",
        /// Why it was made.
        Kind = "kind",
        /// What it goes to.
        Target = "target",
        /// The receiving account.
        Account = "account_id",
        /// Where it stands.
        Status = "status",
        /// The batch's number.
        Batch = "batch_number",
        /// The batch's id.
        BatchId = "batch_id",
        /// What the practice software calls it.
        Reference = "reference",
        /// Why it failed, or is excluded.
        Reason = "reason",
        /// Who paid.
        Payer = "payer_name",
        /// The payment's id.
        PaymentId = "payment_id",
        /// When it happened.
        OccurredAt = "occurred_at",
        /// When it was booked.
        CreatedAt = "created_at",
        /// Since when it stands there.
        MarkedAt = "marked_at",
        /// Who said so.
        MarkedBy = "marked_by",
        /// Test money or real money.
        Mode = "mode",
        /// Tender's id.
        Id = "id",
    }
}

impl Columns for PostingColumn {
    const TABLE: &'static str = "postings";
    const COLUMNS: &'static [Self] = Self::ALL;
    const NAME: Self = Self::Client;
    // A connector reads them in their order, and so do people: what waits longest stands first.
    const SORT: SortKey<Self> = SortKey { column: Self::Sequence, direction: Direction::Ascending };

    fn facts(self) -> Facts {
        use Kind::{Choice, Moment, Money, Number, Text};
        use Reach::{All, Few, Never};
        let facts = |label, kind, width, shown, sort, filter| Facts { label, kind, width, shown, sort, filter };
        match self {
            Self::Sequence => facts("No.", Number, 80, true, All, All),
            Self::Client => facts("Client", Text, 200, true, Few, Few),
            Self::ClientId => facts("Client id", Choice, 160, false, Never, All),
            Self::Matter => facts("Matter", Text, 120, true, Few, Few),
            Self::MatterId => facts("Matter id", Choice, 160, false, Never, All),
            Self::Invoice => facts("Invoice", Text, 116, true, Few, Few),
            Self::Amount => facts("Amount", Money, 120, true, All, All),
            Self::Currency => facts("Currency", Choice, 100, false, Few, Few),
            Self::Kind => facts("Kind", Choice, 110, true, Few, Few),
            Self::Target => facts("Goes to", Choice, 120, true, Few, Few),
            Self::Account => facts("Account", Choice, 156, true, Few, All),
            Self::Status => facts("Status", Choice, 116, true, Few, All),
            Self::Batch => facts("Batch", Number, 90, true, Few, Few),
            Self::BatchId => facts("Batch id", Choice, 160, false, Never, All),
            Self::Reference => facts("Reference there", Text, 150, false, Few, Few),
            Self::Reason => facts("Reason", Text, 220, false, Never, Few),
            Self::Payer => facts("Payer", Text, 180, false, Few, Few),
            Self::PaymentId => facts("Payment id", Choice, 160, false, Never, All),
            Self::OccurredAt => facts("Happened", Moment, 108, false, Few, Few),
            Self::CreatedAt => facts("Booked", Moment, 108, true, All, All),
            Self::MarkedAt => facts("Marked", Moment, 108, false, Few, Few),
            Self::MarkedBy => facts("Marked by", Text, 140, false, Few, Few),
            Self::Mode => facts("Mode", Choice, 90, false, Never, All),
            Self::Id => facts("Posting id", Choice, 160, false, Never, All),
        }
    }

    fn choices(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Status => &[
                ("to_post", "To post"),
                ("batched", "In a batch"),
                ("posted", "Posted"),
                ("failed", "Failed"),
                ("excluded", "Excluded"),
            ],
            Self::Kind => &[
                ("payment", "Payment"),
                ("refund", "Refund"),
                ("dispute", "Dispute"),
                ("reversal", "Reversal"),
                ("unlinked", "Unlinked"),
                ("correction", "Correction"),
            ],
            Self::Target => &[("invoice", "Invoice"), ("trust", "Trust"), ("credit", "Credit")],
            Self::Mode => super::links::LinkColumn::Mode.choices(),
            _ => &[],
        }
    }
}
