//! Linking a payment: whose it is, and what it pays.

use serde::{Deserialize, Serialize};

use crate::{
    Currency, Instant,
    allocation::TargetKind,
    id::{AllocationId, ClientId, InvoiceId, MatterId, PaymentId},
};

/// `POST /api/v1/payments/{id}/allocations`: whose the payment is, and what it pays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewAllocation {
    /// Whose it is.
    pub client_id: String,
    /// Which file, if one is meant.
    pub matter_id: Option<String>,
    /// What it pays, in minor units each; they may come to less than the payment. If absent, operating money pays
    /// the client's open invoices, oldest first, and the rest is the client's credit. Trust money never pays an
    /// invoice: it goes to what the client, or the matter, has in trust.
    pub parts: Option<Vec<NewPart>>,
}

/// A part of a payment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewPart {
    /// The invoice that it pays. Without one the part goes to the matter's trust balance or the client's credit.
    pub invoice_id: Option<String>,
    /// Another matter than the whole payment's.
    pub matter_id: Option<String>,
    /// Minor units.
    pub amount: i64,
}

/// What a payment pays: `GET /api/v1/payments/{id}/allocations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Allocation {
    /// The id.
    pub id: AllocationId,
    /// The payment.
    pub payment_id: PaymentId,
    /// What it goes to.
    pub target: TargetKind,
    /// Whose it is.
    pub client_id: ClientId,
    /// The client's name.
    pub client_name: String,
    /// The matter.
    pub matter_id: Option<MatterId>,
    /// The matter's number.
    pub matter_number: Option<String>,
    /// The invoice.
    pub invoice_id: Option<InvoiceId>,
    /// The invoice's number.
    pub invoice_number: Option<String>,
    /// Minor units that still stand: what was allocated, less what was taken back.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
    /// When it was made.
    pub created_at: Instant,
    /// Who made it.
    pub created_by: String,
}

/// What a payment pays, and what is left of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Allocations {
    /// The parts that stand; the oldest first.
    pub data: Vec<Allocation>,
    /// What nobody has said yet whose it is, in minor units.
    pub unallocated: i64,
}

/// Who may have paid: `GET /api/v1/payments/{id}/proposals`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Proposals {
    /// The likeliest first; at most ten.
    pub data: Vec<Proposal>,
}

/// A client who may have paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Proposal {
    /// The client.
    pub client_id: ClientId,
    /// The client's name.
    pub client_name: String,
    /// The matter, if something points at one.
    pub matter_id: Option<MatterId>,
    /// The matter's number.
    pub matter_number: Option<String>,
    /// The invoice that the payer or the amount names.
    pub invoice_id: Option<InvoiceId>,
    /// The invoice's number.
    pub invoice_number: Option<String>,
    /// Why, in a few words each: `Same email`, `Invoice number`, `Same amount`.
    pub reasons: Vec<String>,
}
