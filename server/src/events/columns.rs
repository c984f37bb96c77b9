//! Where the columns of the table of appointments are in the database, their cells in files, and what a search finds an
//! appointment by.

use domain::table::events::AppointmentColumn;

use super::row::AppointmentRow;
use crate::{
    db::Tx,
    exports::{Exported, Field},
    table::{Key, Source, terms},
};

impl Source for AppointmentColumn {
    type Row = AppointmentRow;
    const TABLE: &'static str = "appointments";
    const ALIAS: &'static str = "e";
    const FIELDS: &'static str = crate::appointment_fields!();
    const JOINS: &'static str = crate::appointment_joins!();
    const TERMS: &'static str = "appointment_terms";
    const STATUS: Self = Self::Status;
    const MODE: Self = Self::Mode;

    fn key(self) -> Option<Key> {
        Some(match self {
            // The orders with an index of their own.
            Self::StartsAt => Key::number("e.starts_at"),
            Self::CreatedAt => Key::number("e.created_at"),
            // The others sort few rows.
            Self::Title => Key::text("e.title_key"),
            Self::Client => Key::text("c.name_key").or_null(),
            Self::Matter => Key::text("m.number_key").or_null(),
            Self::Minutes => Key::number(MINUTES),
            Self::Responsible => Key::text("LOWER(u.name)").or_null(),
            Self::Fee => Key::number("e.fee"),
            Self::Deposit => Key::number("e.deposit"),
            Self::Currency => Key::text("e.currency"),
            Self::Status => Key::number(STATUS_RANK),
            Self::Account => Key::text("LOWER(a.name)").or_null(),
            Self::CreatedBy => Key::text("LOWER(e.created_by)"),
            Self::ClientId | Self::MatterId | Self::Place | Self::Paid | Self::Payment | Self::Mode | Self::Id => {
                return None;
            }
        })
    }

    fn compared(self) -> &'static str {
        match self {
            Self::Title => "e.title",
            Self::StartsAt => "e.starts_at",
            Self::Client => "c.name",
            Self::ClientId => "e.client_id",
            Self::Matter => "m.number",
            Self::MatterId => "e.matter_id",
            Self::Place => "e.place",
            Self::Minutes => MINUTES,
            Self::Responsible => "e.responsible_id",
            Self::Fee => "e.fee",
            Self::Deposit => "e.deposit",
            Self::Paid => PAID,
            Self::Currency => "e.currency",
            Self::Payment => PAYMENT,
            Self::Status => "e.status",
            Self::Account => "e.account_id",
            Self::CreatedAt => "e.created_at",
            Self::CreatedBy => "e.created_by",
            Self::Mode => "e.mode",
            Self::Id => "e.id",
        }
    }
}

const MINUTES: &str = "((e.ends_at - e.starts_at) / 60000)";
const PAID: &str = crate::appointment_paid!();

/// What was paid, in a word: as [`domain::event::AppointmentPayment::of`] says it.
const PAYMENT: &str = concat!(
    "(CASE WHEN e.fee = 0 THEN 'free' WHEN ",
    crate::appointment_paid!(),
    " >= e.fee THEN 'paid' WHEN e.deposit > 0 AND ",
    crate::appointment_paid!(),
    " = e.deposit THEN 'deposit_paid' WHEN ",
    crate::appointment_paid!(),
    " > 0 THEN 'part_paid' WHEN e.deposit > 0 THEN 'deposit_unpaid' ELSE 'unpaid' END)"
);

/// The order of an appointment's life.
const STATUS_RANK: &str = "CASE e.status WHEN 'booked' THEN 0 WHEN 'checked_in' THEN 1 WHEN 'completed' THEN 2
     WHEN 'no_show' THEN 3 ELSE 4 END";

impl Exported for AppointmentColumn {
    const TITLE: &'static str = "Appointments";
    const CURRENCY: &'static str = "e.currency";

    fn field(self) -> Field {
        match self {
            Self::Responsible => Field::text("u.name"),
            Self::Account => Field::text("a.name"),
            _ => Field::usual(self),
        }
    }

    fn has_total(self) -> bool {
        matches!(self, Self::Fee | Self::Deposit | Self::Paid)
    }
}

/// Keeps what a search finds the appointment by.
///
/// # Errors
/// When the database refuses.
pub async fn keep_terms(tx: &mut Tx, row: &AppointmentRow) -> Result<(), sqlx::Error> {
    let mut texts = vec![row.title.as_str(), row.client_name.as_str()];
    texts.extend(row.matter_number.as_deref());
    texts.extend(row.place.as_deref());
    terms::put::<AppointmentColumn>(tx, &row.firm_id, row.id.as_str(), texts).await
}
