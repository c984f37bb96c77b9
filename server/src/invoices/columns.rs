//! Where the columns of the table of invoices are in the database, their cells in files, and what a search finds an
//! invoice by.

use domain::table::invoices::InvoiceColumn;

use super::row::InvoiceRow;
use crate::{
    db::Tx,
    exports::{Exported, Field},
    table::{Key, Source, terms},
};

impl Source for InvoiceColumn {
    type Row = InvoiceRow;
    const TABLE: &'static str = "invoices";
    const ALIAS: &'static str = "i";
    const FIELDS: &'static str = crate::invoice_fields!();
    const JOINS: &'static str = crate::invoice_joins!();
    const TERMS: &'static str = "invoice_terms";
    const STATUS: Self = Self::Status;
    const MODE: Self = Self::Mode;

    fn key(self) -> Option<Key> {
        Some(match self {
            // The orders with an index of their own.
            Self::Number => Key::text("i.number_key"),
            Self::Total => Key::number("i.total"),
            Self::DueOn => Key::text("i.due_on").or_null(),
            Self::CreatedAt => Key::number("i.created_at"),
            // The others sort few rows.
            Self::Client => Key::text("c.name_key").or_null(),
            Self::Matter => Key::text("m.number_key").or_null(),
            Self::Paid => Key::number("i.paid"),
            Self::Open => Key::number(OPEN),
            Self::Tax => Key::number("i.tax"),
            Self::Currency => Key::text("i.currency"),
            Self::IssuedOn => Key::text("i.issued_on"),
            Self::Status => Key::number(STATUS_RANK),
            Self::Account => Key::text("LOWER(a.name)").or_null(),
            Self::PaidAt => Key::number("i.paid_at").or_null(),
            Self::CreatedBy => Key::text("LOWER(i.created_by)"),
            Self::ClientId | Self::MatterId | Self::Mode | Self::Id => return None,
        })
    }

    fn compared(self) -> &'static str {
        match self {
            Self::Number => "i.number",
            Self::Client => "c.name",
            Self::ClientId => "i.client_id",
            Self::Matter => "m.number",
            Self::MatterId => "i.matter_id",
            Self::Total => "i.total",
            Self::Paid => "i.paid",
            Self::Open => OPEN,
            Self::Tax => "i.tax",
            Self::Currency => "i.currency",
            Self::IssuedOn => "i.issued_on",
            Self::DueOn => "i.due_on",
            Self::Status => "i.status",
            Self::Account => "i.account_id",
            Self::PaidAt => "i.paid_at",
            Self::CreatedAt => "i.created_at",
            Self::CreatedBy => "i.created_by",
            Self::Mode => "i.mode",
            Self::Id => "i.id",
        }
    }
}

/// What is owed, as [`InvoiceRow::open`] says it.
const OPEN: &str = "CASE WHEN i.status IN ('unpaid', 'partly_paid', 'refunded') THEN i.total - i.paid ELSE 0 END";

/// The order of an invoice's life.
const STATUS_RANK: &str = "CASE i.status WHEN 'unpaid' THEN 0 WHEN 'partly_paid' THEN 1 WHEN 'refunded' THEN 2
     WHEN 'paid' THEN 3 ELSE 4 END";

impl Exported for InvoiceColumn {
    const TITLE: &'static str = "Invoices";
    const CURRENCY: &'static str = "i.currency";

    fn field(self) -> Field {
        match self {
            Self::Account => Field::text("a.name"),
            _ => Field::usual(self),
        }
    }

    fn has_total(self) -> bool {
        matches!(self, Self::Total | Self::Paid | Self::Open | Self::Tax)
    }
}

/// Keeps what a search finds the invoice by.
///
/// # Errors
/// When the database refuses.
pub async fn keep_terms(tx: &mut Tx, invoice: &InvoiceRow) -> Result<(), sqlx::Error> {
    let amount = invoice.money().plain();
    let mut texts = vec![invoice.number.as_str(), invoice.client_name.as_str(), amount.as_str()];
    texts.extend(invoice.matter_number.as_deref());
    terms::put::<InvoiceColumn>(tx, &invoice.firm_id, invoice.id.as_str(), texts).await
}
