//! Where the columns of the table of clients are in the database, their cells in files, and what a search finds a client
//! by.

use domain::{
    api::clients::Client,
    id::{ClientId, FirmId},
    table::{clients::ClientColumn, terms as terms_of},
};

use super::row::ClientRow;
use crate::{
    db::Tx,
    exports::{Exported, Field},
    table::{Key, Source, terms},
};

impl Source for ClientColumn {
    type Row = ClientRow;
    const TABLE: &'static str = "clients";
    const ALIAS: &'static str = "c";
    const FIELDS: &'static str = crate::client_fields!();
    const JOINS: &'static str = "";
    const TERMS: &'static str = "client_terms";
    const STATUS: Self = Self::Status;
    const MODE: Self = Self::Mode;
    const LISTED: Option<&'static str> = Some("c.status <> 'merged'");

    fn key(self) -> Option<Key> {
        Some(match self {
            // The orders with an index of their own.
            Self::Name => Key::text("c.name_key"),
            Self::Number => Key::text("c.number_key").or_null(),
            Self::CreatedAt => Key::number("c.created_at"),
            // The others sort few rows.
            Self::Kind => Key::text("c.kind"),
            Self::Email => Key::text("c.email_key").or_null(),
            Self::Status => Key::text("c.status"),
            Self::CreatedBy => Key::text("LOWER(c.created_by)"),
            Self::Phone | Self::Owed | Self::Credit | Self::Trust | Self::OpenMatters | Self::Mode | Self::Id => {
                return None;
            }
        })
    }

    fn compared(self) -> &'static str {
        match self {
            Self::Name => "c.name",
            Self::Number => "c.number",
            Self::Kind => "c.kind",
            Self::Email => "c.email",
            Self::Phone => "c.phone",
            // Sums are looked at, and not looked for.
            Self::Owed | Self::Credit | Self::Trust => "0",
            Self::OpenMatters => OPEN_MATTERS,
            Self::Status => "c.status",
            Self::CreatedAt => "c.created_at",
            Self::CreatedBy => "c.created_by",
            Self::Mode => "c.mode",
            Self::Id => "c.id",
        }
    }
}

const OPEN_MATTERS: &str = "(SELECT CAST(COUNT(*) AS BIGINT) FROM matters m
     WHERE m.firm_id = c.firm_id AND m.mode = c.mode AND m.client_id = c.id AND m.status = 'open')";

/// The first, or the last, currency in which a client owes something.
macro_rules! owed_in {
    ($pick:literal) => {
        concat!(
            "(SELECT ",
            $pick,
            "(i.currency) FROM invoices i WHERE i.firm_id = c.firm_id AND i.client_id = c.id
                 AND i.status IN ('unpaid', 'partly_paid', 'refunded'))"
        )
    };
}

/// What it owes in that.
macro_rules! owed {
    ($pick:literal) => {
        concat!(
            "(SELECT CAST(SUM(s.total - s.paid) AS BIGINT) FROM invoices s WHERE s.firm_id = c.firm_id
                 AND s.client_id = c.id AND s.status IN ('unpaid', 'partly_paid', 'refunded') AND s.currency = ",
            owed_in!($pick),
            ")"
        )
    };
}

/// The first, or the last, currency in which it has something in accounts of a kind.
macro_rules! has_in {
    ($kind:literal, $pick:literal) => {
        concat!(
            "(SELECT ",
            $pick,
            "(h.currency) FROM ledger_accounts h WHERE h.firm_id = c.firm_id AND h.client_id = c.id AND h.kind = '",
            $kind,
            "' AND h.balance <> 0)"
        )
    };
}

/// What it has in that.
macro_rules! has {
    ($kind:literal, $pick:literal) => {
        concat!(
            "(SELECT CAST(-SUM(s.balance) AS BIGINT) FROM ledger_accounts s WHERE s.firm_id = c.firm_id
                 AND s.client_id = c.id AND s.kind = '",
            $kind,
            "' AND s.currency = ",
            has_in!($kind, $pick),
            ")"
        )
    };
}

impl Exported for ClientColumn {
    const TITLE: &'static str = "Clients";
    const CURRENCY: &'static str = "NULL";

    fn field(self) -> Field {
        match self {
            Self::Owed => Field::sums(&[owed_in!("MIN"), owed!("MIN"), owed_in!("MAX"), owed!("MAX")]),
            Self::Credit => Field::sums(&[
                has_in!("credit", "MIN"),
                has!("credit", "MIN"),
                has_in!("credit", "MAX"),
                has!("credit", "MAX"),
            ]),
            Self::Trust => Field::sums(&[
                has_in!("trust", "MIN"),
                has!("trust", "MIN"),
                has_in!("trust", "MAX"),
                has!("trust", "MAX"),
            ]),
            _ => Field::usual(self),
        }
    }

    fn has_total(self) -> bool {
        false
    }
}

/// Keeps what a search finds the client by.
///
/// # Errors
/// When the database refuses.
pub async fn keep_terms(tx: &mut Tx, firm: &FirmId, client: &Client) -> Result<(), sqlx::Error> {
    let mut texts = vec![client.name.as_str()];
    texts.extend([client.number.as_deref(), client.email.as_deref(), client.phone.as_deref()].into_iter().flatten());
    for contact in &client.contacts {
        texts.push(&contact.name);
        texts.extend(contact.email.as_deref());
    }
    terms::put::<ClientColumn>(tx, firm, client.id.as_str(), texts).await
}

/// Matters and invoices are found by their client's name, too; by a former one, also.
///
/// # Errors
/// When the database refuses.
pub async fn spread_name(tx: &mut Tx, firm: &FirmId, client: &ClientId, name: &str) -> Result<(), sqlx::Error> {
    for term in terms_of([name]) {
        for statement in [
            "INSERT INTO matter_terms (firm_id, row_id, term)
             SELECT firm_id, id, $1 FROM matters WHERE firm_id = $2 AND client_id = $3 ON CONFLICT DO NOTHING",
            "INSERT INTO invoice_terms (firm_id, row_id, term)
             SELECT firm_id, id, $1 FROM invoices WHERE firm_id = $2 AND client_id = $3 ON CONFLICT DO NOTHING",
        ] {
            sqlx::query(statement)
                .bind(term.as_str())
                .bind(firm.as_str())
                .bind(client.as_str())
                .execute(tx.conn())
                .await?;
        }
    }
    Ok(())
}
