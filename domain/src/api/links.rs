//! Payment links.

use serde::{Deserialize, Serialize};

use super::audit::TimelineEntry;
use crate::{
    AccountKind, CivilDate, Currency, Instant, LinkStatus, Mode,
    id::{AccountId, ClientId, ImportId, InvoiceId, LinkId, MatterId},
    link::{Closing, PartPolicy},
    word::words,
};

/// `POST /api/v1/links`: ask someone for money.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewLink {
    /// Minor units: 125000 is 1,250.00 dollars.
    pub amount: i64,
    /// Three letters; the account's currency.
    pub currency: String,
    /// The receiving account.
    pub account_id: String,
    /// The firm's number of the invoice.
    pub invoice_number: Option<String>,
    /// Whose money it is, in the firm's words.
    pub client: Option<String>,
    /// Which file it belongs to, in the firm's words.
    pub matter: Option<String>,
    /// A client that is kept here: the link and its money are theirs. Its name becomes `client`.
    pub client_id: Option<String>,
    /// A matter that is kept here. Its number becomes `matter`, its client the link's.
    pub matter_id: Option<String>,
    /// Invoices of that client that it asks for, and how much of each; they come to the link's amount.
    pub items: Vec<NewLinkItem>,
    /// The firm's own id of what is asked for.
    pub external_id: Option<String>,
    /// The day it is due, in the firm's zone.
    pub due_on: Option<String>,
    /// When the link stops working (RFC 3339); never, if absent.
    pub expires_at: Option<String>,
    /// What it is for, in one line.
    pub description: Option<String>,
    /// A few lines to the payer.
    pub message: Option<String>,
    /// The payer may pay less, down to this many minor units.
    pub min_amount: Option<i64>,
    /// What becomes of the rest when the payer has paid less: `continue` (a new link asks for it, the default),
    /// `until_paid` (this link stays open) or `close` (it is let go).
    pub part_policy: Option<String>,
    /// Whom it is for.
    pub recipient: Option<NewRecipient>,
    /// Whether to mail it at once; needs a recipient.
    pub send: bool,
}

/// An invoice that a link asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewLinkItem {
    /// The invoice.
    pub invoice_id: String,
    /// How much of it, in minor units; all that is open if absent.
    pub amount: Option<i64>,
}

/// An invoice that a link asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkItem {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub invoice_number: String,
    /// How much of it, in minor units.
    pub amount: i64,
}

/// Whom a new link is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewRecipient {
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: String,
}

/// A person whom links went to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recipient {
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: String,
}

words! {
    /// What became of a link's mail.
    DeliveryStatus {
        /// In the outbox.
        Queued = "queued",
        /// Taken by the mail server.
        Sent = "sent",
        /// Refused for good.
        Bounced = "bounced",
    }
}

/// A payment link: `GET /api/v1/links/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// The id.
    pub id: LinkId,
    /// What the payer opens.
    pub url: String,
    /// Where it stands: `outstanding` as long as it can be paid, also if a part was (`amount_paid`).
    pub status: LinkStatus,
    /// Set while the link is being closed: nobody can begin to pay any more.
    pub closing: Option<Closing>,
    /// What is asked, in minor units.
    pub amount: i64,
    /// What came in, in minor units.
    pub amount_paid: i64,
    /// What is left, in minor units; 0 when a successor asks for it.
    pub amount_remaining: i64,
    /// The currency.
    pub currency: Currency,
    /// The least the payer may pay, if less than everything is allowed.
    pub min_amount: Option<i64>,
    /// What becomes of the rest when part of it is paid.
    pub part_policy: PartPolicy,
    /// The receiving account.
    pub account_id: AccountId,
    /// Its name.
    pub account_name: String,
    /// Whose money it is.
    pub account_kind: AccountKind,
    /// Test money or real money.
    pub mode: Mode,
    /// The firm's number of the invoice.
    pub invoice_number: Option<String>,
    /// Whose money it is, in the firm's words.
    pub client: Option<String>,
    /// Which file it belongs to, in the firm's words.
    pub matter: Option<String>,
    /// The client, if it is kept here.
    pub client_id: Option<ClientId>,
    /// The matter, if it is kept here.
    pub matter_id: Option<MatterId>,
    /// Invoices that it asks for; empty in lists.
    pub items: Vec<LinkItem>,
    /// The firm's own id.
    pub external_id: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// A few lines to the payer.
    pub message: Option<String>,
    /// The day it is due.
    pub due_on: Option<CivilDate>,
    /// Whether it is due, and has not been paid, by the firm's calendar.
    pub overdue: bool,
    /// When it stops working.
    pub expires_at: Option<Instant>,
    /// Whom it is for.
    pub recipient: Option<Recipient>,
    /// What became of its mail.
    pub delivery: Option<DeliveryStatus>,
    /// When a person first opened it.
    pub first_opened_at: Option<Instant>,
    /// When a person last opened it.
    pub last_opened_at: Option<Instant>,
    /// How often it was opened by a person.
    pub times_opened: i64,
    /// Whether one of its payments is flagged.
    pub flagged: bool,
    /// The link of which this one asks for the rest.
    pub predecessor_id: Option<LinkId>,
    /// The link that asks for the rest of this one.
    pub successor_id: Option<LinkId>,
    /// When it was made.
    pub created_at: Instant,
    /// Who made it.
    pub created_by: String,
    /// When it was paid.
    pub paid_at: Option<Instant>,
    /// How it was paid: `card`, `bank_debit`, `pay_later` or `other`.
    pub method: Option<String>,
    /// The upload that it was made of.
    pub import_id: Option<ImportId>,
}

/// `POST /api/v1/links/{id}/deliveries`: mail it, or mail it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewDelivery {
    /// To someone else than before.
    pub recipient: Option<NewRecipient>,
}

/// A sum in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Total {
    /// The currency.
    pub currency: Currency,
    /// Minor units.
    pub amount: i64,
    /// Of how many rows.
    pub count: i64,
}

/// A link with its history: `GET /api/v1/links/{id}/timeline`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Timeline {
    /// Everything that happened to the link, its predecessors and its successors; newest first.
    pub data: Vec<TimelineEntry>,
}
