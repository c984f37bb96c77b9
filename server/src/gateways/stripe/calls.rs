//! Calls about what moves money after a payment.

use serde::Serialize;
use stripe_client_core::{RequestBuilder, StripeMethod};

use super::{
    CallError, Client, Gte, PAGE,
    money::{BalanceTransaction, Dispute, Payout, Refund},
    objects::{List, PaymentIntent},
    request::REFUND_KEY,
    segment,
};

/// Pages of refunds or disputes of one payment: a payment has few, this only stops a list that never ends.
const PAGES: usize = 50;

/// Which page of a list.
#[derive(Debug, Clone, Default)]
pub struct Since {
    /// Seconds.
    pub since: i64,
    /// The last one of the page before.
    pub after: Option<String>,
}

#[derive(Serialize)]
struct Listed<'a> {
    limit: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<Gte>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_intent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payout: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    starting_after: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    expand: Vec<&'static str>,
}

#[derive(Serialize)]
struct Between {
    created: Bounds,
    limit: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    starting_after: Option<String>,
    expand: Vec<&'static str>,
}

#[derive(Serialize)]
struct Bounds {
    gte: i64,
    lte: i64,
}

impl Listed<'_> {
    fn all() -> Self {
        Self {
            limit: PAGE,
            created: None,
            payment_intent: None,
            payout: None,
            starting_after: None,
            expand: Vec::new(),
        }
    }
}

impl Client {
    /// The same key, for a connected account of its owner.
    #[must_use]
    pub fn on(self, account: &str) -> Self {
        Self { account: Some(stripe_shared::AccountId::from(account)), ..self }
    }

    /// Makes a refund from a stored request, under its stored key.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn create_refund(&self, request: &str, key: &str) -> Result<Refund, CallError> {
        let mut call = RequestBuilder::new(StripeMethod::Post, "/refunds");
        call.body = Some(request.to_owned());
        self.call(call, Some(key)).await
    }

    /// All refunds of a payment, each with what it did to the balance.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn refunds(&self, payment_intent: &str) -> Result<Vec<Refund>, CallError> {
        let mut query =
            Listed { payment_intent: Some(payment_intent), expand: vec!["data.balance_transaction"], ..Listed::all() };
        let mut refunds: Vec<Refund> = Vec::new();
        for _ in 0..PAGES {
            let page: List<Refund> = self.get_list("/refunds", &query).await?;
            refunds.extend(page.data);
            if !page.has_more {
                break;
            }
            query.starting_after = refunds.last().map(|refund| refund.id.clone());
        }
        Ok(refunds)
    }

    /// Finds one of our refunds among those of a payment.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn find_refund(&self, payment_intent: &str, refund: &str) -> Result<Option<Refund>, CallError> {
        let is_ours = |found: &Refund| {
            found.metadata.as_ref().and_then(|metadata| metadata.get(REFUND_KEY)).is_some_and(|id| id == refund)
        };
        Ok(self.refunds(payment_intent).await?.into_iter().find(is_ours))
    }

    /// All disputes of a payment.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn disputes(&self, payment_intent: &str) -> Result<Vec<Dispute>, CallError> {
        let query = Listed { payment_intent: Some(payment_intent), ..Listed::all() };
        let page: List<Dispute> = self.get_list("/disputes", &query).await?;
        Ok(page.data)
    }

    /// One page of the disputes opened since, newest first.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn disputes_since(&self, since: Since) -> Result<List<Dispute>, CallError> {
        self.list("/disputes", since.since, since.after, Vec::new()).await
    }

    /// A payout as it is now.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn payout(&self, id: &str) -> Result<Payout, CallError> {
        self.get(format!("/payouts/{}", segment(id)), None).await
    }

    /// One page of what moved since, newest first, each with what moved it.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn balance_transactions(&self, since: Since) -> Result<List<BalanceTransaction>, CallError> {
        self.list("/balance_transactions", since.since, since.after, vec!["data.source"]).await
    }

    /// One page of what a payout is made of.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn paid_out(&self, payout: &str, after: Option<String>) -> Result<List<BalanceTransaction>, CallError> {
        let query =
            Listed { payout: Some(payout), starting_after: after, expand: vec!["data.source"], ..Listed::all() };
        self.get_list("/balance_transactions", &query).await
    }

    /// One page of the payments made between two moments (seconds, ends included), newest first, each with its charge and
    /// that with its fee.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn payments_between(
        &self,
        period: (i64, i64),
        after: Option<String>,
    ) -> Result<List<PaymentIntent>, CallError> {
        self.between("/payment_intents", period, after, vec!["data.latest_charge.balance_transaction"]).await
    }

    /// The same for refunds.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn refunds_between(&self, period: (i64, i64), after: Option<String>) -> Result<List<Refund>, CallError> {
        self.between("/refunds", period, after, vec!["data.balance_transaction"]).await
    }

    async fn between<T: miniserde::Deserialize>(
        &self,
        path: &str,
        (gte, lte): (i64, i64),
        starting_after: Option<String>,
        expand: Vec<&'static str>,
    ) -> Result<List<T>, CallError> {
        let query = Between { created: Bounds { gte, lte }, limit: PAGE, starting_after, expand };
        self.call(RequestBuilder::new(StripeMethod::Get, path).query(&query), None).await
    }

    async fn get_list<T: miniserde::Deserialize>(&self, path: &str, query: &Listed<'_>) -> Result<List<T>, CallError> {
        self.call(RequestBuilder::new(StripeMethod::Get, path).query(query), None).await
    }
}
