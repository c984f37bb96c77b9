//! Payouts, and what each is made of.

use serde::{Deserialize, Serialize};

use crate::{
    Currency, Instant, Mode,
    id::{AccountId, PaymentId, PayoutId},
    payout::PayoutStatus,
};

/// Money that a gateway sent to the bank: `GET /api/v1/payouts`, a [`Page`](super::Page) of them, newest first.
/// `filter[mode]=test|live`; as the firm's other lists if absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payout {
    /// The id.
    pub id: PayoutId,
    /// Where it stands.
    pub status: PayoutStatus,
    /// Minor units: the line on the bank's statement.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
    /// The receiving account that it went to.
    pub account_id: Option<AccountId>,
    /// Its name.
    pub account_name: Option<String>,
    /// The account at the gateway that it left.
    pub gateway_account: String,
    /// The gateway's id.
    pub gateway_id: String,
    /// Whether all that it is made of is known.
    pub matched: bool,
    /// Test money or real money.
    pub mode: Mode,
    /// When the bank has it.
    pub arrives_at: Instant,
    /// When it was made, by the gateway's clock.
    pub created_at: Instant,
}

/// What a payout is made of: `GET /api/v1/payouts/{id}`. Minor units of the payout's currency; what leaves is below
/// nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepositReport {
    /// The payout.
    pub payout: Payout,
    /// What payers paid.
    pub gross: i64,
    /// What the gateway took for it.
    pub fees: i64,
    /// What went back.
    pub refunds: i64,
    /// What disputes took and gave back, without their fees.
    pub disputes: i64,
    /// Transfers and adjustments.
    pub other: i64,
    /// All of it: what should be on the bank's statement.
    pub net: i64,
    /// What is on the statement, less that. Not nothing: the gateway has not told of everything in it, or the payout was
    /// made by hand, of which it never tells.
    pub difference: i64,
    /// How many movements there are.
    pub count: i64,
    /// The movements, the oldest first; at most 1,000.
    pub lines: Vec<DepositLine>,
}

/// A movement in a payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepositLine {
    /// What it is: `Payment`, `Refund`, `Dispute`, …
    pub what: String,
    /// Minor units, before the fee.
    pub amount: i64,
    /// The gateway's fee.
    pub fee: i64,
    /// What it adds to the payout.
    pub net: i64,
    /// The payment concerned.
    pub payment_id: Option<PaymentId>,
    /// Who paid.
    pub payer_name: Option<String>,
    /// Whose money it is.
    pub client_name: Option<String>,
    /// The link's invoice number.
    pub invoice_number: Option<String>,
    /// The gateway's id of the movement.
    pub gateway_id: String,
    /// When it happened.
    pub moved_at: Instant,
}
