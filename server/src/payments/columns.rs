//! Where the columns of the table of payments are in the database.

use domain::table::{Condition, payments::PaymentColumn};

use super::list::PaymentRow;
use crate::table::{Key, Source};

impl Source for PaymentColumn {
    type Row = PaymentRow;
    const TABLE: &'static str = "payments";
    const ALIAS: &'static str = "p";
    const FIELDS: &'static str = crate::payment_fields!();
    const JOINS: &'static str = crate::payment_joins!();
    const TERMS: &'static str = "payment_terms";
    const STATUS: Self = Self::Status;
    const MODE: Self = Self::Mode;

    fn key(self) -> Option<Key> {
        Some(match self {
            // The orders with an index of their own.
            Self::CreatedAt => Key::number("p.created_at"),
            Self::PaidAt => Key::number("p.confirmed_at").or_null(),
            Self::Amount => Key::number("p.amount"),
            // The others sort few rows.
            Self::PayerName => Key::text("LOWER(p.payer_name)").or_null(),
            Self::PayerEmail => Key::text("LOWER(p.payer_email)").or_null(),
            Self::Fee => Key::number("p.fee").or_null(),
            Self::Net => Key::number("p.net").or_null(),
            Self::Currency => Key::text("p.currency"),
            Self::Status => Key::number(STATUS_RANK),
            Self::Source => Key::text("p.source"),
            Self::Client => Key::text("c.name_key").or_null(),
            Self::Matter => Key::text("m.number_key").or_null(),
            Self::Refunded => Key::number("p.refunded"),
            Self::Dispute => Key::text("p.dispute").or_null(),
            Self::Reference => Key::text("LOWER(p.reference)").or_null(),
            Self::Method => Key::text("p.method").or_null(),
            Self::InvoiceNumber => Key::text("l.invoice_key").or_null(),
            Self::Account => Key::text("LOWER(a.name)").or_null(),
            Self::Flagged => Key::number(NEEDS_ATTENTION),
            Self::AuthorizationCode => Key::text("p.authorization_code").or_null(),
            Self::GatewayId => Key::text("p.payment_intent").or_null(),
            Self::ClientId | Self::MatterId | Self::Linked | Self::Failure | Self::Link | Self::Mode | Self::Id => {
                return None;
            }
        })
    }

    fn compared(self) -> &'static str {
        match self {
            Self::PayerName => "p.payer_name",
            Self::PayerEmail => "p.payer_email",
            Self::Amount => "p.amount",
            Self::Fee => "p.fee",
            Self::Net => "p.net",
            Self::Currency => "p.currency",
            Self::Status => "p.status",
            Self::Source => "p.source",
            Self::Client => "c.name",
            Self::ClientId => "p.client_id",
            Self::Matter => "m.number",
            Self::MatterId => "p.matter_id",
            Self::Linked => "p.client_id",
            Self::Refunded => "p.refunded",
            Self::Dispute => "p.dispute",
            Self::Reference => "p.reference",
            Self::Method => METHOD_KIND,
            Self::InvoiceNumber => "l.invoice_number",
            Self::Account => "p.account_id",
            Self::PaidAt => "p.confirmed_at",
            Self::CreatedAt => "p.created_at",
            Self::Flagged => NEEDS_ATTENTION,
            Self::AuthorizationCode => "p.authorization_code",
            Self::Failure => "p.failure",
            Self::GatewayId => "p.payment_intent",
            Self::Link => "p.link_id",
            Self::Mode => "p.mode",
            Self::Id => "p.id",
        }
    }

    fn special(self, condition: &Condition) -> Option<String> {
        match (self, condition) {
            // As the partial index says it.
            (Self::Flagged, Condition::Among(words)) => Some(match words.as_slice() {
                [word] if word == "yes" => "p.flags <> '' AND p.acknowledged_at IS NULL".into(),
                [word] if word == "no" => "(p.flags = '' OR p.acknowledged_at IS NOT NULL)".into(),
                _ => "1 = 1".into(),
            }),
            (Self::Linked, Condition::Among(words)) => Some(match words.as_slice() {
                [word] if word == "yes" => "p.client_id IS NOT NULL".into(),
                [word] if word == "no" => "p.client_id IS NULL AND p.status = 'succeeded'".into(),
                _ => "1 = 1".into(),
            }),
            _ => None,
        }
    }
}

/// The order of a payment's life.
const STATUS_RANK: &str =
    "CASE p.status WHEN 'pending' THEN 0 WHEN 'processing' THEN 1 WHEN 'succeeded' THEN 2 ELSE 3 END";

const NEEDS_ATTENTION: &str = "CASE WHEN p.flags <> '' AND p.acknowledged_at IS NULL THEN 1 ELSE 0 END";

/// As [`domain::api::payments::method_kind`] says it.
const METHOD_KIND: &str = "CASE WHEN p.method IS NULL THEN NULL WHEN p.method = 'card' THEN 'card'
     WHEN p.method IN ('us_bank_account', 'sepa_debit', 'acss_debit', 'bacs_debit') THEN 'bank_debit'
     WHEN p.method IN ('affirm', 'klarna', 'afterpay_clearpay') THEN 'pay_later' ELSE 'other' END";
