//! Posting a journal.

use std::collections::BTreeMap;

use anyhow::anyhow;
use domain::{
    Currency, Instant, Mode,
    id::{AllocationId, DisputeId, FirmId, InvoiceId, JournalId, LedgerAccountId, PaymentId, PayoutId, RefundId},
    ledger::{JournalKind, LedgerKind},
};

use super::{Account, closing};
use crate::{
    audit::Actor,
    db::{Col, Tx},
    jobs::Failure,
    postings,
    state::App,
};

/// What a journal concerns.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// A payment.
    pub payment: Option<PaymentId>,
    /// A refund.
    pub refund: Option<RefundId>,
    /// A dispute.
    pub dispute: Option<DisputeId>,
    /// A payout.
    pub payout: Option<PayoutId>,
    /// An invoice.
    pub invoice: Option<InvoiceId>,
    /// An allocation.
    pub allocation: Option<AllocationId>,
}

/// A journal, about to be posted.
#[derive(Debug, Clone)]
pub struct Journal<'a> {
    /// Whose books.
    pub firm: &'a FirmId,
    /// Test money and real money have books of their own.
    pub mode: Mode,
    /// The currency of all its entries.
    pub currency: Currency,
    /// What it books.
    pub kind: JournalKind,
    /// Names what it books, once and for all: `payment:pay_…`. A journal with this cause is posted once.
    pub cause: String,
    /// When it happened, by the clock of where it happened.
    pub occurred_at: Instant,
    /// Who books it.
    pub actor: Actor,
    /// What it concerns.
    pub about: About,
    /// One line more.
    pub memo: Option<String>,
    /// Minor units by account: debits above nothing, credits below. They sum to zero.
    pub lines: Vec<(Account, i64)>,
}

/// What posting came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// It stands in the books now.
    New(JournalId),
    /// It stood there before.
    Already,
}

/// Why a journal was not posted. The transaction must not be committed.
#[derive(Debug, thiserror::Error)]
pub enum NotPosted {
    /// It would take more of clients' money than there is.
    #[error("there is not enough in {}", .0.label())]
    Short(LedgerKind),
    /// Its entries do not sum to zero, or a sum is too large for an integer.
    #[error("the entries of {0} do not balance")]
    Unbalanced(String),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl From<NotPosted> for Failure {
    fn from(why: NotPosted) -> Self {
        match why {
            NotPosted::Database(error) => error.into(),
            // A race for clients' money: whoever comes again finds what is left.
            NotPosted::Short(_) => Self::Retry(anyhow!("{why}")),
            NotPosted::Unbalanced(_) => Self::GiveUp(anyhow!("{why}")),
        }
    }
}

impl From<NotPosted> for crate::http::Error {
    fn from(why: NotPosted) -> Self {
        match why {
            NotPosted::Database(error) => error.into(),
            NotPosted::Short(kind) => Self::conflict(
                "not-enough",
                format!("There is not enough in {} any more. Load the page again to see what is left", kind.label()),
            ),
            NotPosted::Unbalanced(_) => Self::from(anyhow!("{why}")),
        }
    }
}

/// Posts a journal, once per cause. It is the last thing that its transaction takes: the ledger is held until the end.
///
/// # Errors
/// When its entries do not balance, or clients' money would be overdrawn.
pub async fn post(app: &App, tx: &mut Tx, journal: Journal<'_>) -> Result<Posted, NotPosted> {
    let lines = merged(&journal)?;
    let number = hold(tx, journal.firm, journal.mode).await?;
    let journal = closing::on_an_open_day(tx, journal).await?;
    let id = JournalId::from_u128(app.new_id());
    if !insert(app, tx, &journal, &id, number, None).await? {
        return Ok(Posted::Already);
    }
    for (position, (account, amount)) in (1_i64..).zip(lines) {
        let row = account.row(app, tx, journal.firm, journal.mode, journal.currency).await?;
        let entry = Entry { journal: &id, position, account: &row, amount, occurred_at: journal.occurred_at };
        entry.post(tx, journal.firm, account.kind()).await?;
    }
    postings::note(app, tx, &journal, &id).await?;
    Ok(Posted::New(id))
}

/// One line an account, in the order of the chart, without those that come to nothing.
fn merged(journal: &Journal<'_>) -> Result<BTreeMap<Account, i64>, NotPosted> {
    let unbalanced = || NotPosted::Unbalanced(journal.cause.clone());
    let mut lines: BTreeMap<Account, i64> = BTreeMap::new();
    let mut sum = 0_i64;
    for (account, amount) in &journal.lines {
        let line = lines.entry(account.clone()).or_default();
        *line = line.checked_add(*amount).ok_or_else(unbalanced)?;
        sum = sum.checked_add(*amount).ok_or_else(unbalanced)?;
    }
    lines.retain(|_, amount| *amount != 0);
    if sum == 0 && !lines.is_empty() { Ok(lines) } else { Err(unbalanced()) }
}

/// Holds the ledger until the end of the transaction, and says which number the next journal has.
pub(super) async fn hold(tx: &mut Tx, firm: &FirmId, mode: Mode) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "INSERT INTO ledgers (firm_id, mode, journals) VALUES ($1, $2, 1)
         ON CONFLICT (firm_id, mode) DO UPDATE SET journals = ledgers.journals + 1 RETURNING journals",
    )
    .bind(firm.as_str())
    .bind(mode.as_str())
    .fetch_one(tx.conn())
    .await
}

