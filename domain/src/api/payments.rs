//! Payments.

use serde::{Deserialize, Serialize};

use crate::{
    Currency, Instant, Mode, PaymentFlag, PaymentStatus,
    id::{AccountId, LinkId, PaymentId},
};

/// Money that a gateway confirmed, or has under way: `GET /api/v1/payments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    /// The id.
    pub id: PaymentId,
    /// Where it stands.
    pub status: PaymentStatus,
    /// Minor units.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
    /// The gateway's fee in minor units of `settlement_currency`, once known.
    pub fee: Option<i64>,
    /// What arrives, in minor units of `settlement_currency`, once known.
    pub net: Option<i64>,
    /// The currency of fee and net.
    pub settlement_currency: Option<Currency>,
    /// What a person should look at.
    pub flags: Vec<PaymentFlag>,
    /// Whether a person has attended to the flags.
    pub acknowledged: bool,
    /// The link it pays; none for a foreign payment.
    pub link_id: Option<LinkId>,
    /// The receiving account.
    pub account_id: Option<AccountId>,
    /// Its name.
    pub account_name: Option<String>,
    /// Test money or real money.
    pub mode: Mode,
    /// The link's invoice number.
    pub invoice_number: Option<String>,
    /// Who paid, as they told the gateway.
    pub payer_name: Option<String>,
    /// Their address.
    pub payer_email: Option<String>,
    /// `card`, `us_bank_account`, …
    pub method: Option<String>,
    /// The card's brand.
    pub brand: Option<String>,
    /// The last four digits.
    pub last4: Option<String>,
    /// The issuer's authorisation code.
    pub authorization_code: Option<String>,
    /// Why the last attempt failed, in words for the payer.
    pub failure: Option<String>,
    /// The gateway's id of the payment.
    pub gateway_id: String,
    /// When the payer confirmed, by the gateway's clock.
    pub paid_at: Option<Instant>,
    /// When it was first heard of.
    pub created_at: Instant,
}

/// The kind of a gateway's method: `card`, `bank_debit`, `pay_later` or `other`.
#[must_use]
pub fn method_kind(method: &str) -> &'static str {
    match method {
        "card" => "card",
        "us_bank_account" | "sepa_debit" | "acss_debit" | "bacs_debit" => "bank_debit",
        "affirm" | "klarna" | "afterpay_clearpay" => "pay_later",
        _ => "other",
    }
}

/// `card` and `visa` as people write them: `Visa •••• 4242`.
#[must_use]
pub fn method_label(method: Option<&str>, brand: Option<&str>, last4: Option<&str>) -> String {
    let name = match (method, brand) {
        (_, Some("visa")) => "Visa",
        (_, Some("mastercard")) => "Mastercard",
        (_, Some("amex")) => "American Express",
        (_, Some("discover")) => "Discover",
        (Some(method), _) => match method_kind(method) {
            "card" => "Card",
            "bank_debit" => "Bank debit",
            "pay_later" => "Pay later",
            _ => "Other method",
        },
        (None, _) => "—",
    };
    match last4 {
        Some(last4) => format!("{name} •••• {last4}"),
        None => name.to_owned(),
    }
}
