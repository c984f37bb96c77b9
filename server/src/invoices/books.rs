//! What the books say of an invoice: the client owes it, the firm earned it.

use domain::{Instant, ledger::JournalKind};

use super::row::InvoiceRow;
use crate::{
    audit::Actor,
    db::Tx,
    firm,
    http::Result,
    ledger::{self, About, Account, Journal},
    state::App,
};

/// Books the issue that stands. It is the last thing that its transaction does but for answering.
///
/// # Errors
/// When the database refuses.
pub async fn issue(app: &App, tx: &mut Tx, invoice: &InvoiceRow, actor: Actor) -> Result<()> {
    let occurred_at = occurred_at(app, tx, invoice).await?;
    ledger::post(app, tx, Journal { occurred_at, ..journal(invoice, actor) }).await?;
    Ok(())
}

/// Takes back what was booked for the issue that stood: from whoever owes it now, since its client may have turned out to
/// be another one meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw(app: &App, tx: &mut Tx, invoice: &InvoiceRow, actor: Actor, why: &str) -> Result<()> {
    let lines = lines(invoice).into_iter().map(|(account, amount)| (account, -amount)).collect();
    let journal = Journal {
        kind: JournalKind::Reversal,
        cause: format!("{}:withdrawn", cause(invoice)),
        occurred_at: app.now(),
        memo: Some(format!("Invoice {} {why}", invoice.number)),
        lines,
        ..journal(invoice, actor)
    };
    ledger::post(app, tx, journal).await?;
    Ok(())
}

fn journal(invoice: &InvoiceRow, actor: Actor) -> Journal<'_> {
    Journal {
        firm: &invoice.firm_id,
        mode: invoice.mode.0,
        currency: invoice.currency.0,
        kind: JournalKind::Invoice,
        cause: cause(invoice),
        occurred_at: Instant::from_ms(invoice.created_at),
        actor,
        about: About { invoice: Some(invoice.id.0.clone()), ..About::default() },
        memo: Some(format!("Invoice {}", invoice.number)),
        lines: lines(invoice),
    }
}

fn lines(invoice: &InvoiceRow) -> Vec<(Account, i64)> {
    vec![
        (Account::Receivable(invoice.client_id.0.clone()), invoice.total),
        (Account::Fees, -invoice.subtotal),
        (Account::Tax, -invoice.tax),
    ]
}

fn cause(invoice: &InvoiceRow) -> String {
    format!("invoice:{}:{}", invoice.id.0, invoice.issue)
}

/// An invoice of an earlier day is booked on that day's last second; one of today, or of a day to come, now.
async fn occurred_at(app: &App, tx: &mut Tx, invoice: &InvoiceRow) -> Result<Instant> {
    let zone = firm::load_in(tx.conn(), &invoice.firm_id).await?.time_zone;
    Ok(firm::end_of_day(&zone, invoice.issued_on.0).min(app.now()))
}
