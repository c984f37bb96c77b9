//! One Stripe account of the sandbox and the test keys that open it.

use std::collections::HashMap;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::idempotency::Ledger;
use crate::payment::Pending;
use crate::table::{Kind, Table};

/// What a key opens. All keys whose third part (`sk_test_THIS_…`) is the same open the same account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyOwner {
    /// The part of the key that names the account.
    pub(crate) label: String,
    /// `acct_…`
    pub(crate) account: String,
}

impl KeyOwner {
    /// The account of any test key, secret, restricted or publishable; `None` for everything else.
    pub(crate) fn of(key: &str) -> Option<Self> {
        let rest = ["sk_test_", "rk_test_", "pk_test_"].iter().find_map(|prefix| key.strip_prefix(prefix))?;
        let label = rest.split('_').next()?;
        let sound = !label.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        sound.then(|| Self { label: label.to_owned(), account: account_id(label) })
    }
}

/// The same label always gives the same account id.
pub(crate) fn account_id(label: &str) -> String {
    let digest = hex::encode(Sha256::digest(label.as_bytes()));
    format!("acct_1{}", &digest[..15])
}

/// What a session was asked to do with its payment, and what is under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// `list` of line items.
    pub(crate) line_items: Vec<Value>,
    /// The first line's description, for the hosted page.
    pub(crate) description: Option<String>,
    /// Fields of `payment_intent_data`, checked.
    pub(crate) payment_intent_data: Map<String, Value>,
    /// An attempt that waits for the payer (3-D Secure, pay later).
    pub(crate) pending: Option<Pending>,
}

/// Money in other currencies is exchanged on arrival.
#[derive(Debug, Clone)]
pub(crate) struct Settlement {
    pub(crate) currency: String,
    /// Settlement units for a million presentment units.
    pub(crate) rate_millionths: i64,
}

/// All state of one account.
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) created: i64,
    /// The name the payer sees.
    pub(crate) name: String,
    /// The platform's account id, if this is a connected account.
    pub(crate) platform: Option<String>,
    /// The `controller` object.
    pub(crate) controller: Value,
    pub(crate) settlement: Option<Settlement>,
    pub(crate) plans: HashMap<String, Plan>,
    /// Signing secrets by webhook endpoint.
    pub(crate) secrets: HashMap<String, String>,
    /// Ids of events of which a delivery was given up.
    pub(crate) undelivered: HashMap<String, u64>,
    /// Balance transactions by payout.
    pub(crate) paid_out: HashMap<String, Vec<String>>,
    pub(crate) ledger: Ledger,
    tables: HashMap<&'static str, Table>,
}

impl Account {
    pub(crate) fn new(id: &str, name: String, platform: Option<String>, controller: Value, created: i64) -> Self {
        Self {
            id: id.to_owned(),
            created,
            name,
            platform,
            controller,
            settlement: None,
            plans: HashMap::new(),
            secrets: HashMap::new(),
            undelivered: HashMap::new(),
            paid_out: HashMap::new(),
            ledger: Ledger::default(),
            tables: HashMap::new(),
        }
    }

    pub(crate) fn table_mut(&mut self, kind: Kind) -> &mut Table {
        self.tables.entry(kind.object()).or_default()
    }

    pub(crate) fn get(&self, kind: Kind, id: &str) -> Option<&Value> {
        self.tables.get(kind.object())?.get(id)
    }

    /// All objects of a kind, newest first.
    pub(crate) fn newest(&self, kind: Kind) -> impl Iterator<Item = &Value> {
        self.tables.get(kind.object()).into_iter().flat_map(Table::newest)
    }

    /// All objects of a kind, oldest first.
    pub(crate) fn oldest(&self, kind: Kind) -> impl Iterator<Item = &Value> {
        self.tables.get(kind.object()).into_iter().flat_map(Table::oldest)
    }

    pub(crate) fn count(&self, kind: Kind) -> usize {
        self.tables.get(kind.object()).map_or(0, Table::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_share_their_label_open_the_same_account() {
        let first = KeyOwner::of("sk_test_smith_1").unwrap();
        assert_eq!(first, KeyOwner::of("pk_test_smith_other").unwrap());
        assert_ne!(first, KeyOwner::of("sk_test_jones_1").unwrap());
    }

    #[test]
    fn live_and_malformed_keys_open_nothing() {
        for key in ["sk_live_smith_1", "sk_test_", "sk_test__x", "nonsense", "sk_test_a b"] {
            assert_eq!(KeyOwner::of(key), None, "{key}");
        }
    }
}
