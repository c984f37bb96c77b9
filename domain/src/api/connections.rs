//! Gateway connections.

use serde::{Deserialize, Serialize};

use crate::{Instant, Mode, id::ConnectionId};

/// One set of credentials at a gateway: `GET /api/v1/connections`. Keys are never shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Connection {
    /// The id.
    pub id: ConnectionId,
    /// Which gateway: `stripe`.
    pub gateway: String,
    /// Test money or real money, from the keys' prefix.
    pub mode: Mode,
    /// The gateway's id of the account behind the keys.
    pub gateway_account: String,
    /// The gateway's name of that account.
    pub account_name: String,
    /// The publishable key.
    pub publishable_key: String,
    /// How the secret key ends.
    pub secret_key_hint: String,
    /// What the payment is called at the gateway, such as `Payment for Invoice {invoice_number}`.
    pub description_template: String,
    /// The URL that the gateway should call.
    pub webhook_url: String,
    /// Whether a signing secret is stored.
    pub webhook_ready: bool,
    /// When the last webhook came in.
    pub last_webhook_at: Option<Instant>,
    /// When the last sweep was through.
    pub last_sweep_at: Option<Instant>,
}

/// `POST /api/v1/connections`. The keys are tried at once by a real call.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewConnection {
    /// `pk_test_…` or `pk_live_…`.
    pub publishable_key: String,
    /// `sk_test_…`, `sk_live_…` or a restricted key.
    #[cfg_attr(feature = "openapi", schema(format = "password"))]
    pub secret_key: String,
}

/// `PATCH /api/v1/connections/{id}`: what is absent stays. New keys must be of the same account
/// and mode.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct EditConnection {
    /// What the payment is called at the gateway.
    pub description_template: Option<String>,
    /// Rolled keys: both, or neither.
    pub publishable_key: Option<String>,
    /// Rolled keys: both, or neither.
    #[cfg_attr(feature = "openapi", schema(format = "password"))]
    pub secret_key: Option<String>,
}

/// `PUT /api/v1/connections/{id}/webhook_secret`: for an endpoint made by hand at the gateway.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookSecret {
    /// `whsec_…`.
    #[cfg_attr(feature = "openapi", schema(format = "password"))]
    pub secret: String,
}

/// The events that an endpoint needs.
pub const WEBHOOK_EVENTS: [&str; 9] = [
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.processing",
    "payment_intent.payment_failed",
    "charge.succeeded",
    "charge.failed",
];
