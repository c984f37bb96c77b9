//! Where the columns of the table of links are in the database, and what a search finds a link by.

use domain::table::{Condition, links::LinkColumn};

use super::row::LinkRow;
use crate::{
    db::Tx,
    table::{Key, Source, terms},
};

impl Source for LinkColumn {
    type Row = LinkRow;
    const TABLE: &'static str = "links";
    const ALIAS: &'static str = "l";
    const FIELDS: &'static str = crate::link_fields!();
    const JOINS: &'static str = crate::link_joins!();
    const TERMS: &'static str = "link_terms";
    const STATUS: Self = Self::Status;
    const MODE: Self = Self::Mode;

    fn key(self) -> Option<Key> {
        Some(match self {
            // The eight orders with an index of their own.
            Self::CreatedAt => Key::number("l.created_at"),
            Self::DueOn => Key::text("l.due_on").or_null(),
            Self::Amount => Key::number("l.amount"),
            Self::Recipient => Key::text("l.recipient_key"),
            Self::InvoiceNumber => Key::text("l.invoice_key").or_null(),
            Self::FirstOpenedAt => Key::number("l.first_opened_at").or_null(),
            Self::PaidAt => Key::number("l.paid_at").or_null(),
            Self::ExpiresAt => Key::number("l.expires_at").or_null(),
            // The others sort few rows.
            Self::Email => Key::text("LOWER(l.recipient_email)").or_null(),
            Self::Description => Key::text("LOWER(l.description)").or_null(),
            Self::Client => Key::text("LOWER(l.client)").or_null(),
            Self::Matter => Key::text("LOWER(l.matter)").or_null(),
            Self::AmountPaid => Key::number("l.paid"),
            Self::AmountRemaining => Key::number(REMAINING),
            Self::MinAmount => Key::number("l.min_amount").or_null(),
            Self::Currency => Key::text("l.currency"),
            Self::Status => Key::number(STATUS_RANK),
            Self::Delivery => Key::text("l.delivery").or_null(),
            Self::LastOpenedAt => Key::number("l.last_opened_at").or_null(),
            Self::TimesOpened => Key::number("l.times_opened"),
            Self::Account => Key::text("LOWER(a.name)").or_null(),
            Self::AccountKind => Key::text("a.kind").or_null(),
            Self::Method => Key::text("l.method").or_null(),
            Self::CreatedBy => Key::text("LOWER(l.created_by)"),
            Self::ExternalId => Key::text("l.external_id").or_null(),
            Self::Flagged => Key::number("l.flagged"),
            Self::ClientId | Self::MatterId | Self::Message | Self::Mode | Self::Import | Self::Id => return None,
        })
    }

    fn compared(self) -> &'static str {
        match self {
            Self::Recipient => "l.recipient_name",
            Self::Email => "l.recipient_email",
            Self::Description => "l.description",
            Self::InvoiceNumber => "l.invoice_number",
            Self::Client => "l.client",
            Self::Matter => "l.matter",
            Self::ClientId => "l.client_id",
            Self::MatterId => "l.matter_id",
            Self::Amount => "l.amount",
            Self::AmountPaid => "l.paid",
            Self::AmountRemaining => REMAINING,
            Self::MinAmount => "l.min_amount",
            Self::Currency => "l.currency",
            Self::DueOn => "l.due_on",
            Self::Status => "l.status",
            Self::Delivery => "l.delivery",
            Self::FirstOpenedAt => "l.first_opened_at",
            Self::LastOpenedAt => "l.last_opened_at",
            Self::TimesOpened => "l.times_opened",
            Self::Account => "l.account_id",
            Self::AccountKind => "a.kind",
            Self::Method => "l.method",
            Self::PaidAt => "l.paid_at",
            Self::ExpiresAt => "l.expires_at",
            Self::CreatedAt => "l.created_at",
            Self::CreatedBy => "l.created_by",
            Self::Message => "l.message",
            Self::ExternalId => "l.external_id",
            Self::Flagged => "l.flagged",
            Self::Mode => "l.mode",
            Self::Import => "l.import_id",
            Self::Id => "l.id",
        }
    }

    fn special(self, condition: &Condition) -> Option<String> {
        let Condition::Among(words) = condition else { return None };
        match self {
            Self::Flagged => Some(match words.as_slice() {
                [word] if word == "yes" => "l.flagged = 1".into(),
                [word] if word == "no" => "l.flagged <> 1".into(),
                _ => "1 = 1".into(),
            }),
            // The account's row may not be joined where a condition is counted; the accounts of a firm are few. The
            // words are among the column's own.
            Self::AccountKind => {
                let kinds: Vec<String> = words.iter().map(|kind| format!("'{kind}'")).collect();
                Some(format!(
                    "l.account_id IN (SELECT k.id FROM accounts k WHERE k.firm_id = $1 AND k.kind IN ({}))",
                    kinds.join(", ")
                ))
            }
            _ => None,
        }
    }
}

/// What is still to be paid, as [`LinkRow::remaining`] says it.
const REMAINING: &str =
    "CASE WHEN l.status IN ('partly_paid', 'paid') OR l.paid > l.amount THEN 0 ELSE l.amount - l.paid END";

/// The order of a link's life.
const STATUS_RANK: &str = "CASE l.status WHEN 'outstanding' THEN 0 WHEN 'processing' THEN 1 WHEN 'partly_paid' THEN 2
     WHEN 'paid' THEN 3 WHEN 'cancelled' THEN 4 ELSE 5 END";

/// Keeps what a search finds the link by.
///
/// # Errors
/// When the database refuses.
pub async fn keep_terms(tx: &mut Tx, link: &LinkRow) -> Result<(), sqlx::Error> {
    let amount = link.asked().plain();
    let texts = [
        link.recipient_name.as_deref(),
        link.recipient_email.as_deref(),
        link.invoice_number.as_deref(),
        link.external_id.as_deref(),
        link.client.as_deref(),
        link.matter.as_deref(),
        Some(amount.as_str()),
        link.description.as_deref(),
    ];
    terms::put::<LinkColumn>(tx, &link.firm_id, link.id.as_str(), texts.into_iter().flatten()).await
}
