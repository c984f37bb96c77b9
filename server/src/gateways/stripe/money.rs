//! The few fields that Tender reads in what moves money after a payment: refunds, disputes, payouts, movements.

use std::collections::HashMap;

use miniserde::{Deserialize, json::Value};

/// A refund.
#[derive(Debug, Deserialize)]
pub struct Refund {
    /// `re_…` or `pyr_…`
    pub id: String,
    /// `pending`, `requires_action`, `succeeded`, `failed`, `canceled`.
    pub status: Option<String>,
    /// In Stripe's units.
    pub amount: i64,
    /// Lower case.
    pub currency: String,
    /// Seconds.
    pub created: i64,
    /// Ours, among others.
    pub metadata: Option<HashMap<String, String>>,
    /// `duplicate`, `fraudulent`, `requested_by_customer`, `expired_uncaptured_charge`.
    pub reason: Option<String>,
    /// Why it failed, in Stripe's word.
    pub failure_reason: Option<String>,
    /// The payment.
    pub payment_intent: Option<String>,
    /// What it took back of what a connected account got.
    pub transfer_reversal: Option<String>,
    /// What it did to the balance, if that was asked for.
    pub balance_transaction: Option<Moved>,
}

/// A dispute.
#[derive(Debug, Deserialize)]
pub struct Dispute {
    /// `du_…` or `dp_…`
    pub id: String,
    /// `needs_response`, `won`, …
    pub status: String,
    /// The bank's reason.
    pub reason: String,
    /// In Stripe's units.
    pub amount: i64,
    /// Lower case.
    pub currency: String,
    /// Seconds.
    pub created: i64,
    /// Until when to answer.
    pub evidence_details: Option<EvidenceDetails>,
    /// Whether a refund would still be taken.
    pub is_charge_refundable: bool,
    /// What it did to the balance, so far.
    pub balance_transactions: Vec<Moved>,
    /// The payment.
    pub payment_intent: Option<String>,
}

/// Until when to answer.
#[derive(Debug, Deserialize)]
pub struct EvidenceDetails {
    /// Seconds; none if there is nothing to answer.
    pub due_by: Option<i64>,
}

/// What something did to the balance, in Stripe's units of `currency`.
#[derive(Debug, Clone, Deserialize)]
pub struct Moved {
    /// `txn_…`
    pub id: String,
    /// Below nothing for what left.
    pub amount: i64,
    /// Taken in addition.
    pub fee: i64,
    /// The settlement currency, lower case.
    pub currency: String,
    /// Seconds.
    pub created: i64,
}

/// A payout.
#[derive(Debug, Deserialize)]
pub struct Payout {
    /// `po_…`
    pub id: String,
    /// `pending`, `in_transit`, `paid`, `failed`, `canceled`.
    pub status: String,
    /// In Stripe's units.
    pub amount: i64,
    /// Lower case.
    pub currency: String,
    /// Seconds.
    pub created: i64,
    /// Seconds: when the bank has it.
    pub arrival_date: i64,
    /// Whether Stripe chose what is in it; else it does not say.
    pub automatic: bool,
}

/// A movement of the balance, with what moved it.
#[derive(Debug, Deserialize)]
pub struct BalanceTransaction {
    /// `txn_…`
    pub id: String,
    /// Seconds.
    pub created: i64,
    /// Seconds: when it can be paid out.
    pub available_on: i64,
    /// `charge`, `refund`, `payout`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Stripe's name for statements.
    pub reporting_category: Option<String>,
    /// In Stripe's units of `currency`.
    pub amount: i64,
    /// The same.
    pub fee: i64,
    /// The same: amount less fee.
    pub net: i64,
    /// The settlement currency, lower case.
    pub currency: String,
    /// What moved it, in whatever shape: one that cannot be read must not hide the others.
    pub source: Option<Value>,
}

impl BalanceTransaction {
    fn field(&self, name: &str) -> Option<&str> {
        let Some(Value::Object(source)) = &self.source else { return None };
        match source.get(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The payment that a charge, a refund or a dispute belongs to.
    #[must_use]
    pub fn payment_intent(&self) -> Option<&str> {
        self.field("payment_intent")
    }

    /// The id of what moved it.
    #[must_use]
    pub fn source_id(&self) -> Option<&str> {
        match &self.source {
            Some(Value::String(id)) => Some(id),
            _ => self.field("id"),
        }
    }

    /// What kind of thing moved it: `charge`, `refund`, `dispute`, `payout`, `transfer`, …
    #[must_use]
    pub fn source_object(&self) -> Option<&str> {
        self.field("object")
    }

    /// By which of the gateway's ids its payment is found: a payment's own, or that of a charge or a transfer on the
    /// way to it.
    #[must_use]
    pub fn about(&self) -> Option<&str> {
        let ways = ["payment_intent", "source_transfer", "source_transaction", "transfer", "charge"];
        ways.into_iter().find_map(|name| self.field(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn movement(source: &str) -> BalanceTransaction {
        let json = format!(
            r#"{{"id":"txn_1","created":1,"available_on":2,"type":"payment","reporting_category":"charge","amount":100,
            "fee":0,"net":100,"currency":"usd","source":{source},"new":[]}}"#
        );
        miniserde::json::from_str(&json).unwrap()
    }

    #[test]
    fn a_movement_leads_to_its_payment_whatever_moved_it() {
        let charge = movement(r#"{"id":"ch_1","object":"charge","payment_intent":"pi_1","source_transfer":null}"#);
        assert_eq!((charge.source_id(), charge.about()), (Some("ch_1"), Some("pi_1")));
        let received = movement(r#"{"id":"py_1","object":"charge","payment_intent":null,"source_transfer":"tr_1"}"#);
        assert_eq!(received.about(), Some("tr_1"));
        let sent = movement(r#"{"id":"tr_1","object":"transfer","source_transaction":"ch_1"}"#);
        assert_eq!((sent.source_object(), sent.about()), (Some("transfer"), Some("ch_1")));
        let fee = movement("null");
        assert_eq!((fee.source_id(), fee.about()), (None, None));
        assert_eq!(movement(r#""po_1""#).source_id(), Some("po_1"));
    }

    #[test]
    fn what_is_unknown_is_no_error() {
        let json = r#"{"id":"re_1","object":"refund","status":"succeeded","amount":100,"currency":"usd","created":1,
            "metadata":{"tender_refund":"x"},"reason":null,"charge":"ch_1","payment_intent":"pi_1","transfer_reversal":null,
            "balance_transaction":{"id":"txn_1","amount":-100,"fee":0,"net":-100,"currency":"usd","created":1}}"#;
        let refund: Refund = miniserde::json::from_str(json).unwrap();
        assert_eq!(refund.balance_transaction.map(|moved| moved.amount), Some(-100));
    }
}
