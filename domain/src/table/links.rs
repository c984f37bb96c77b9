//! The columns of the table of payment links.

use super::{Columns, Direction, Facts, Kind, Reach, SortKey};
use crate::word::words;

words! {
    /// A column of the table of links; its word is the field of `GET /api/v1/links`.
    LinkColumn {
        /// The recipient's name.
        Recipient = "recipient",
        /// The recipient's address.
        Email = "email",
        /// What it is for.
        Description = "description",
        /// The firm's number of the invoice.
        InvoiceNumber = "invoice_number",
        /// Whose money it is.
        Client = "client",
        /// Which file it belongs to.
        Matter = "matter",
        /// The client's id.
        ClientId = "client_id",
        /// The matter's id.
        MatterId = "matter_id",
        /// What is asked.
        Amount = "amount",
        /// What came in.
        AmountPaid = "amount_paid",
        /// What is left.
        AmountRemaining = "amount_remaining",
        /// The least the payer may pay.
        MinAmount = "min_amount",
        /// The currency.
        Currency = "currency",
        /// The day it is due.
        DueOn = "due_on",
        /// Where it stands.
        Status = "status",
        /// What became of its mail.
        Delivery = "delivery",
        /// When a person first opened it.
        FirstOpenedAt = "first_opened_at",
        /// When a person last opened it.
        LastOpenedAt = "last_opened_at",
        /// How often a person opened it.
        TimesOpened = "times_opened",
        /// The receiving account.
        Account = "account_id",
        /// Whose money lies there.
        AccountKind = "account_kind",
        /// How it was paid.
        Method = "method",
        /// When it was paid.
        PaidAt = "paid_at",
        /// When it stops working.
        ExpiresAt = "expires_at",
        /// When it was made.
        CreatedAt = "created_at",
        /// Who made it.
        CreatedBy = "created_by",
        /// The lines to the payer.
        Message = "message",
        /// The firm's own id.
        ExternalId = "external_id",
        /// Whether a payment of it needs attention.
        Flagged = "flagged",
        /// Test money or real money.
        Mode = "mode",
        /// The upload that it was made of.
        Import = "import_id",
        /// Tender's id.
        Id = "id",
    }
}

impl Columns for LinkColumn {
    const TABLE: &'static str = "links";
    const COLUMNS: &'static [Self] = Self::ALL;
    const NAME: Self = Self::Recipient;
    const SORT: SortKey<Self> = SortKey { column: Self::CreatedAt, direction: Direction::Descending };

    fn facts(self) -> Facts {
        use Kind::{Choice, Date, Moment, Money, Number, Text};
        use Reach::{All, Few, Never};
        let facts = |label, kind, width, shown, sort, filter| Facts { label, kind, width, shown, sort, filter };
        match self {
            Self::Recipient => facts("Recipient", Text, 200, true, All, Few),
            Self::Email => facts("Email", Text, 220, false, Few, Few),
            Self::Description => facts("For", Text, 176, true, Few, Few),
            Self::InvoiceNumber => facts("Invoice", Text, 130, false, All, Few),
            Self::Client => facts("Client", Text, 180, false, Few, Few),
            Self::Matter => facts("Matter", Text, 140, false, Few, Few),
            Self::ClientId => facts("Client id", Choice, 160, false, Never, All),
            Self::MatterId => facts("Matter id", Choice, 160, false, Never, All),
            Self::Amount => facts("Amount", Money, 116, true, All, All),
            Self::AmountPaid => facts("Paid", Money, 116, false, Few, Few),
            Self::AmountRemaining => facts("Remaining", Money, 116, true, Few, Few),
            Self::MinAmount => facts("Minimum", Money, 116, false, Few, Few),
            Self::Currency => facts("Currency", Choice, 100, false, Few, Few),
            Self::DueOn => facts("Due", Date, 110, true, All, All),
            Self::Status => facts("Status", Choice, 176, true, Few, All),
            Self::Delivery => facts("Delivery", Choice, 120, false, Few, All),
            Self::FirstOpenedAt => facts("Opened", Moment, 108, true, All, All),
            Self::LastOpenedAt => facts("Last opened", Moment, 108, false, Few, Few),
            Self::TimesOpened => facts("Times opened", Number, 120, false, Few, Few),
            Self::Account => facts("Account", Choice, 160, false, Few, All),
            Self::AccountKind => facts("Kind of account", Choice, 140, false, Few, All),
            Self::Method => facts("Method", Choice, 150, false, Few, All),
            Self::PaidAt => facts("Paid on", Moment, 108, false, All, All),
            Self::ExpiresAt => facts("Expires", Moment, 108, false, All, All),
            Self::CreatedAt => facts("Made", Moment, 108, true, All, All),
            Self::CreatedBy => facts("Made by", Text, 150, false, Few, Few),
            Self::Message => facts("Message", Text, 240, false, Never, Few),
            Self::ExternalId => facts("Your id", Text, 140, false, Few, Few),
            Self::Flagged => facts("Attention", Choice, 110, false, Few, All),
            Self::Mode => facts("Mode", Choice, 90, false, Never, All),
            Self::Import => facts("Upload", Choice, 160, false, Never, All),
            Self::Id => facts("Link id", Choice, 160, false, Never, All),
        }
    }

    fn choices(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Status => &[
                ("outstanding", "Outstanding"),
                ("processing", "Processing"),
                ("partly_paid", "Partly paid"),
                ("paid", "Payment received"),
                ("cancelled", "Cancelled"),
                ("expired", "Expired"),
            ],
            Self::Delivery => &[("none", "Not sent"), ("queued", "Queued"), ("sent", "Sent"), ("bounced", "Bounced")],
            Self::AccountKind => &[("operating", "Operating"), ("trust", "Trust")],
            Self::Method => {
                &[("card", "Card"), ("bank_debit", "Bank debit"), ("pay_later", "Pay later"), ("other", "Other")]
            }
            Self::Flagged => &[("yes", "Needs attention"), ("no", "Nothing")],
            Self::Mode => &[("live", "Live"), ("test", "Test")],
            _ => &[],
        }
    }
}
