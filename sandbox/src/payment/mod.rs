//! A payer's payment: from the click to the charge.

mod booking;
mod cards;
mod confirm;
mod deposits;
mod settle;

pub(crate) use cards::{Card, CardMistake, Decline, TEST_CARDS};
pub(crate) use confirm::{foreign, resume, submit};
pub(crate) use deposits::verify;
pub(crate) use settle::{expire, expire_if_open, session_of, settle};

/// Who pays, as typed at the hosted page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Payer {
    pub(crate) email: Option<String>,
    pub(crate) name: Option<String>,
}

/// What the payer pays with.
#[derive(Debug, Clone)]
pub(crate) enum Method {
    Card(Card),
    BankDebit(Debit),
    PayLater,
}

impl Method {
    /// The value of `type` at Stripe.
    pub(crate) fn stripe_type(&self) -> &'static str {
        match self {
            Self::Card(_) => "card",
            Self::BankDebit(_) => "us_bank_account",
            Self::PayLater => "klarna",
        }
    }
}

/// A bank account to debit.
#[derive(Debug, Clone)]
pub(crate) struct Debit {
    pub(crate) account_number: String,
    pub(crate) ending: Ending,
    /// Small deposits must show first that the account is the payer's.
    pub(crate) needs_deposits: bool,
}

impl Debit {
    pub(crate) fn last4(&self) -> &str {
        self.account_number.get(self.account_number.len().saturating_sub(4)..).unwrap_or_default()
    }
}

/// How a bank debit ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Succeeds,
    Fails,
    /// Only the control API ends it.
    Manual,
}

/// An attempt that waits for the payer on another page.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) method: Method,
    pub(crate) payer: Payer,
    pub(crate) payment_method: String,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Attempt {
    Paid,
    /// A bank debit is under way.
    Processing,
    Declined(String),
    /// The payer must go on at the page of this name below the session's.
    NeedsPage(&'static str),
}

/// Why an attempt was not even made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    NoSuchSession,
    /// Complete or expired.
    NotOpen,
    /// Nothing waits for the payer.
    NothingPending,
}

/// Whether a session that is no longer open can be paid all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    OpenSessionsOnly,
    /// For tests of payments at the very moment of expiry.
    AnySession,
}
