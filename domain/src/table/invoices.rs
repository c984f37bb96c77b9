//! The columns of the table of invoices.

use super::{Columns, Direction, Facts, Kind, Reach, SortKey};
use crate::word::words;

words! {
    /// A column of the table of invoices; its word is the field of `GET /api/v1/invoices`.
    InvoiceColumn {
        /// The firm's number of it.
        Number = "number",
        /// Who owes it.
        Client = "client_name",
        /// The client's id.
        ClientId = "client_id",
        /// The matter's number.
        Matter = "matter_number",
        /// The matter's id.
        MatterId = "matter_id",
        /// What is owed.
        Total = "total",
        /// What pays it now.
        Paid = "paid",
        /// What is left.
        Open = "open",
        /// The tax in it.
        Tax = "tax",
        /// The currency.
        Currency = "currency",
        /// The day it was issued.
        IssuedOn = "issued_on",
        /// The day it is due.
        DueOn = "due_on",
        /// Where it stands.
        Status = "status",
        /// The account that it is paid to.
        Account = "account_id",
        /// When it was paid in full.
        PaidAt = "paid_at",
        /// When it was made.
        CreatedAt = "created_at",
        /// Who made it.
        CreatedBy = "created_by",
        /// Test money or real money.
        Mode = "mode",
        /// Tender's id.
        Id = "id",
    }
}

impl Columns for InvoiceColumn {
    const TABLE: &'static str = "invoices";
    const COLUMNS: &'static [Self] = Self::ALL;
    const NAME: Self = Self::Number;
    const SORT: SortKey<Self> = SortKey { column: Self::CreatedAt, direction: Direction::Descending };

    fn facts(self) -> Facts {
        use Kind::{Choice, Date, Moment, Money, Text};
        use Reach::{All, Few, Never};
        let facts = |label, kind, width, shown, sort, filter| Facts { label, kind, width, shown, sort, filter };
        match self {
            Self::Number => facts("Invoice", Text, 130, true, All, Few),
            Self::Client => facts("Client", Text, 200, true, Few, Few),
            Self::ClientId => facts("Client id", Choice, 160, false, Never, All),
            Self::Matter => facts("Matter", Text, 120, true, Few, Few),
            Self::MatterId => facts("Matter id", Choice, 160, false, Never, All),
            Self::Total => facts("Total", Money, 112, true, All, All),
            Self::Paid => facts("Paid", Money, 112, false, Few, Few),
            Self::Open => facts("Open", Money, 112, true, Few, Few),
            Self::Tax => facts("Tax", Money, 100, false, Few, Few),
            Self::Currency => facts("Currency", Choice, 100, false, Few, Few),
            Self::IssuedOn => facts("Issued", Date, 108, true, Few, Few),
            Self::DueOn => facts("Due", Date, 108, true, All, All),
            Self::Status => facts("Status", Choice, 130, true, Few, All),
            Self::Account => facts("Account", Choice, 156, false, Few, All),
            Self::PaidAt => facts("Paid on", Moment, 108, false, Few, Few),
            Self::CreatedAt => facts("Added", Moment, 108, false, All, All),
            Self::CreatedBy => facts("Added by", Text, 140, false, Few, Few),
            Self::Mode => facts("Mode", Choice, 90, false, Never, All),
            Self::Id => facts("Invoice id", Choice, 160, false, Never, All),
        }
    }

    fn choices(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Status => &[
                ("unpaid", "Unpaid"),
                ("partly_paid", "Partially paid"),
                ("paid", "Paid"),
                ("refunded", "Refunded"),
                ("void", "Void"),
            ],
            Self::Mode => super::links::LinkColumn::Mode.choices(),
            _ => &[],
        }
    }
}