/// Stores the journal's head; false if its cause has been booked.
pub(super) async fn insert(
    app: &App,
    tx: &mut Tx,
    journal: &Journal<'_>,
    id: &JournalId,
    number: i64,
    reverses: Option<&JournalId>,
) -> Result<bool, sqlx::Error> {
    let about = &journal.about;
    let inserted = sqlx::query(
        "INSERT INTO journals (id, firm_id, mode, currency, number, kind, cause, occurred_at, booked_at, reverses, memo,
             actor, actor_id, payment_id, refund_id, dispute_id, payout_id, invoice_id, allocation_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
         ON CONFLICT (firm_id, mode, cause) DO NOTHING",
    )
    .bind(id.as_str())
    .bind(journal.firm.as_str())
    .bind(journal.mode.as_str())
    .bind(journal.currency.code())
    .bind(number)
    .bind(journal.kind.as_str())
    .bind(journal.cause.as_str())
    .bind(journal.occurred_at.ms())
    .bind(app.now().ms())
    .bind(reverses.map(JournalId::as_str))
    .bind(journal.memo.as_deref())
    .bind(journal.actor.name())
    .bind(journal.actor.id())
    .bind(about.payment.as_ref().map(PaymentId::as_str))
    .bind(about.refund.as_ref().map(RefundId::as_str))
    .bind(about.dispute.as_ref().map(DisputeId::as_str))
    .bind(about.payout.as_ref().map(PayoutId::as_str))
    .bind(about.invoice.as_ref().map(InvoiceId::as_str))
    .bind(about.allocation.as_ref().map(AllocationId::as_str))
    .execute(tx.conn())
    .await?;
    if inserted.rows_affected() == 1 {
        return Ok(true);
    }
    // The number is not used after all: numbers have no gaps.
    sqlx::query("UPDATE ledgers SET journals = journals - 1 WHERE firm_id = $1 AND mode = $2")
        .bind(journal.firm.as_str())
        .bind(journal.mode.as_str())
        .execute(tx.conn())
        .await?;
    Ok(false)
}

/// An entry, about to be posted.
pub(super) struct Entry<'a> {
    pub journal: &'a JournalId,
    pub position: i64,
    pub account: &'a LedgerAccountId,
    /// Minor units: debits above nothing.
    pub amount: i64,
    pub occurred_at: Instant,
}

#[derive(sqlx::FromRow)]
struct After {
    balance: i64,
    entries: i64,
}

impl Entry<'_> {
    /// Posts it. What clients have can't be overdrawn: the statement says so, and not a sum that was read before.
    pub(super) async fn post(&self, tx: &mut Tx, firm: &FirmId, kind: LedgerKind) -> Result<(), NotPosted> {
        let statement = if kind.is_guarded() && self.amount > 0 {
            "UPDATE ledger_accounts SET balance = balance + $1, entries = entries + 1
             WHERE firm_id = $2 AND id = $3 AND balance + $1 + held <= 0 RETURNING balance, entries"
        } else {
            "UPDATE ledger_accounts SET balance = balance + $1, entries = entries + 1
             WHERE firm_id = $2 AND id = $3 RETURNING balance, entries"
        };
        let after: Option<After> = sqlx::query_as(statement)
            .bind(self.amount)
            .bind(firm.as_str())
            .bind(self.account.as_str())
            .fetch_optional(tx.conn())
            .await?;
        let after = after.ok_or(NotPosted::Short(kind))?;
        sqlx::query(
            "INSERT INTO ledger_entries (journal_id, position, firm_id, ledger_account_id, place, amount, balance,
                 occurred_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(self.journal.as_str())
        .bind(self.position)
        .bind(firm.as_str())
        .bind(self.account.as_str())
        .bind(after.entries)
        .bind(self.amount)
        .bind(after.balance)
        .bind(self.occurred_at.ms())
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

/// An entry that stands in the books.
#[derive(sqlx::FromRow)]
pub(super) struct Standing {
    pub ledger_account_id: Col<LedgerAccountId>,
    pub kind: Col<LedgerKind>,
    pub amount: i64,
}
