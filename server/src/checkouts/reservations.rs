//! What checkouts that are under way are about to pay: exclusivity is per debt, and not per URL.
//!
//! Two links, or a link and an invoice's page, can ask for the same invoice. So a checkout reserves what it will pay of
//! each invoice in the transaction that stores it, before the gateway hears of it, and nobody else can reserve or pay
//! that. It gives it back when it ends without money; what it paid is given back in the transaction that records the
//! payment, before the payment is linked to the invoices.
//!
//! So this always holds, and a check of the books may count on it: `invoices.reserved` is the sum of the invoice's
//! `reservations.amount`, `paid + reserved <= total`, and a checkout has reservations only while it is live (`creating`,
//! `unknown`, `open`, `expiring`) or while a payment of it is processing.
//!
//! Whoever calls this holds the link, and with it the invoices that it asks for: see [`crate::links::items`].

use domain::{
    Problem,
    id::{CheckoutId, FirmId, InvoiceId},
    time::MINUTE,
};

use super::{CheckoutRow, find};
use crate::{
    db::{Col, Tx},
    http::{Error, Result},
    links::{
        items::{self, Item},
        row::LinkRow,
    },
    state::App,
};

/// How long a session that nobody finishes keeps others from paying the same: long enough to find a card, or to sign in
/// at one's bank.
pub(super) const GIVES_WAY_AFTER: i64 = 10 * MINUTE;

/// Whether a checkout may begin.
pub(super) enum Way {
    /// Nothing stands in its way.
    Clear,
    /// This session, which nobody has finished for a while, ends first.
    After(Box<CheckoutRow>),
}

/// Looks whether what an amount would pay of a link's invoices can be reserved.
///
/// # Errors
/// 409 with a sentence for the payer: the link asks for more than is owed, or somebody is paying.
pub(super) async fn look(app: &App, tx: &mut Tx, link: &LinkRow, amount: i64) -> Result<Way> {
    let items = items::of(tx.conn(), &link.firm_id, &link.id).await?;
    for (item, share) in items.iter().zip(items::shares(&items, amount)) {
        if share > item.open() {
            return Err(not_owed(item));
        }
        if share > item.free() {
            return make_way(app, tx, &link.firm_id, item, share).await;
        }
    }
    Ok(Way::Clear)
}

/// Others are about to pay so much of the invoice that this share does not fit.
async fn make_way(app: &App, tx: &mut Tx, firm: &FirmId, item: &Item, share: i64) -> Result<Way> {
    let rivals = rivals(tx, firm, &item.invoice_id).await?;
    let gives_way = |rival: &&Rival| match rival.state.as_str() {
        "open" => app.now().ms() - rival.created_at > GIVES_WAY_AFTER,
        state => state == "expiring",
    };
    let yielding: i64 = rivals.iter().filter(gives_way).map(|rival| rival.amount).sum();
    let first = rivals.iter().find(gives_way);
    match first {
        Some(first) if share <= item.free() + yielding => {
            let row = find(tx.conn(), &first.id).await?.ok_or_else(|| anyhow::anyhow!("a checkout vanished"))?;
            super::set_state(tx, &row, &["open"], "expiring").await?;
            Ok(Way::After(Box::new(row)))
        }
        _ if rivals.iter().any(|rival| rival.state == "complete") => Err(at_the_bank(&item.number)),
        _ => Err(being_paid(item)),
    }
}

/// A checkout that has reserved something of an invoice.
#[derive(sqlx::FromRow)]
pub(super) struct Rival {
    pub id: Col<CheckoutId>,
    pub state: String,
    pub amount: i64,
    pub created_at: i64,
}

/// Who is about to pay an invoice, the oldest first.
pub(super) async fn rivals(tx: &mut Tx, firm: &FirmId, invoice: &InvoiceId) -> Result<Vec<Rival>, sqlx::Error> {
    sqlx::query_as(
        "SELECT c.id, c.state, r.amount, c.created_at
         FROM reservations r JOIN checkouts c ON c.id = r.checkout_id AND c.firm_id = r.firm_id
         WHERE r.firm_id = $1 AND r.invoice_id = $2 ORDER BY c.id",
    )
    .bind(firm.as_str())
    .bind(invoice.as_str())
    .fetch_all(tx.conn())
    .await
}

