//! Payments.

use serde::{Deserialize, Serialize};

use crate::{
    AccountKind, CivilDate, Currency, Instant, Mode, PaymentFlag, PaymentSource, PaymentStatus,
    id::{AccountId, ClientId, LinkId, MatterId, PaymentId, PayoutId},
    refund::DisputeStatus,
};

/// Money that a gateway confirmed or has under way, or that staff recorded: `GET /api/v1/payments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    /// The id.
    pub id: PaymentId,
    /// Where it stands.
    pub status: PaymentStatus,
    /// How it came.
    pub source: PaymentSource,
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
    /// Whose money lies there.
    pub account_kind: Option<AccountKind>,
    /// Whose money it is, once that is known.
    pub client_id: Option<ClientId>,
    /// The client's name.
    pub client_name: Option<String>,
    /// Which file it belongs to.
    pub matter_id: Option<MatterId>,
    /// The matter's number.
    pub matter_number: Option<String>,
    /// What went back to the payer or is about to, in minor units.
    pub refunded: i64,
    /// What can still be given back, in minor units.
    pub refundable: i64,
    /// What disputes hold, in minor units.
    pub withdrawn: i64,
    /// What is known of what it pays, in minor units.
    pub allocated: i64,
    /// Where its newest dispute stands.
    pub dispute: Option<DisputeStatus>,
    /// The cheque's number, or what the transfer said.
    pub reference: Option<String>,
    /// The day on which it was received, for what staff recorded.
    pub received_on: Option<CivilDate>,
    /// Who recorded it.
    pub recorded_by: Option<String>,
    /// When it turned out that what staff recorded was a mistake. Such a payment stays in the list: it *failed*, since
    /// its money never came, and `failure` says why it was reversed.
    pub reversed_at: Option<Instant>,
    /// The payout that brought it to the bank.
    pub payout_id: Option<PayoutId>,
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
    /// The gateway's id of the payment; none for what staff recorded.
    pub gateway_id: Option<String>,
    /// When the payer confirmed, by the gateway's clock, or when it was received.
    pub paid_at: Option<Instant>,
    /// When it was first heard of.
    pub created_at: Instant,
}

/// `POST /api/v1/payments`: money that came by cheque, in cash or by transfer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewPayment {
    /// `cheque`, `cash`, `transfer` or `other`.
    pub source: String,
    /// Minor units.
    pub amount: i64,
    /// Three letters; the account's currency.
    pub currency: String,
    /// The receiving account that it went to.
    pub account_id: String,
    /// The day on which it was received (YYYY-MM-DD); not a day to come.
    pub received_on: String,
    /// The cheque's number, or what the transfer said.
    pub reference: Option<String>,
    /// Who paid.
    pub payer_name: Option<String>,
    /// Their address.
    pub payer_email: Option<String>,
    /// A line for colleagues.
    pub note: Option<String>,
    /// `live` or `test`; as the account's connection if absent.
    pub mode: Option<String>,
    /// Whose it is and what it pays; it can be said later as well.
    pub allocation: Option<super::allocations::NewAllocation>,
}

/// `POST /api/v1/payments/{id}/reversal`: a payment by hand that was a mistake.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewReversal {
    /// Why, in one line.
    pub reason: String,
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
