//! The few fields of Stripe's objects that Tender reads. Everything else may change at will.

use std::collections::HashMap;

use miniserde::Deserialize;

/// A page of a list.
#[derive(Debug, Deserialize)]
pub struct List<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Whether there are more.
    pub has_more: bool,
}

/// The account behind a key.
#[derive(Debug, Deserialize)]
pub struct Account {
    /// `acct_…`
    pub id: String,
    /// How it presents itself.
    pub business_profile: Option<BusinessProfile>,
    /// Its settings.
    pub settings: Option<AccountSettings>,
    /// Its owner's address.
    pub email: Option<String>,
}

/// Part of an account.
#[derive(Debug, Deserialize)]
pub struct BusinessProfile {
    /// The name that payers see.
    pub name: Option<String>,
}

/// Part of an account.
#[derive(Debug, Deserialize)]
pub struct AccountSettings {
    /// The dashboard's settings.
    pub dashboard: Option<Dashboard>,
}

/// Part of an account's settings.
#[derive(Debug, Deserialize)]
pub struct Dashboard {
    /// The name in the dashboard.
    pub display_name: Option<String>,
}

impl Account {
    /// A name for people.
    #[must_use]
    pub fn name(&self) -> String {
        let dashboard = self.settings.as_ref().and_then(|s| s.dashboard.as_ref()).and_then(|d| d.display_name.clone());
        let profile = self.business_profile.as_ref().and_then(|p| p.name.clone());
        [dashboard, profile, self.email.clone()]
            .into_iter()
            .flatten()
            .find(|name| !name.is_empty())
            .unwrap_or_else(|| self.id.clone())
    }
}

/// A checkout session.
#[derive(Debug, Clone, Deserialize)]
pub struct Session {
    /// `cs_…`
    pub id: String,
    /// `open`, `complete` or `expired`.
    pub status: Option<String>,
    /// The hosted page, while it is open.
    pub url: Option<String>,
    /// Seconds.
    pub expires_at: i64,
    /// The payment, once there is one.
    pub payment_intent: Option<String>,
    /// The id of our checkout.
    pub client_reference_id: Option<String>,
}

/// A payment.
#[derive(Debug, Deserialize)]
pub struct PaymentIntent {
    /// `pi_…`
    pub id: String,
    /// `succeeded`, `processing`, `requires_payment_method`, …
    pub status: String,
    /// What is asked, in Stripe's units.
    pub amount: i64,
    /// What came, in Stripe's units.
    pub amount_received: Option<i64>,
    /// Lower case.
    pub currency: String,
    /// Seconds.
    pub created: i64,
    /// Ours, among others.
    pub metadata: Option<HashMap<String, String>>,
    /// The last attempt's error.
    pub last_payment_error: Option<PaymentError>,
    /// The last attempt.
    pub latest_charge: Option<Charge>,
    /// What the payer still has to do.
    pub next_action: Option<NextAction>,
}

impl PaymentIntent {
    /// Whether the payer confirmed a bank account that small deposits will verify.
    #[must_use]
    pub fn waits_for_deposits(&self) -> bool {
        self.next_action.as_ref().is_some_and(|action| action.kind == "verify_with_microdeposits")
    }
}

/// What a payer still has to do.
#[derive(Debug, Deserialize)]
pub struct NextAction {
    /// `verify_with_microdeposits`, `redirect_to_url`, …
    #[serde(rename = "type")]
    pub kind: String,
}

/// Why an attempt failed.
#[derive(Debug, Deserialize)]
pub struct PaymentError {
    /// For the payer.
    pub message: Option<String>,
}

/// An attempt to charge.
#[derive(Debug, Deserialize)]
pub struct Charge {
    /// `ch_…` or `py_…`
    pub id: String,
    /// Seconds: when the payer confirmed.
    pub created: i64,
    /// Who paid.
    pub billing_details: Option<BillingDetails>,
    /// How.
    pub payment_method_details: Option<MethodDetails>,
    /// Fee and net, once known.
    pub balance_transaction: Option<BalanceFacts>,
}

/// Who paid.
#[derive(Debug, Deserialize)]
pub struct BillingDetails {
    /// The name on the card.
    pub name: Option<String>,
    /// The address given at the checkout.
    pub email: Option<String>,
}

/// How it was paid.
#[derive(Debug, Deserialize)]
pub struct MethodDetails {
    /// `card`, `us_bank_account`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// A card's facts.
    pub card: Option<CardDetails>,
    /// A US bank account's facts.
    pub us_bank_account: Option<BankDetails>,
    /// A European bank account's facts.
    pub sepa_debit: Option<BankDetails>,
}

/// A card.
#[derive(Debug, Deserialize)]
pub struct CardDetails {
    /// `visa`, …
    pub brand: Option<String>,
    /// The last four digits.
    pub last4: Option<String>,
    /// The issuer's code.
    pub authorization_code: Option<String>,
}

/// A bank account.
#[derive(Debug, Deserialize)]
pub struct BankDetails {
    /// The last four digits.
    pub last4: Option<String>,
}

impl MethodDetails {
    /// The last four digits of whatever it was.
    #[must_use]
    pub fn last4(&self) -> Option<String> {
        let card = self.card.as_ref().and_then(|c| c.last4.clone());
        let bank = self.us_bank_account.as_ref().or(self.sepa_debit.as_ref()).and_then(|b| b.last4.clone());
        card.or(bank)
    }
}

/// What a charge did to the balance.
#[derive(Debug, Deserialize)]
pub struct BalanceFacts {
    /// In Stripe's units of `currency`.
    pub fee: i64,
    /// In Stripe's units of `currency`.
    pub net: i64,
    /// The settlement currency, lower case.
    pub currency: String,
}

/// A webhook endpoint.
#[derive(Debug, Deserialize)]
pub struct Endpoint {
    /// `we_…`
    pub id: String,
    /// `whsec_…`, only when it was just made.
    pub secret: Option<String>,
}

/// The answer to a deletion.
#[derive(Debug, Deserialize)]
pub struct Deleted {
    /// Of what was deleted.
    pub id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_fields_and_nulls_are_no_error() {
        let json = r#"{"id":"pi_1","object":"payment_intent","status":"processing","amount":100,"amount_received":0,
            "currency":"usd","created":1,"metadata":{},"last_payment_error":null,"from_the_future":{"a":[1]},
            "latest_charge":{"id":"py_1","created":1,"billing_details":{"name":null,"email":"a@example.org","tax_id":null},
              "payment_method_details":{"type":"us_bank_account","us_bank_account":{"last4":"6789","bank_name":"X"}},
              "balance_transaction":null}}"#;
        let intent: PaymentIntent = miniserde::json::from_str(json).unwrap();
        let method = intent.latest_charge.and_then(|c| c.payment_method_details).unwrap();
        assert_eq!(method.last4().as_deref(), Some("6789"));
    }
}
