//! Gateway connections.

use serde::{Deserialize, Serialize};

use crate::{Fields, Instant, Mode, Problem, id::ConnectionId};

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

/// The longest key.
const LONGEST_KEY: usize = 250;

impl NewConnection {
    /// Which money the keys move. Swapped, mixed and foreign keys are named as what they are.
    ///
    /// # Errors
    /// 422 with a sentence at each wrong key.
    pub fn mode(&self) -> Result<Mode, Problem> {
        let mut fields = Fields::new();
        let public_mode = fields.take("/publishable_key", key_mode(&self.publishable_key, &["pk"], "sk"));
        let mode = fields.take("/secret_key", key_mode(&self.secret_key, &["sk", "rk"], "pk"));
        if public_mode.zip(mode).is_some_and(|(public, secret)| public != secret) {
            fields.refuse(
                "/secret_key",
                "One key is for test mode and the other for live mode: copy both from the same page",
            );
        }
        fields.finish(mode)
    }
}

/// The mode that a key's prefix names, if it is one of these kinds.
#[must_use]
pub fn mode_of(key: &str, kinds: &[&str]) -> Option<Mode> {
    let mode = |rest: &str| {
        let modes = [("_test_", Mode::Test), ("_live_", Mode::Live)];
        modes.into_iter().find(|(word, _)| rest.starts_with(word)).map(|(_, mode)| mode)
    };
    kinds.iter().find_map(|kind| key.trim().strip_prefix(kind).and_then(mode))
}

fn key_mode(key: &str, kinds: &[&str], other: &str) -> Result<Mode, String> {
    let kind = kinds.first().copied().unwrap_or_default();
    let key = key.trim();
    if key.is_empty() {
        return Err(format!("Paste the key that begins with {kind}_test_ or {kind}_live_"));
    }
    if mode_of(key, &[other]).is_some() {
        return Err("The two keys are swapped".into());
    }
    let whole = (12..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    mode_of(key, kinds)
        .filter(|_| whole)
        .ok_or_else(|| format!("This is no such key: it begins with {kind}_test_ or {kind}_live_"))
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
pub const WEBHOOK_EVENTS: [&str; 24] = [
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.processing",
    "payment_intent.payment_failed",
    "charge.succeeded",
    "charge.failed",
    "charge.refunded",
    "charge.refund.updated",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
    "payout.created",
    "payout.updated",
    "payout.paid",
    "payout.failed",
    "payout.reconciliation_completed",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(publishable: &str, secret: &str) -> Result<Mode, Problem> {
        NewConnection { publishable_key: publishable.to_owned(), secret_key: secret.to_owned() }.mode()
    }

    fn refusal(publishable: &str, secret: &str, pointer: &str) -> String {
        mode(publishable, secret).unwrap_err().field(pointer).unwrap_or_default().to_owned()
    }

    #[test]
    fn keys_are_told_by_their_prefix() {
        assert_eq!(mode("pk_test_abcd", " sk_test_abcd "), Ok(Mode::Test));
        assert_eq!(mode("pk_live_abcd", "rk_live_abcd"), Ok(Mode::Live));
        assert_eq!(refusal("sk_test_abcd", "sk_test_abcd", "/publishable_key"), "The two keys are swapped");
        assert!(refusal("pk_test_abcd", "sk_live_abcd", "/secret_key").contains("test mode"));
        assert!(refusal("pk_test_abcd", "sk_test_ab\ncd", "/secret_key").contains("no such key"));
        assert!(refusal("pk_test_abcd", "sk_test_abc", "/secret_key").contains("no such key"));
        assert!(refusal("", "", "/secret_key").contains("Paste"));
    }
}
