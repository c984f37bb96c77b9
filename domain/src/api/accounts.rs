//! Receiving accounts.

use serde::{Deserialize, Serialize};

use crate::{
    AccountKind, Currency, Instant, Mode, TrustRoute,
    id::{AccountId, ConnectionId},
};

/// A receiving account: `GET /api/v1/accounts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// The id.
    pub id: AccountId,
    /// The name.
    pub name: String,
    /// Whose money lies in it.
    pub kind: AccountKind,
    /// The only currency it takes.
    pub currency: Currency,
    /// The gateway connection that money comes through.
    pub connection_id: Option<ConnectionId>,
    /// Test money or real money; absent without a connection.
    pub mode: Option<Mode>,
    /// How a trust account is kept free of fees, if that is settled.
    pub trust_route: Option<TrustRoute>,
    /// The connected account that is paid in full, with route `destination`.
    pub destination: Option<String>,
    /// The owner's attestation, with route `attestation`.
    pub attestation: Option<Attestation>,
    /// Whether a link can be made for it now.
    pub ready: bool,
    /// Why not, and what to do.
    pub not_ready_because: Option<String>,
}

/// Who bears what a trust account must not bear, as an owner attested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attestation {
    /// Who pays the gateway's fees.
    pub fees_paid_by: String,
    /// Who covers negative balances: refunds and chargebacks.
    pub negative_balances_paid_by: String,
    /// Who attested it.
    pub attested_by: String,
    /// When.
    pub attested_at: Instant,
}

/// `POST /api/v1/accounts`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewAccount {
    /// The name.
    pub name: String,
    /// operating or trust.
    pub kind: String,
    /// Three letters.
    pub currency: String,
    /// The gateway connection.
    pub connection_id: Option<String>,
    /// For a trust account: the connected Stripe account (`acct_…`) that is paid in full.
    pub destination: Option<String>,
}

/// `PATCH /api/v1/accounts/{id}`: what is absent stays; an empty text takes away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct EditAccount {
    /// The name.
    pub name: Option<String>,
    /// The gateway connection.
    pub connection_id: Option<String>,
    /// The connected Stripe account that is paid in full.
    pub destination: Option<String>,
}

/// `POST /api/v1/accounts/{id}/attestation`. Owners only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewAttestation {
    /// Who pays the gateway's fees; not the trust account.
    pub fees_paid_by: String,
    /// Who covers negative balances; not the trust account.
    pub negative_balances_paid_by: String,
}
