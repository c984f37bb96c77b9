//! The columns of the table of appointments.

use super::{Columns, Direction, Facts, Kind, Reach, SortKey};
use crate::word::words;

words! {
    /// A column of the table of appointments; its word is the field of `GET /api/v1/events`.
    AppointmentColumn {
        /// What it is.
        Title = "title",
        /// When it begins.
        StartsAt = "starts_at",
        /// Who comes.
        Client = "client_name",
        /// The client's id.
        ClientId = "client_id",
        /// The matter's number.
        Matter = "matter_number",
        /// The matter's id.
        MatterId = "matter_id",
        /// Where.
        Place = "place",
        /// How long it takes.
        Minutes = "minutes",
        /// Who of the firm is there.
        Responsible = "responsible_id",
        /// What it costs.
        Fee = "fee",
        /// What is asked for at booking.
        Deposit = "deposit",
        /// What came in.
        Paid = "paid",
        /// The currency.
        Currency = "currency",
        /// What has been paid, in a word.
        Payment = "payment",
        /// Where it stands.
        Status = "status",
        /// The account that its money goes to.
        Account = "account_id",
        /// When it was entered.
        CreatedAt = "created_at",
        /// Who entered it.
        CreatedBy = "created_by",
        /// Test money or real money.
        Mode = "mode",
        /// Tender's id.
        Id = "id",
    }
}

impl Columns for AppointmentColumn {
    const TABLE: &'static str = "events";
    const COLUMNS: &'static [Self] = Self::ALL;
    const NAME: Self = Self::Title;
    const SORT: SortKey<Self> = SortKey { column: Self::StartsAt, direction: Direction::Descending };

    fn facts(self) -> Facts {
        use Kind::{Choice, Moment, Money, Number, Text};
        use Reach::{All, Few, Never};
        let facts = |label, kind, width, shown, sort, filter| Facts { label, kind, width, shown, sort, filter };
        match self {
            Self::Title => facts("Appointment", Text, 220, true, Few, Few),
            Self::StartsAt => facts("When", Moment, 190, true, All, All),
            Self::Client => facts("Client", Text, 180, true, Few, Few),
            Self::ClientId => facts("Client id", Choice, 160, false, Never, All),
            Self::Matter => facts("Matter", Text, 120, false, Few, Few),
            Self::MatterId => facts("Matter id", Choice, 160, false, Never, All),
            Self::Place => facts("Where", Text, 160, false, Never, Few),
            Self::Minutes => facts("Minutes", Number, 90, false, Few, Few),
            Self::Responsible => facts("With", Choice, 150, true, Few, All),
            Self::Fee => facts("Fee", Money, 104, true, Few, Few),
            Self::Deposit => facts("Deposit", Money, 104, false, Few, Few),
            Self::Paid => facts("Received", Money, 104, false, Never, Never),
            Self::Currency => facts("Currency", Choice, 100, false, Few, Few),
            Self::Payment => facts("Payment", Choice, 136, true, Never, Few),
            Self::Status => facts("Status", Choice, 120, true, Few, All),
            Self::Account => facts("Account", Choice, 156, false, Few, Few),
            Self::CreatedAt => facts("Added", Moment, 108, false, All, All),
            Self::CreatedBy => facts("Added by", Text, 140, false, Few, Few),
            Self::Mode => facts("Mode", Choice, 90, false, Never, All),
            Self::Id => facts("Appointment id", Choice, 160, false, Never, All),
        }
    }

    fn choices(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Status => &[
                ("booked", "Booked"),
                ("checked_in", "Checked in"),
                ("completed", "Completed"),
                ("cancelled", "Cancelled"),
                ("no_show", "No-show"),
            ],
            Self::Payment => &[
                ("free", "Free"),
                ("unpaid", "Unpaid"),
                ("deposit_unpaid", "Deposit unpaid"),
                ("deposit_paid", "Deposit paid"),
                ("part_paid", "Part paid"),
                ("paid", "Paid"),
            ],
            Self::Mode => super::links::LinkColumn::Mode.choices(),
            _ => &[],
        }
    }
}
