//! Where the columns of the table of matters are in the database, their cells in files, and what a search finds a matter
//! by.

use domain::table::matters::MatterColumn;

use super::row::MatterRow;
use crate::{
    db::Tx,
    exports::{Exported, Field},
    table::{Key, Source, terms},
};

impl Source for MatterColumn {
    type Row = MatterRow;
    const TABLE: &'static str = "matters";
    const ALIAS: &'static str = "m";
    const FIELDS: &'static str = crate::matter_fields!();
    const JOINS: &'static str = crate::matter_joins!();
    const TERMS: &'static str = "matter_terms";
    const STATUS: Self = Self::Status;
    const MODE: Self = Self::Mode;

    fn key(self) -> Option<Key> {
        Some(match self {
            // The orders with an index of their own.
            Self::Name => Key::text("m.name_key"),
            Self::Number => Key::text("m.number_key"),
            Self::CreatedAt => Key::number("m.created_at"),
            // The others sort few rows.
            Self::Client => Key::text("c.name_key").or_null(),
            Self::Responsible => Key::text("LOWER(u.name)").or_null(),
            Self::Status => Key::number("CASE m.status WHEN 'open' THEN 0 ELSE 1 END"),
            Self::OpenedOn => Key::text("m.opened_on").or_null(),
            Self::ClosedOn => Key::text("m.closed_on").or_null(),
            Self::ClientId | Self::Owed | Self::Trust | Self::Mode | Self::Id => return None,
        })
    }

    fn compared(self) -> &'static str {
        match self {
            Self::Name => "m.name",
            Self::Number => "m.number",
            Self::Client => "c.name",
            Self::ClientId => "m.client_id",
            Self::Responsible => "m.responsible_id",
            // Sums are looked at, and not looked for.
            Self::Owed | Self::Trust => "0",
            Self::Status => "m.status",
            Self::OpenedOn => "m.opened_on",
            Self::ClosedOn => "m.closed_on",
            Self::CreatedAt => "m.created_at",
            Self::Mode => "m.mode",
            Self::Id => "m.id",
        }
    }
}

/// The first, or the last, currency in which a matter owes something.
macro_rules! owed_in {
    ($pick:literal) => {
        concat!(
            "(SELECT ",
            $pick,
            "(i.currency) FROM invoices i WHERE i.firm_id = m.firm_id AND i.mode = m.mode AND i.matter_id = m.id
                 AND i.status IN ('unpaid', 'partly_paid', 'refunded'))"
        )
    };
}

/// What it owes in that.
macro_rules! owed {
    ($pick:literal) => {
        concat!(
            "(SELECT CAST(SUM(s.total - s.paid) AS BIGINT) FROM invoices s WHERE s.firm_id = m.firm_id AND s.mode = m.mode
                 AND s.matter_id = m.id AND s.status IN ('unpaid', 'partly_paid', 'refunded') AND s.currency = ",
            owed_in!($pick),
            ")"
        )
    };
}

/// The first, or the last, currency in which it has something in trust.
macro_rules! trust_in {
    ($pick:literal) => {
        concat!(
            "(SELECT ",
            $pick,
            "(h.currency) FROM ledger_accounts h WHERE h.firm_id = m.firm_id AND h.matter_id = m.id AND h.kind = 'trust'
                 AND h.balance <> 0)"
        )
    };
}

/// What it has in that.
macro_rules! trust {
    ($pick:literal) => {
        concat!(
            "(SELECT CAST(-SUM(s.balance) AS BIGINT) FROM ledger_accounts s WHERE s.firm_id = m.firm_id
                 AND s.matter_id = m.id AND s.kind = 'trust' AND s.currency = ",
            trust_in!($pick),
            ")"
        )
    };
}

impl Exported for MatterColumn {
    const TITLE: &'static str = "Matters";
    const CURRENCY: &'static str = "NULL";

    fn field(self) -> Field {
        match self {
            Self::Responsible => Field::text("u.name"),
            Self::Owed => Field::sums(&[owed_in!("MIN"), owed!("MIN"), owed_in!("MAX"), owed!("MAX")]),
            Self::Trust => Field::sums(&[trust_in!("MIN"), trust!("MIN"), trust_in!("MAX"), trust!("MAX")]),
            _ => Field::usual(self),
        }
    }

    fn has_total(self) -> bool {
        false
    }
}

/// Keeps what a search finds the matter by.
///
/// # Errors
/// When the database refuses.
pub async fn keep_terms(tx: &mut Tx, matter: &MatterRow) -> Result<(), sqlx::Error> {
    let texts = [matter.number.as_str(), matter.name.as_str(), matter.client_name.as_str()];
    terms::put::<MatterColumn>(tx, &matter.firm_id, matter.id.as_str(), texts).await
}
