//! Stripe: calls with stored idempotency keys, time-outs, and errors that say what to do next.

pub mod amounts;
mod calls;
pub mod money;
pub mod objects;
mod request;
pub mod signature;

use std::time::Duration;

use anyhow::Context as _;
use miniserde::Deserialize;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use stripe::{IdempotencyKey, RequestStrategy, StripeError};
use stripe_client_core::{RequestBuilder, StripeMethod};
use url::Url;

use self::objects::{Account, Endpoint, List, PaymentIntent, Session};
pub use self::{
    calls::Since,
    request::{REFUND_KEY, RefundRequest, SessionRequest, refund_request, session_request},
};

/// The longest a call may take. Above Stripe's usual seconds, below a payer's patience.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Rows of a page of a list, Stripe's most.
const PAGE: u32 = 100;

/// Where Stripe is.
#[derive(Debug, Clone)]
pub struct Stripe {
    base: Url,
}

/// Why a call failed, by what follows from it.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Stripe understood and refused: the same again will be refused again.
    #[error("Stripe refused ({status}): {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Stripe's code, such as `resource_missing`.
        code: Option<String>,
        /// Stripe's sentence.
        message: String,
    },
    /// Nothing was done: wait a little, then the same again.
    #[error("Stripe asks to wait ({0})")]
    Wait(u16),
    /// A 5xx, which is stored under the key: look before doing anything again.
    #[error("Stripe failed ({0})")]
    Failed(u16),
    /// No answer, or one that cannot be read: what happened is unknown.
    #[error("no answer from Stripe: {0}")]
    Unknown(String),
}

impl CallError {
    fn of(error: StripeError) -> Self {
        match error {
            StripeError::Stripe(_, status @ (409 | 429)) => Self::Wait(status),
            StripeError::Stripe(_, status @ 500..) => Self::Failed(status),
            StripeError::Stripe(error, status) => Self::Refused {
                status,
                code: error.code.map(|code| code.as_str().to_owned()),
                message: error.message.unwrap_or_else(|| "no reason given".into()),
            },
            // The error's text may hold the request; only its kind is kept.
            StripeError::JSONDeserialize(_) => Self::Unknown("an answer that cannot be read".into()),
            StripeError::ClientError(why) => Self::Unknown(why),
            StripeError::ConfigError(_) => Self::Unknown("the key cannot be sent".into()),
            StripeError::Timeout => Self::Unknown("time-out".into()),
        }
    }

    /// Whether asking again cannot help. A refused key can be replaced, so it is not final.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Refused { status, .. } if !matches!(status, 401 | 403))
    }

    /// Whether Stripe said that there is no such thing.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }
}

impl Stripe {
    /// Stripe at a base URL.
    #[must_use]
    pub fn at(base: Url) -> Self {
        Self { base }
    }

    /// Stripe with the secret key of one connection.
    ///
    /// # Errors
    /// When the key has characters that no header takes.
    pub fn with_key(&self, secret: &SecretString) -> anyhow::Result<Client> {
        let inner = stripe::ClientBuilder::new(secret.expose_secret())
            .url(self.base.as_str())
            .timeout(TIMEOUT)
            .request_strategy(RequestStrategy::Once)
            .app_info("tender", Some(env!("CARGO_PKG_VERSION").into()), None)
            .build()
            .map_err(|_| anyhow::anyhow!("the secret key cannot be sent"))?;
        Ok(Client { inner, account: None })
    }
}

/// Calls with one connection's key.
pub struct Client {
    inner: stripe::Client,
    /// A connected account that the calls act for.
    account: Option<stripe_shared::AccountId>,
}

#[derive(Serialize)]
struct CreatedSince {
    created: Gte,
    limit: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    starting_after: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    expand: Vec<&'static str>,
}

#[derive(Serialize)]
struct Gte {
    gte: i64,
}

