//! What a row says, once it is checked.

use serde::{Deserialize, Serialize};

use super::{CellProblem, Severity, fold};
use crate::{
    CivilDate, Currency, Money,
    text::{Description, Email, ExternalId, InvoiceNumber, Message, Name},
};

/// The values of a row. What was wrong or absent is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RowValues {
    /// Whom it is for: the name, or first and last name, or the client's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Where it is mailed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// What is asked, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// The currency that the row is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// The firm's number of the invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice_number: Option<InvoiceNumber>,
    /// The firm's own key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// A few lines to the payer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// The day it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<CivilDate>,
    /// The last day on which the link works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<CivilDate>,
    /// The least the payer may pay, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_amount: Option<i64>,
    /// Whose money it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Name>,
    /// Which file of the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matter: Option<Name>,
}

/// What tells a row from others, within its receiving account. It is folded: spaces around it and
/// capitals make no other debt.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RowKey {
    /// The firm's own key.
    ExternalId(String),
    /// The number of the invoice.
    Invoice(String),
}

impl RowValues {
    /// The amount with its currency.
    #[must_use]
    pub fn money(&self) -> Option<Money> {
        Some(Money::new(self.amount?, self.currency?))
    }

    /// The row's key: its external ID, or else its invoice number.
    #[must_use]
    pub fn key(&self) -> Option<RowKey> {
        self.external_key().map(RowKey::ExternalId).or_else(|| self.invoice_key().map(RowKey::Invoice))
    }

    /// The external ID, folded.
    #[must_use]
    pub fn external_key(&self) -> Option<String> {
        self.external_id.as_ref().map(|id| fold::key(id.as_str()))
    }

    /// The invoice number, folded.
    #[must_use]
    pub fn invoice_key(&self) -> Option<String> {
        self.invoice_number.as_ref().map(|number| fold::key(number.as_str()))
    }

    /// What likely duplicates have in common: address and amount. Only of a row without a key.
    #[must_use]
    pub fn alike(&self) -> Option<String> {
        let keyless = self.external_id.is_none() && self.invoice_number.is_none();
        Some(fold::alike(self.email.as_ref().filter(|_| keyless)?.as_str(), self.amount?))
    }
}

/// A row with what it says and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckedRow {
    /// The row's number in the file.
    pub number: u32,
    /// What it says.
    pub values: RowValues,
    /// What is wrong with it.
    pub problems: Vec<CellProblem>,
}

impl CheckedRow {
    /// Whether it can be sent: warnings do not hold it back.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.problems.iter().all(|problem| problem.severity != Severity::Error)
    }
}
