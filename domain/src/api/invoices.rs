//! Invoices.
//!
//! Beside the resource: `GET /api/v1/invoices/{id}/timeline` is what happened to one, a
//! [`Timeline`](super::links::Timeline), newest first; `GET /api/v1/invoices/{id}/allocations` is what pays it, a
//! [`Page`](super::Page) of [`Allocation`](super::allocations::Allocation); `POST /api/v1/invoices/{id}/voiding` withdraws
//! it, with an empty object, and answers the invoice. One that something pays, or is about to pay, is not withdrawn.

use serde::{Deserialize, Serialize};

use crate::{
    CivilDate, Currency, Instant, Mode,
    id::{AccountId, ClientId, InvoiceId, LinkId, MatterId},
    invoice::InvoiceStatus,
};

/// What a client owes: `GET /api/v1/invoices/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invoice {
    /// The id.
    pub id: InvoiceId,
    /// The firm's number of it.
    pub number: String,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// Whether it is owed and its day has passed, by the firm's calendar.
    pub overdue: bool,
    /// Who owes it.
    pub client_id: ClientId,
    /// The client's name.
    pub client_name: String,
    /// For which file.
    pub matter_id: Option<MatterId>,
    /// The matter's number.
    pub matter_number: Option<String>,
    /// The operating account that it is paid to.
    pub account_id: AccountId,
    /// Its name.
    pub account_name: String,
    /// The day it was issued.
    pub issued_on: CivilDate,
    /// The day it is due.
    pub due_on: Option<CivilDate>,
    /// The currency.
    pub currency: Currency,
    /// Of all lines, without tax, in minor units.
    pub subtotal: i64,
    /// The tax on them.
    pub tax: i64,
    /// What is owed.
    pub total: i64,
    /// What pays it now.
    pub paid: i64,
    /// What paid it once, and went back.
    pub returned: i64,
    /// What is left.
    pub open: i64,
    /// What open and processing checkouts are about to pay.
    pub reserved: i64,
    /// Lines to the client.
    pub note: Option<String>,
    /// What it is made of; empty in lists.
    pub lines: Vec<InvoiceLine>,
    /// The newest link that asks for it.
    pub link_id: Option<LinkId>,
    /// Its public page.
    pub url: String,
    /// Test money or real money.
    pub mode: Mode,
    /// When it was made.
    pub created_at: Instant,
    /// Who made it.
    pub created_by: String,
    /// When it was paid in full.
    pub paid_at: Option<Instant>,
}

/// A line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvoiceLine {
    /// What for.
    pub description: String,
    /// How much of it, in thousandths: 1500 is 1.5 hours.
    pub quantity: i64,
    /// Minor units for one.
    pub unit_price: i64,
    /// Thousandths of a percent: 8875 is 8.875 %.
    pub tax_rate: i64,
    /// Minor units, without tax.
    pub amount: i64,
    /// The tax on it.
    pub tax: i64,
}

/// A line as it is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewInvoiceLine {
    /// What for.
    pub description: String,
    /// Thousandths; one if absent.
    pub quantity: i64,
    /// Minor units for one; less than nothing in a discount.
    pub unit_price: i64,
    /// Thousandths of a percent.
    pub tax_rate: i64,
}

impl Default for NewInvoiceLine {
    fn default() -> Self {
        Self { description: String::new(), quantity: crate::invoice::QUANTITY_SCALE, unit_price: 0, tax_rate: 0 }
    }
}

/// `POST /api/v1/invoices`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewInvoice {
    /// Who owes it; may be absent if the matter says it.
    pub client_id: Option<String>,
    /// For which file.
    pub matter_id: Option<String>,
    /// The firm's number of it; no two invoices have the same. The next one if absent.
    pub number: Option<String>,
    /// The operating account that it is paid to; the firm's first if absent.
    pub account_id: Option<String>,
    /// The day it was issued (YYYY-MM-DD); today if absent.
    pub issued_on: Option<String>,
    /// The day it is due.
    pub due_on: Option<String>,
    /// What it is made of: 1 to 200 lines.
    pub lines: Vec<NewInvoiceLine>,
    /// Lines to the client.
    pub note: Option<String>,
}

/// `PATCH /api/v1/invoices/{id}`: what is absent stays as it is; an empty text takes a fact away. Lines can change
/// while nothing was paid and nobody is about to pay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct InvoiceChange {
    /// The firm's number of it.
    pub number: Option<String>,
    /// The day it was issued.
    pub issued_on: Option<String>,
    /// The day it is due.
    pub due_on: Option<String>,
    /// What it is made of.
    pub lines: Option<Vec<NewInvoiceLine>>,
    /// Lines to the client.
    pub note: Option<String>,
}
