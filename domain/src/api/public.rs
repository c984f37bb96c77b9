//! What a payer sees: no key, no account, no other client's data.

use serde::{Deserialize, Serialize};

use super::payments::method_label;
use crate::{CivilDate, Color, Currency, Instant, word::words};

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
    /// Where to pay the rest, if a newer link asks for it and it is still open.
    pub successor_url: Option<String>,
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

/// `POST /api/v1/public/links/{token}/checkout`.
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