/// Reserves what a checkout will pay. Says whether all of it was to be had; if not, the transaction must not be committed.
///
/// # Errors
/// When the database refuses.
pub(super) async fn reserve(
    tx: &mut Tx,
    link: &LinkRow,
    checkout: &CheckoutId,
    amount: i64,
) -> Result<bool, sqlx::Error> {
    let items = items::of(tx.conn(), &link.firm_id, &link.id).await?;
    for (item, share) in items.iter().zip(items::shares(&items, amount)) {
        if share > 0 && !take(tx, &link.firm_id, checkout, item, share).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn take(tx: &mut Tx, firm: &FirmId, checkout: &CheckoutId, item: &Item, share: i64) -> Result<bool, sqlx::Error> {
    let raised = sqlx::query(
        "UPDATE invoices SET reserved = reserved + $1
         WHERE firm_id = $2 AND id = $3 AND paid + reserved + $1 <= total
           AND status IN ('unpaid', 'partly_paid', 'refunded')",
    )
    .bind(share)
    .bind(firm.as_str())
    .bind(item.invoice_id.as_str())
    .execute(tx.conn())
    .await?;
    if raised.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("INSERT INTO reservations (checkout_id, firm_id, invoice_id, amount) VALUES ($1, $2, $3, $4)")
        .bind(checkout.as_str())
        .bind(firm.as_str())
        .bind(item.invoice_id.as_str())
        .bind(share)
        .execute(tx.conn())
        .await?;
    Ok(true)
}

/// Gives back what a checkout has reserved, unless it may still bring money. To be called whenever it may have ended.
///
/// # Errors
/// When the database refuses.
pub async fn settle(tx: &mut Tx, checkout: &CheckoutRow) -> Result<(), sqlx::Error> {
    let given_back: Vec<(Col<InvoiceId>, i64)> = sqlx::query_as(
        "DELETE FROM reservations WHERE firm_id = $1 AND checkout_id = $2
           AND EXISTS (SELECT 1 FROM checkouts c WHERE c.id = $2 AND c.firm_id = $1
                       AND c.state IN ('complete', 'expired', 'failed'))
           AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.firm_id = $1 AND p.link_id = $3 AND p.checkout_id = $2
                           AND p.status = 'processing')
         RETURNING invoice_id, amount",
    )
    .bind(checkout.firm_id.as_str())
    .bind(checkout.id.as_str())
    .bind(checkout.link_id.as_str())
    .fetch_all(tx.conn())
    .await?;
    for (invoice, amount) in given_back {
        sqlx::query("UPDATE invoices SET reserved = reserved - $1 WHERE firm_id = $2 AND id = $3")
            .bind(amount)
            .bind(checkout.firm_id.as_str())
            .bind(invoice.as_str())
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// A bank debit is under way on a session that had been given up: what it will pay is reserved again, as far as the
/// invoices still have it. What they do not have becomes the client's credit once it is there.
///
/// # Errors
/// When the database refuses.
pub async fn renew(tx: &mut Tx, link: &LinkRow, checkout: &CheckoutRow) -> Result<(), sqlx::Error> {
    let known: Option<String> =
        sqlx::query_scalar("SELECT invoice_id FROM reservations WHERE firm_id = $1 AND checkout_id = $2 LIMIT 1")
            .bind(checkout.firm_id.as_str())
            .bind(checkout.id.as_str())
            .fetch_optional(tx.conn())
            .await?;
    if known.is_some() {
        return Ok(());
    }
    let items = items::of(tx.conn(), &link.firm_id, &link.id).await?;
    for (item, share) in items.iter().zip(items::shares(&items, checkout.amount)) {
        let share = share.min(item.free());
        if share > 0 {
            take(tx, &link.firm_id, &checkout.id, item, share).await?;
        }
    }
    Ok(())
}

fn not_owed(item: &Item) -> Error {
    let why = if item.open() == 0 {
        format!("Invoice {} is not owed any more: nothing is left to pay of it", item.number)
    } else {
        format!("Part of invoice {} has been paid in the meantime. Look at the page again", item.number)
    };
    Error::conflict("invoice-changed", why)
}

/// How a refusal is called that lasts for a while only: the page shows it above its button.
pub const BEING_PAID: &str = "being-paid";

fn being_paid(item: &Item) -> Error {
    Problem::new(409, BEING_PAID, format!("Someone is paying invoice {} right now", item.number))
        .with_detail("You have not been charged. Try again in ten minutes: who has not finished by then gives way.")
        .into()
}

/// 409 for the payer: the bank is about to pay it.
pub fn at_the_bank(invoice: &str) -> Error {
    Problem::new(409, BEING_PAID, format!("A bank debit that pays invoice {invoice} is on its way"))
        .with_detail("You have not been charged. Banks take up to 4 business days; there is nothing to pay until then.")
        .into()
}
