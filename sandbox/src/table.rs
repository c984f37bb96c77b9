//! Tables of API objects in the order of their creation.

use std::collections::HashMap;

use serde_json::Value;

/// The kinds of object an account holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Session,
    PaymentIntent,
    Charge,
    BalanceTransaction,
    Refund,
    Customer,
    Event,
    WebhookEndpoint,
    Dispute,
    Transfer,
    TransferReversal,
    PaymentMethod,
    Payout,
}

impl Kind {
    pub(crate) const ALL: [Self; 13] = [
        Self::Session,
        Self::PaymentIntent,
        Self::Charge,
        Self::BalanceTransaction,
        Self::Refund,
        Self::Customer,
        Self::Event,
        Self::WebhookEndpoint,
        Self::Dispute,
        Self::Transfer,
        Self::TransferReversal,
        Self::PaymentMethod,
        Self::Payout,
    ];

    /// The value of the object's `object` field.
    pub(crate) fn object(self) -> &'static str {
        match self {
            Self::Session => "checkout.session",
            Self::PaymentIntent => "payment_intent",
            Self::Charge => "charge",
            Self::BalanceTransaction => "balance_transaction",
            Self::Refund => "refund",
            Self::Customer => "customer",
            Self::Event => "event",
            Self::WebhookEndpoint => "webhook_endpoint",
            Self::Dispute => "dispute",
            Self::Transfer => "transfer",
            Self::TransferReversal => "transfer_reversal",
            Self::PaymentMethod => "payment_method",
            Self::Payout => "payout",
        }
    }

    /// How Stripe's "No such …" message calls it.
    pub(crate) fn spoken(self) -> &'static str {
        match self {
            Self::BalanceTransaction => "balance transaction",
            Self::WebhookEndpoint => "webhook endpoint",
            Self::PaymentMethod => "PaymentMethod",
            other => other.object(),
        }
    }

    /// The path of the collection.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Session => "/v1/checkout/sessions",
            Self::PaymentIntent => "/v1/payment_intents",
            Self::Charge => "/v1/charges",
            Self::BalanceTransaction => "/v1/balance_transactions",
            Self::Refund => "/v1/refunds",
            Self::Customer => "/v1/customers",
            Self::Event => "/v1/events",
            Self::WebhookEndpoint => "/v1/webhook_endpoints",
            Self::Dispute => "/v1/disputes",
            Self::Transfer => "/v1/transfers",
            // At Stripe the list is below its transfer; only what expands is needed here.
            Self::TransferReversal => "/v1/transfers/reversals",
            Self::PaymentMethod => "/v1/payment_methods",
            Self::Payout => "/v1/payouts",
        }
    }

    /// The name of the parameter that carries the id in Stripe's errors.
    pub(crate) fn param(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::PaymentIntent => "intent",
            Self::WebhookEndpoint => "webhook_endpoint",
            Self::Refund => "refund",
            Self::Dispute => "dispute",
            Self::Transfer => "transfer",
            Self::TransferReversal => "reversal",
            Self::PaymentMethod => "payment_method",
            Self::Payout => "payout",
            Self::Charge | Self::BalanceTransaction | Self::Customer | Self::Event => "id",
        }
    }

    /// The kind of an object by its `object` field.
    pub(crate) fn of(object: &Value) -> Option<Self> {
        let name = object["object"].as_str()?;
        Self::ALL.into_iter().find(|kind| kind.object() == name)
    }

    /// The kind that an id's prefix tells.
    pub(crate) fn of_id(id: &str) -> Option<Self> {
        Some(match id.split_once('_')?.0 {
            "cs" => Self::Session,
            "pi" => Self::PaymentIntent,
            "ch" | "py" => Self::Charge,
            "txn" => Self::BalanceTransaction,
            "re" | "pyr" => Self::Refund,
            "cus" => Self::Customer,
            "evt" => Self::Event,
            "we" => Self::WebhookEndpoint,
            "du" => Self::Dispute,
            "tr" => Self::Transfer,
            "trr" => Self::TransferReversal,
            "pm" => Self::PaymentMethod,
            "po" => Self::Payout,
            _ => return None,
        })
    }
}

/// Objects of one kind.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Option<Value>>,
    index: HashMap<String, usize>,
}

impl Table {
    /// Adds the object, or replaces the one with the same id at its place.
    pub(crate) fn put(&mut self, object: Value) {
        let id = object["id"].as_str().unwrap_or_default().to_owned();
        match self.index.get(&id) {
            Some(at) => self.rows[*at] = Some(object),
            None => {
                self.index.insert(id, self.rows.len());
                self.rows.push(Some(object));
            }
        }
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Value> {
        self.index.get(id).and_then(|at| self.rows[*at].as_ref())
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Value> {
        self.index.get(id).and_then(|at| self.rows[*at].as_mut())
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Value> {
        self.index.remove(id).and_then(|at| self.rows[at].take())
    }

    /// All objects, oldest first.
    pub(crate) fn oldest(&self) -> impl DoubleEndedIterator<Item = &Value> {
        self.rows.iter().flatten()
    }

    /// All objects, newest first: the order of Stripe's lists.
    pub(crate) fn newest(&self) -> impl Iterator<Item = &Value> {
        self.oldest().rev()
    }

    pub(crate) fn len(&self) -> usize {
        self.index.len()
    }
}
