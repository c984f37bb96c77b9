//! The columns of the table of clients.

use super::{Columns, Direction, Facts, Kind, Reach, SortKey};
use crate::word::words;

words! {
    /// A column of the table of clients; its word is the field of `GET /api/v1/clients`.
    ClientColumn {
        /// The name.
        Name = "name",
        /// The firm's own number.
        Number = "number",
        /// What it is.
        Kind = "kind",
        /// Its address for mail.
        Email = "email",
        /// Its telephone number.
        Phone = "phone",
        /// What is open of its invoices, by currency.
        Owed = "owed",
        /// What it paid and pays nothing yet, by currency.
        Credit = "credit",
        /// What it has in trust, by currency.
        Trust = "trust",
        /// How many of its matters are open.
        OpenMatters = "open_matters",
        /// Whether the firm still works for it.
        Status = "status",
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

impl Columns for ClientColumn {
    const TABLE: &'static str = "clients";
    const COLUMNS: &'static [Self] = Self::ALL;
    const NAME: Self = Self::Name;
    const SORT: SortKey<Self> = SortKey { column: Self::Name, direction: Direction::Ascending };

    fn facts(self) -> Facts {
        use Kind::{Choice, Moment, Money, Number, Text};
        use Reach::{All, Few, Never};
        let facts = |label, kind, width, shown, sort, filter| Facts { label, kind, width, shown, sort, filter };
        match self {
            Self::Name => facts("Client", Text, 240, true, All, Few),
            Self::Number => facts("Number", Text, 110, true, All, Few),
            Self::Kind => facts("Kind", Choice, 120, false, Few, Few),
            Self::Email => facts("Email", Text, 220, true, Few, Few),
            Self::Phone => facts("Phone", Text, 140, false, Never, Few),
            Self::Owed => facts("Owes", Money, 120, true, Never, Never),
            Self::Credit => facts("Credit", Money, 112, false, Never, Never),
            Self::Trust => facts("In trust", Money, 120, true, Never, Never),
            Self::OpenMatters => facts("Open matters", Number, 110, true, Never, Never),
            Self::Status => facts("Status", Choice, 110, false, Few, All),
            Self::CreatedAt => facts("Added", Moment, 108, true, All, All),
            Self::CreatedBy => facts("Added by", Text, 140, false, Few, Few),
            Self::Mode => facts("Mode", Choice, 90, false, Never, All),
            Self::Id => facts("Client id", Choice, 160, false, Never, All),
        }
    }

    fn choices(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Kind => &[("person", "Person"), ("organisation", "Organisation")],
            // Merged ones are found by their address only.
            Self::Status => &[("active", "Active"), ("archived", "Archived")],
            Self::Mode => super::links::LinkColumn::Mode.choices(),
            _ => &[],
        }
    }
}
