//! The books, and statements made of them.

use serde::{Deserialize, Serialize};

use crate::{
    CivilDate, Currency, Instant, Mode,
    id::{AccountId, ClientId, InvoiceId, JournalId, LedgerAccountId, MatterId, PaymentId, PayoutId},
    ledger::{JournalKind, LedgerKind},
};

/// An account of the ledger with its balance: `GET /api/v1/ledger/accounts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LedgerAccount {
    /// The id.
    pub id: LedgerAccountId,
    /// Which account of the chart it is.
    pub kind: LedgerKind,
    /// What it is kept for, as people say it: an account's, a client's or a gateway's name.
    pub name: String,
    /// The currency.
    pub currency: Currency,
    /// Minor units, positive on the side where such an account usually stands.
    pub balance: i64,
    /// How many entries it has.
    pub entries: i64,
    /// The receiving account.
    pub account_id: Option<AccountId>,
    /// The client.
    pub client_id: Option<ClientId>,
    /// The matter.
    pub matter_id: Option<MatterId>,
    /// Test money or real money.
    pub mode: Mode,
}

/// An entry of an account: `GET /api/v1/ledger/accounts/{id}/entries`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// Its journal.
    pub journal_id: JournalId,
    /// What the journal books.
    pub kind: JournalKind,
    /// One line more.
    pub memo: Option<String>,
    /// When it happened.
    pub occurred_at: Instant,
    /// When it was booked.
    pub booked_at: Instant,
    /// Who booked it.
    pub actor: String,
    /// Minor units, positive where the account grows.
    pub amount: i64,
    /// The account's balance after it.
    pub balance: i64,
    /// The payment concerned.
    pub payment_id: Option<PaymentId>,
    /// The invoice concerned.
    pub invoice_id: Option<InvoiceId>,
    /// The payout concerned.
    pub payout_id: Option<PayoutId>,
}

/// Everything between a client and the firm in one currency over some days:
/// `GET /api/v1/clients/{id}/statement?currency=USD&from=2026-01-01&to=2026-12-31&matter_id=`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Statement {
    /// Whose it is.
    pub client_id: ClientId,
    /// The client's name.
    pub client_name: String,
    /// The currency.
    pub currency: Currency,
    /// The first day.
    pub from: CivilDate,
    /// The last day.
    pub to: CivilDate,
    /// Invoices and what paid them.
    pub owed: StatementPart,
    /// What the client has to its credit in operating.
    pub credit: StatementPart,
    /// What it has in trust: a part for each account and matter.
    pub trust: Vec<StatementPart>,
}

/// One balance of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatementPart {
    /// What it is a balance of.
    pub name: String,
    /// Minor units at the beginning of the first day.
    pub opening: i64,
    /// What changed it; the oldest first, at most 1,000.
    pub entries: Vec<Entry>,
    /// Whether there were more.
    pub truncated: bool,
    /// Minor units at the end of the last day.
    pub closing: i64,
}
