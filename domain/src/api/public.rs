//! What a payer sees: no key, no account, no other client's data.

use serde::{Deserialize, Serialize};

use super::{invoices::InvoiceLine, payments::method_label};
use crate::{CivilDate, Color, Currency, Instant, Money, invoice::InvoiceStatus, link::PartPolicy, word::words};

words! {
    /// What the payer's page shows.
    PageState {
        /// Ask for the money.
        Payable = "payable",
        /// A bank debit is under way.
        Processing = "processing",
        /// Paid: show the receipt.
        Paid = "paid",
        /// Withdrawn by the firm.
        Cancelled = "cancelled",
        /// Its time ran out.
        Expired = "expired",
        /// A newer link asks for the rest.
        Replaced = "replaced",
        /// What it asked for has been paid another way.
        Settled = "settled",
        /// What it asks for is about to be paid another way: a bank debit is under way.
        Underway = "underway",
    }
}

/// A link as its payer sees it: `GET /api/v1/public/links/{token}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicLink {
    /// What to show.
    pub state: PageState,
    /// The firm.
    pub firm: PublicFirm,
    /// What is asked, in minor units.
    pub amount: i64,
    /// What of it was paid on this link while it stays open, in minor units; 0 if it does not.
    pub paid: i64,
    /// The currency.
    pub currency: Currency,
    /// The least the payer may pay, if less than everything is allowed.
    pub min_amount: Option<i64>,
    /// The first name of whom it is for.
    pub recipient_name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The firm's number of the invoice.
    pub invoice_number: Option<String>,
    /// A few lines from the firm.
    pub message: Option<String>,
    /// The day it is due.
    pub due_on: Option<CivilDate>,
    /// `Operating account` or `Trust account`.
    pub goes_to: String,
    /// Test money: the page says so.
    pub test: bool,
    /// What was paid, newest first.
    pub receipts: Vec<PublicReceipt>,
    /// What becomes of the rest when part of it is paid.
    pub part_policy: PartPolicy,
    /// Where to pay the rest, if it can be paid: at a newer link, or at this one.
    pub successor_url: Option<String>,
    /// The page of the invoice from which its payer came here.
    pub invoice_url: Option<String>,
}

impl PublicLink {
    /// What is still asked, in minor units.
    #[must_use]
    pub fn left(&self) -> i64 {
        self.amount.saturating_sub(self.paid)
    }
}

/// An invoice as who has its address sees it: `GET /api/v1/public/invoices/{token}`. Amounts are minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicInvoice {
    /// The firm.
    pub firm: PublicFirm,
    /// The firm's number of it.
    pub number: String,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// Whether it is owed and its day has passed, by the firm's calendar.
    pub overdue: bool,
    /// Who owes it.
    pub client_name: String,
    /// The number of the file that it is for.
    pub matter_number: Option<String>,
    /// The day it was issued.
    pub issued_on: CivilDate,
    /// The day it is due.
    pub due_on: Option<CivilDate>,
    /// The currency.
    pub currency: Currency,
    /// What it is made of.
    pub lines: Vec<InvoiceLine>,
    /// Of all lines, without tax.
    pub subtotal: i64,
    /// The tax on them.
    pub tax: i64,
    /// What it comes to.
    pub total: i64,
    /// What pays it now.
    pub paid: i64,
    /// What paid it once, and went back.
    pub returned: i64,
    /// What is left of it.
    pub open: i64,
    /// What bank debits that are under way will pay of that.
    pub processing: i64,
    /// Lines to the client.
    pub note: Option<String>,
    /// Test money: the page says so.
    pub test: bool,
}

impl PublicInvoice {
    /// What can be asked for now: what is open, but for what the bank is about to bring.
    #[must_use]
    pub fn payable(&self) -> Money {
        Money::new((self.open - self.processing).max(0), self.currency)
    }
}

/// The firm, as far as a payer should know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicFirm {
    /// The name.
    pub name: String,
    /// A line below the name.
    pub tagline: Option<String>,
    /// The colour.
    pub color: Color,
    /// Where the logo is.
    pub logo_url: Option<String>,
    /// Small print.
    pub disclaimer: Option<String>,
    /// Where to ask.
    pub contact_email: Option<String>,
    /// Where to call.
    pub contact_phone: Option<String>,
}

/// What was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicReceipt {
    /// Minor units that were paid, which may be less than was asked.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
    /// The day in the firm's zone, written out.
    pub paid_on: String,
    /// `card`, `us_bank_account`, …
    pub method: Option<String>,
    /// The card's brand.
    pub brand: Option<String>,
    /// The last four digits.
    pub last4: Option<String>,
    /// The issuer's authorisation code.
    pub authorization_code: Option<String>,
    /// Our number of the payment.
    pub reference: String,
}

impl PublicReceipt {
    /// `Visa •••• 4242`.
    #[must_use]
    pub fn method_label(&self) -> String {
        method_label(self.method.as_deref(), self.brand.as_deref(), self.last4.as_deref())
    }
}

/// `POST /api/v1/public/links/{token}/checkout`. An invoice's, `POST /api/v1/public/invoices/{token}/checkout`, takes no
/// body: it asks for all that is open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct StartCheckout {
    /// What the payer typed; everything, if absent or empty.
    pub amount: Option<String>,
}

/// Where the payer goes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckoutUrl {
    /// The gateway's page.
    pub url: String,
}

words! {
    /// How the payer's last attempt ended, as far as we know.
    Attempt {
        /// The gateway has not decided.
        Open = "open",
        /// A bank debit is under way.
        Processing = "processing",
        /// The money is there.
        Paid = "paid",
        /// It was declined; the payer may try again.
        Declined = "declined",
        /// The session ended without money.
        Ended = "ended",
        /// The gateway did not answer; we keep asking.
        Unknown = "unknown",
    }
}

/// How it went: `GET /api/v1/public/links/{token}/checkout`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckoutStatus {
    /// How the last attempt ended; absent if there was none.
    pub attempt: Option<Attempt>,
    /// Why it was declined, in words for the payer.
    pub reason: Option<String>,
    /// The link, as it is now.
    pub link: PublicLink,
    /// When this was so.
    pub as_of: Instant,
}
