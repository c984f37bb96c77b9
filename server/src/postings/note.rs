//! Making postings: one for each entry of a journal in what a client owes, has to its credit or has in trust.

use domain::{
    id::{FirmId, JournalId, PaymentId, PostingId},
    ledger::{JournalKind, LedgerKind},
    posting::PostingKind,
};

use crate::{
    db::{Col, Tx},
    ledger::Journal,
    state::App,
};

/// An entry that the practice software is to have.
#[derive(sqlx::FromRow)]
struct Entry {
    position: i64,
    kind: Col<LedgerKind>,
    amount: i64,
    client_id: String,
    matter_id: Option<String>,
    account_id: Option<String>,
}

/// Makes the postings of a journal that has just been booked; the caller holds the ledger. Only what a payment did is
/// posted: invoices come from the practice software, and what happens inside Tender (clients are merged) does not concern
/// it.
///
/// # Errors
/// When the database refuses.
pub async fn note(app: &App, tx: &mut Tx, journal: &Journal<'_>, id: &JournalId) -> Result<(), sqlx::Error> {
    let Some(payment) = &journal.about.payment else { return Ok(()) };
    if journal.kind == JournalKind::Invoice {
        return Ok(());
    }
    let entries: Vec<Entry> = sqlx::query_as(
        "SELECT e.position, a.kind, e.amount, a.client_id, a.matter_id, a.account_id
         FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.ledger_account_id
         WHERE e.firm_id = $1 AND e.journal_id = $2 AND a.kind IN ('receivable', 'credit', 'trust') ORDER BY e.position",
    )
    .bind(journal.firm.as_str())
    .bind(id.as_str())
    .fetch_all(tx.conn())
    .await?;
    for entry in entries {
        let sequence = next_number(tx, journal).await?;
        entry.insert(app, tx, (journal, id, payment), sequence).await?;
    }
    Ok(())
}

async fn next_number(tx: &mut Tx, journal: &Journal<'_>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("UPDATE ledgers SET postings = postings + 1 WHERE firm_id = $1 AND mode = $2 RETURNING postings")
        .bind(journal.firm.as_str())
        .bind(journal.mode.as_str())
        .fetch_one(tx.conn())
        .await
}

impl Entry {
    fn target(&self) -> &'static str {
        match self.kind.0 {
            LedgerKind::Trust => "trust",
            LedgerKind::Credit => "credit",
            _ => "invoice",
        }
    }

    /// Its matter and its receiving account are those of the trust account, or of the part and the payment. What a client
    /// paid happened when it was paid, and not when somebody found out whose it is.
    async fn insert(
        &self,
        app: &App,
        tx: &mut Tx,
        (journal, id, payment): (&Journal<'_>, &JournalId, &PaymentId),
        sequence: i64,
    ) -> Result<(), sqlx::Error> {
        let firm: &FirmId = journal.firm;
        sqlx::query(
            "INSERT INTO postings (id, firm_id, mode, sequence, status, kind, target, journal_id, position, payment_id,
                 account_id, client_id, matter_id, invoice_id, amount, currency, occurred_at, created_at)
             SELECT $1, p.firm_id, p.mode, $2, 'to_post', $3, $4, $5, $6, p.id, COALESCE($7, p.account_id), $8,
                 COALESCE($9, (SELECT o.matter_id FROM allocations o WHERE o.firm_id = p.firm_id AND o.id = $10)),
                 $11, $12, $13, COALESCE(CASE WHEN $3 = 'payment' THEN p.confirmed_at END, $14), $15
             FROM payments p WHERE p.firm_id = $16 AND p.id = $17",
        )
        .bind(PostingId::from_u128(app.new_id()).as_str())
        .bind(sequence)
        .bind(kind(journal).as_str())
        .bind(self.target())
        .bind(id.as_str())
        .bind(self.position)
        .bind(self.account_id.as_deref())
        .bind(self.client_id.as_str())
        .bind(self.matter_id.as_deref())
        .bind(journal.about.allocation.as_ref().map(ToString::to_string))
        .bind(journal.about.invoice.as_ref().map(ToString::to_string))
        // Credits are what clients paid.
        .bind(-self.amount)
        .bind(journal.currency.code())
        .bind(journal.occurred_at.ms())
        .bind(app.now().ms())
        .bind(firm.as_str())
        .bind(payment.as_str())
        .execute(tx.conn())
        .await
        .map(drop)
    }
}

/// Why a posting is made, by what its journal books.
fn kind(journal: &Journal<'_>) -> PostingKind {
    match journal.kind {
        JournalKind::Allocation => match journal.cause.split_once(":back:") {
            None => PostingKind::Payment,
            Some((_, cause)) if cause.starts_with("rfd_") => PostingKind::Refund,
            Some((_, cause)) if cause.starts_with("dispute:") || cause.starts_with("dsp_") => PostingKind::Dispute,
            Some((_, cause)) if cause.starts_with("reversal") => PostingKind::Reversal,
            Some(_) => PostingKind::Unlinked,
        },
        JournalKind::Refund => PostingKind::Refund,
        JournalKind::Dispute | JournalKind::Reinstatement => PostingKind::Dispute,
        _ => PostingKind::Correction,
    }
}
