//! The columns of the table of matters.

use super::{Columns, Direction, Facts, Kind, Reach, SortKey};
use crate::word::words;

words! {
    /// A column of the table of matters; its word is the field of `GET /api/v1/matters`.
    MatterColumn {
        /// What it is about.
        Name = "name",
        /// The firm's number of it.
        Number = "number",
        /// Whose file it is.
        Client = "client_name",
        /// The client's id.
        ClientId = "client_id",
        /// Who is responsible for it.
        Responsible = "responsible_id",
        /// What is open of its invoices, by currency.
        Owed = "owed",
        /// What it has in trust, by currency.
        Trust = "trust",
        /// Whether it is worked on.
        Status = "status",
        /// The day it was opened.
        OpenedOn = "opened_on",
        /// The day it was closed.
        ClosedOn = "closed_on",
        /// When it was entered.
        CreatedAt = "created_at",
        /// Test money or real money.
        Mode = "mode",
        /// Tender's id.
        Id = "id",
    }
}

impl Columns for MatterColumn {
    const TABLE: &'static str = "matters";
    const COLUMNS: &'static [Self] = Self::ALL;
    const NAME: Self = Self::Name;
    const SORT: SortKey<Self> = SortKey { column: Self::CreatedAt, direction: Direction::Descending };

    fn facts(self) -> Facts {
        use Kind::{Choice, Date, Moment, Money, Text};
        use Reach::{All, Few, Never};
        let facts = |label, kind, width, shown, sort, filter| Facts { label, kind, width, shown, sort, filter };
        match self {
            Self::Name => facts("Matter", Text, 260, true, All, Few),
            Self::Number => facts("Number", Text, 120, true, All, Few),
            Self::Client => facts("Client", Text, 200, true, Few, Few),
            Self::ClientId => facts("Client id", Choice, 160, false, Never, All),
            Self::Responsible => facts("Responsible", Choice, 150, true, Few, Few),
            Self::Owed => facts("Owes", Money, 120, true, Never, Never),
            Self::Trust => facts("In trust", Money, 120, true, Never, Never),
            Self::Status => facts("Status", Choice, 100, true, Few, All),
            Self::OpenedOn => facts("Opened", Date, 108, false, Few, Few),
            Self::ClosedOn => facts("Closed", Date, 108, false, Few, Few),
            Self::CreatedAt => facts("Added", Moment, 108, false, All, All),
            Self::Mode => facts("Mode", Choice, 90, false, Never, All),
            Self::Id => facts("Matter id", Choice, 160, false, Never, All),
        }
    }

    fn choices(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Status => &[("open", "Open"), ("closed", "Closed")],
            Self::Mode => super::links::LinkColumn::Mode.choices(),
            _ => &[],
        }
    }
}