impl Client {
    async fn call<T: Deserialize>(&self, request: RequestBuilder, key: Option<&str>) -> Result<T, CallError> {
        let path = request.path.split('/').nth(1).unwrap_or_default().to_owned();
        let strategy = match key {
            Some(key) => RequestStrategy::Idempotent(
                IdempotencyKey::new(key).map_err(|_| CallError::Unknown("a bad idempotency key".into()))?,
            ),
            None => RequestStrategy::Once,
        };
        let mut call = request.customize::<T>().request_strategy(strategy);
        if let Some(account) = &self.account {
            call = call.account_id(account.clone());
        }
        let result = call.send(&self.inner).await.map_err(CallError::of);
        let outcome = if result.is_ok() { "ok" } else { "error" };
        metrics::counter!("tender_stripe_calls_total", "resource" => path, "outcome" => outcome).increment(1);
        result
    }

    async fn get<T: Deserialize>(&self, path: String, query: Option<String>) -> Result<T, CallError> {
        let mut request = RequestBuilder::new(StripeMethod::Get, path);
        request.query = query;
        self.call(request, None).await
    }

    /// The account behind the key.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn account(&self) -> Result<Account, CallError> {
        self.get("/account".into(), None).await
    }

    /// Makes a session from a stored request, under its stored key.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn create_session(&self, request: &str, key: &str) -> Result<Session, CallError> {
        let mut call = RequestBuilder::new(StripeMethod::Post, "/checkout/sessions");
        call.body = Some(request.to_owned());
        self.call(call, Some(key)).await
    }

    /// A session as it is now.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn session(&self, id: &str) -> Result<Session, CallError> {
        self.get(format!("/checkout/sessions/{}", segment(id)), None).await
    }

    /// Expires an open session. A session that is not open any more is refused.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn expire_session(&self, id: &str) -> Result<Session, CallError> {
        // Expiring is idempotent by nature: a key would only replay a stored failure.
        let path = format!("/checkout/sessions/{}/expire", segment(id));
        self.call(RequestBuilder::new(StripeMethod::Post, path), None).await
    }

    /// Finds the session of one of our checkouts among those made since (seconds).
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn find_session(&self, checkout: &str, since: i64) -> Result<Option<Session>, CallError> {
        let mut after = None;
        for _ in 0..10 {
            let page: List<Session> = self.list("/checkout/sessions", since, after.take(), Vec::new()).await?;
            let last = page.data.last().map(|session| session.id.clone());
            let found = page.data.into_iter().find(|s| s.client_reference_id.as_deref() == Some(checkout));
            if found.is_some() || !page.has_more {
                return Ok(found);
            }
            after = last;
        }
        Ok(None)
    }

    /// A payment with its charge, and that with its fee.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn payment_intent(&self, id: &str) -> Result<PaymentIntent, CallError> {
        let query = "expand[0]=latest_charge.balance_transaction".to_owned();
        self.get(format!("/payment_intents/{}", segment(id)), Some(query)).await
    }

    async fn list<T: Deserialize>(
        &self,
        path: &str,
        since: i64,
        starting_after: Option<String>,
        expand: Vec<&'static str>,
    ) -> Result<List<T>, CallError> {
        let query = CreatedSince { created: Gte { gte: since }, limit: PAGE, starting_after, expand };
        let request = RequestBuilder::new(StripeMethod::Get, path).query(&query);
        self.call(request, None).await
    }

    /// Makes a webhook endpoint; its secret is in the answer, once.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn create_endpoint(&self, url: &str, events: &[&str], key: &str) -> Result<Endpoint, CallError> {
        #[derive(Serialize)]
        struct NewEndpoint<'a> {
            url: &'a str,
            enabled_events: &'a [&'a str],
            description: &'static str,
        }
        let form = NewEndpoint { url, enabled_events: events, description: "Tender" };
        let request = RequestBuilder::new(StripeMethod::Post, "/webhook_endpoints").form(&form);
        self.call(request, Some(key)).await
    }

    /// Deletes a webhook endpoint.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn delete_endpoint(&self, id: &str) -> Result<(), CallError> {
        let path = format!("/webhook_endpoints/{}", segment(id));
        self.call::<objects::Deleted>(RequestBuilder::new(StripeMethod::Delete, path), None).await.map(drop)
    }
}

/// An id as a path segment: ids from outside never reach another path.
fn segment(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// A client with a sealed key.
///
/// # Errors
/// When the key cannot be opened.
pub fn client(app: &crate::state::App, sealed_key: &str) -> anyhow::Result<Client> {
    let secret = app.keyring().open("stripe secret key", sealed_key).context("opening a gateway key")?;
    app.stripe.with_key(&secret)
}
