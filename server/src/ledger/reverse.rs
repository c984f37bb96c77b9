//! Taking a journal back: the opposite is booked, and both stay.

use domain::{
    Currency, Instant, Mode,
    id::{AllocationId, DisputeId, FirmId, InvoiceId, JournalId, PaymentId, PayoutId, RefundId},
    ledger::JournalKind,
};

use super::{
    closing,
    post::{About, Entry, Journal, NotPosted, Posted, Standing, hold, insert},
};
use crate::{
    audit::Actor,
    db::{Col, Tx},
    postings,
    state::App,
};

#[derive(sqlx::FromRow)]
struct Head {
    id: Col<JournalId>,
    currency: Col<Currency>,
    payment_id: Option<Col<PaymentId>>,
    refund_id: Option<Col<RefundId>>,
    dispute_id: Option<Col<DisputeId>>,
    payout_id: Option<Col<PayoutId>>,
    invoice_id: Option<Col<InvoiceId>>,
    allocation_id: Option<Col<AllocationId>>,
}

impl Head {
    fn about(&self) -> About {
        About {
            payment: self.payment_id.as_ref().map(|id| id.0.clone()),
            refund: self.refund_id.as_ref().map(|id| id.0.clone()),
            dispute: self.dispute_id.as_ref().map(|id| id.0.clone()),
            payout: self.payout_id.as_ref().map(|id| id.0.clone()),
            invoice: self.invoice_id.as_ref().map(|id| id.0.clone()),
            allocation: self.allocation_id.as_ref().map(|id| id.0.clone()),
        }
    }
}

/// Takes back what was booked for a cause, once; nothing happens if nothing was booked.
///
/// # Errors
/// When clients' money would be overdrawn.
pub async fn reverse(
    app: &App,
    tx: &mut Tx,
    (firm, mode): (&FirmId, Mode),
    cause: &str,
    (actor, memo, occurred_at): (Actor, Option<String>, Instant),
) -> Result<Posted, NotPosted> {
    let number = hold(tx, firm, mode).await?;
    let head: Option<Head> = sqlx::query_as(
        "SELECT id, currency, payment_id, refund_id, dispute_id, payout_id, invoice_id, allocation_id FROM journals
         WHERE firm_id = $1 AND mode = $2 AND cause = $3",
    )
    .bind(firm.as_str())
    .bind(mode.as_str())
    .bind(cause)
    .fetch_optional(tx.conn())
    .await?;
    let Some(head) = head else {
        give_back_number(tx, firm, mode).await?;
        return Ok(Posted::Already);
    };
    let journal = Journal {
        firm,
        mode,
        currency: head.currency.0,
        kind: JournalKind::Reversal,
        cause: format!("reversal:{}", head.id.0),
        occurred_at,
        actor,
        about: head.about(),
        memo,
        lines: Vec::new(),
    };
    let journal = closing::back_on_an_open_day(tx, journal, &head.id).await?;
    let id = JournalId::from_u128(app.new_id());
    if !insert(app, tx, &journal, &id, number, Some(&head.id)).await? {
        return Ok(Posted::Already);
    }
    for (position, standing) in (1_i64..).zip(entries(tx, firm, &head.id).await?) {
        let account = &standing.ledger_account_id;
        let entry =
            Entry { journal: &id, position, account, amount: -standing.amount, occurred_at: journal.occurred_at };
        entry.post(tx, firm, standing.kind.0).await?;
    }
    postings::note(app, tx, &journal, &id).await?;
    Ok(Posted::New(id))
}

async fn give_back_number(tx: &mut Tx, firm: &FirmId, mode: Mode) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE ledgers SET journals = journals - 1 WHERE firm_id = $1 AND mode = $2")
        .bind(firm.as_str())
        .bind(mode.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn entries(tx: &mut Tx, firm: &FirmId, journal: &JournalId) -> Result<Vec<Standing>, sqlx::Error> {
    sqlx::query_as(
        "SELECT e.ledger_account_id, a.kind, e.amount FROM ledger_entries e
         JOIN ledger_accounts a ON a.id = e.ledger_account_id AND a.firm_id = e.firm_id
         WHERE e.firm_id = $1 AND e.journal_id = $2 ORDER BY e.position LIMIT 1000",
    )
    .bind(firm.as_str())
    .bind(journal.as_str())
    .fetch_all(tx.conn())
    .await
}
