//! Bank statements, and months of a receiving account: what the bank says, what the books say, and whose it is.
//!
//! Amounts are minor units of the account's currency, above nothing for what came in. `mode` is that of the account's
//! connection if absent.

use serde::{Deserialize, Serialize};

use crate::{
    AccountKind, CivilDate, Currency, Instant, Mode,
    bank::{BankFormat, Month},
    id::{AccountId, BankLineId, BankMatchId, BankStatementId, JournalId, PaymentId, PayoutId},
    ledger::{JournalKind, LedgerKind},
};

/// Bytes of a bank's file.
pub const MAX_STATEMENT_BYTES: usize = 5_000_000;
/// Lines of a bank's file.
pub const MAX_STATEMENT_LINES: usize = 20_000;
/// Lines, or entries, of one match.
pub const MAX_OF_A_MATCH: usize = 200;
/// Lines, and entries, that a month shows of each kind: the oldest.
pub const SHOWN: usize = 300;

/// A file of an account's lines: `POST /api/v1/accounts/{id}/bank-statements?name=&mode=&date_order=&decimal_mark=`, with
/// the file as its body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankStatement {
    /// The id.
    pub id: BankStatementId,
    /// The account.
    pub account_id: AccountId,
    /// How it is written.
    pub format: BankFormat,
    /// What the file was called.
    pub file_name: String,
    /// The day of its first line.
    pub first_day: Option<CivilDate>,
    /// The day of its last line.
    pub last_day: Option<CivilDate>,
    /// What was there before the first line.
    pub opening: Option<i64>,
    /// What was there after the last one.
    pub closing: Option<i64>,
    /// Its lines.
    pub lines: i64,
    /// Those of them that no file before had.
    pub fresh: i64,
    /// Who uploaded it.
    pub uploaded_by: String,
    /// When.
    pub created_at: Instant,
}

/// A line of the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankLine {
    /// The id.
    pub id: BankLineId,
    /// The day on which the bank booked it.
    pub day: CivilDate,
    /// What came in, or went out.
    pub amount: i64,
    /// What the bank says of it.
    pub description: String,
    /// A number that leads to what it is.
    pub reference: Option<String>,
}

/// An entry of the books, in the account's bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookLine {
    /// Names it in a match: its journal and its place there.
    pub id: String,
    /// Its journal.
    pub journal_id: JournalId,
    /// What the journal books.
    pub kind: JournalKind,
    /// The day on the firm's calendar.
    pub day: CivilDate,
    /// What came in, or went out.
    pub amount: i64,
    /// What is said of it.
    pub description: String,
    /// The payment concerned.
    pub payment_id: Option<PaymentId>,
    /// The payout concerned.
    pub payout_id: Option<PayoutId>,
}

/// Lines and entries that are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankMatch {
    /// The id.
    pub id: BankMatchId,
    /// The day from which on both sides have it.
    pub day: CivilDate,
    /// What it comes to.
    pub amount: i64,
    /// How many lines and entries it has.
    pub parts: i64,
    /// What the bank says of the first of its lines.
    pub description: String,
    /// Who made it.
    pub made_by: String,
    /// Whether a person chose what goes together.
    pub by_hand: bool,
}

/// What probably goes together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankProposal {
    /// The line.
    pub line_id: BankLineId,
    /// The entries.
    pub entry_ids: Vec<String>,
    /// Why, in words.
    pub why: String,
}

/// What is kept in an account, by whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Owned {
    /// Which accounts of the ledger.
    pub kind: LedgerKind,
    /// What they come to; what is missing there is less than nothing.
    pub amount: i64,
}

/// The sides that have to agree at the end of a month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sides {
    /// What the bank says was there; absent while nobody and no file said it.
    pub statement: Option<i64>,
    /// What the books have and the bank has not yet: deposits on their way, payments out that were not cashed.
    pub outstanding: i64,
    /// What the bank had and the books booked only afterwards.
    pub booked_later: i64,
    /// What lies at the gateway, on its way to this account (trust accounts).
    pub at_gateway: i64,
    /// What the bank says, with what is on its way: the first side.
    pub adjusted_bank: Option<i64>,
    /// What the books say is in the bank.
    pub in_bank: i64,
    /// What the books say is in the bank and on its way: the second side.
    pub books: i64,
    /// Whose it is (trust accounts).
    pub owned: Vec<Owned>,
    /// The sum of it: the third side; absent for an operating account.
    pub owners: Option<i64>,
    /// What the bank has and nobody found in the books.
    pub not_in_books: i64,
    /// How many lines that is.
    pub lines_not_in_books: i64,
}

impl Sides {
    /// Whether all sides are there and the same, and nothing of the bank is missing in the books.
    #[must_use]
    pub fn agree(&self) -> bool {
        self.adjusted_bank == Some(self.books)
            && self.owners.is_none_or(|owners| owners == self.books)
            && self.lines_not_in_books == 0
    }
}

/// A month that is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClosedMonth {
    /// Who closed it.
    pub closed_by: String,
    /// When.
    pub closed_at: Instant,
}

/// A month of an account: `GET /api/v1/accounts/{id}/months/{month}?mode=`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankMonth {
    /// The account.
    pub account_id: AccountId,
    /// Its name.
    pub account_name: String,
    /// Whose money lies in it.
    pub kind: AccountKind,
    /// Test money or real money.
    pub mode: Mode,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The month.
    pub month: Month,
    /// Set while it is closed.
    pub closed: Option<ClosedMonth>,
    /// The last month that is closed.
    pub last_closed: Option<Month>,
    /// The sides that have to agree.
    pub sides: Sides,
    /// What keeps it from being closed, in sentences; none of them, and it can be.
    pub hindrances: Vec<String>,
    /// Lines that are not in the books at the end of the month.
    pub lines: Vec<BankLine>,
    /// Entries that the bank did not have at the end of the month: outstanding items.
    pub entries: Vec<BookLine>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// What probably goes together.
    pub proposals: Vec<BankProposal>,
    /// What was matched with a day in this month.
    pub matches: Vec<BankMatch>,
    /// The newest uploads of the account.
    pub statements: Vec<BankStatement>,
}

/// `POST /api/v1/accounts/{id}/months/{month}/matches`: what goes together. Both sides must come to the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewMatch {
    /// Lines of the bank.
    pub line_ids: Vec<String>,
    /// Entries of the books.
    pub entry_ids: Vec<String>,
    /// Instead of both: all that is proposed.
    pub proposals: bool,
}

/// `PUT /api/v1/accounts/{id}/months/{month}/balance`: what the bank says was there at the end of the month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct StatedBalance {
    /// As people write it, such as 1250.00; a minus for what is owed to the bank.
    pub balance: String,
}

/// `POST /api/v1/accounts/{id}/months/{month}/reopening`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Reopening {
    /// Why, for the audit trail.
    pub reason: String,
}

/// What was closed, and its signature: `GET /api/v1/accounts/{id}/months/{month}/signature`. The body of
/// `POST /api/v1/months/verification`, too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SignedMonth {
    /// What was closed, to the byte.
    pub content: String,
    /// SHA-256 of the content, in hexadecimal: it stands on the paper, too.
    pub digest: String,
    /// Ed25519 over the content, in base64.
    pub signature: String,
    /// The public key, in base64.
    pub public_key: String,
    /// Which of the installation's keys made it.
    pub key_id: String,
}

/// Whether a signature is this installation's, and of that content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Verification {
    /// Whether it is.
    pub valid: bool,
}
