//! Staff come first: before a payment by hand, another amount or a withdrawal, the sessions that are about to pay the
//! invoice end.

use domain::{
    Problem,
    id::{FirmId, InvoiceId},
};

use super::{
    ending, find,
    reservations::{self, Rival},
};
use crate::{
    http::{Error, Result},
    invoices::InvoiceRow,
    quarantine,
    state::App,
};

/// Sessions that are ended before staff are asked to try again.
const MOST: usize = 20;

/// Ends, at the gateway, open sessions that are about to pay an invoice, until so much of it is free (all of it,
/// if nothing is said): a call for before a transaction, never within one. What then changes the invoice still looks what is free, since the next payer may be
/// quick; and what cannot be done in any case (more than is owed, or of no invoice) ends nothing, and is refused there.
///
/// # Errors
/// 409 with a sentence for staff when a payment is under way that no one can stop, or while nothing may be ended at the
/// gateway; 503 when the gateway does not answer.
pub async fn make_room(app: &App, firm: &FirmId, invoice: &InvoiceId, amount: Option<i64>) -> Result<()> {
    for _ in 0..MOST {
        let mut tx = app.db.begin().await?;
        let Some(row) = InvoiceRow::look(tx.conn(), firm, invoice).await? else { return Ok(()) };
        let amount = amount.unwrap_or(row.total);
        let rivals = reservations::rivals(&mut tx, firm, invoice).await?;
        if rivals.is_empty() || row.free() >= amount || amount > row.open() {
            return Ok(());
        }
        // One in the making is about to be known, and one that is through waits for the bank.
        let yields = |rival: &&Rival| !matches!(rival.state.as_str(), "creating" | "complete");
        let yielding: i64 = rivals.iter().filter(yields).map(|rival| rival.amount).sum();
        let rests = quarantine::since(tx.conn(), firm).await?.is_some();
        let Some(rival) = rivals.iter().find(yields).filter(|_| !rests && row.free() + yielding >= amount) else {
            break;
        };
        let row = find(tx.conn(), &rival.id).await?;
        drop(tx);
        if let Some(row) = row {
            ending::end(app, &row).await.map_err(|why| {
                tracing::warn!(checkout = %row.id.0, %why, "a session that staff want ended is still open");
                no_answer()
            })?;
        }
    }
    Err(under_way())
}

fn under_way() -> Error {
    Problem::new(409, "invoice-reserved", "A client is paying this invoice")
        .with_detail("Wait until that payment has arrived or failed: a bank debit takes up to 4 business days.")
        .into()
}

fn no_answer() -> Error {
    Problem::new(503, "gateway-unavailable", "A client has a payment page open, and Stripe does not answer")
        .with_detail("Nothing was changed. Try again in a minute.")
        .into()
}
