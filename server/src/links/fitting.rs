//! A link asks for no more than is owed: what was paid another way, or withdrawn, leaves it.

use domain::{
    LinkState,
    api::audit::EventKind,
    id::{FirmId, InvoiceId, LinkId},
    invoice::InvoiceStatus,
    link::Closing,
};

use super::{
    closing,
    columns::keep_terms,
    items::{self, Item},
    row::LinkRow,
};
use crate::{
    audit::{Actor, Event},
    checkouts,
    db::{Col, Tx},
    jobs::{Failure, Job},
    state::App,
};

/// An invoice was paid, changed or withdrawn: each open link that asks for it gets a look, once this is committed. To be
/// called by whoever changes what is owed of an invoice, in the same transaction.
///
/// # Errors
/// When the database refuses.
pub async fn review(app: &App, tx: &mut Tx, firm: &FirmId, invoice: &InvoiceId) -> Result<(), sqlx::Error> {
    let asking: Vec<Col<LinkId>> = sqlx::query_scalar(
        "SELECT DISTINCT l.id FROM link_items t JOIN links l ON l.id = t.link_id AND l.firm_id = t.firm_id
         WHERE t.firm_id = $1 AND t.invoice_id = $2 AND l.status = 'outstanding'
         ORDER BY l.id LIMIT 1000",
    )
    .bind(firm.as_str())
    .bind(invoice.as_str())
    .fetch_all(tx.conn())
    .await?;
    for link in &asking {
        Job::FitLink { link: link.0.clone() }.enqueue(app, tx, app.now()).await?;
    }
    Ok(())
}

/// Nobody pays a link any more: if it asks for invoices, it gets the look that had to wait.
///
/// # Errors
/// When the database refuses.
pub async fn again(app: &App, tx: &mut Tx, firm: &FirmId, link: &LinkId) -> Result<(), sqlx::Error> {
    let asks: Option<String> =
        sqlx::query_scalar("SELECT invoice_id FROM link_items WHERE firm_id = $1 AND link_id = $2 LIMIT 1")
            .bind(firm.as_str())
            .bind(link.as_str())
            .fetch_optional(tx.conn())
            .await?;
    if asks.is_some() {
        Job::FitLink { link: link.clone() }.enqueue(app, tx, app.now()).await?;
    }
    Ok(())
}

/// The job: takes out of a link what is not owed any more, and withdraws it if nothing is left. While someone pays, what
/// they pay is reserved, so the link fits; it gets another look when they are done.
///
/// # Errors
/// *Retry* when the database does not answer.
pub async fn fit(app: &App, id: &LinkId) -> Result<(), Failure> {
    let firm: Option<Col<FirmId>> = sqlx::query_scalar("SELECT firm_id FROM links WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(app.db.read())
        .await?;
    let Some(firm) = firm else { return Ok(()) };
    let mut tx = app.db.begin().await?;
    let mut link = LinkRow::lock(&mut tx, &firm, id).await?;
    let items = items::of(tx.conn(), &firm, id).await?;
    let idle = checkouts::live(tx.conn(), &firm, id).await?.is_none();
    let owed: Vec<i64> = items.iter().map(|item| item.amount.min(item.open())).collect();
    let less: i64 = items.iter().zip(&owed).map(|(item, owed)| item.amount - owed).sum();
    if link.state() != LinkState::Outstanding || !idle || less == 0 {
        return Ok(());
    }
    if less >= link.remaining() {
        closing::begin_because(app, &mut tx, (&firm, id), Closing::Cancel, Actor::tender(), &why(&items)).await?;
    } else {
        let left: Vec<_> = items
            .iter()
            .zip(owed)
            .map(|(item, owed)| (item.invoice_id.0.clone(), item.settled + owed))
            .filter(|(_, n)| *n > 0)
            .collect();
        items::put(&mut tx, &firm, id, &left).await?;
        let rest = link.amount - less;
        change(app, &mut tx, &mut link, rest, &why(&items)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Lets the link of an invoice's page ask for another amount. An open session over the one before ends with the next
/// checkout. The caller holds the link.
///
/// # Errors
/// When the database refuses.
pub async fn ask_for(
    app: &App,
    tx: &mut Tx,
    link: &mut LinkRow,
    invoice: &InvoiceId,
    amount: i64,
) -> Result<(), sqlx::Error> {
    if link.amount == amount {
        return Ok(());
    }
    items::put(tx, &link.firm_id, &link.id, &[(invoice.clone(), amount)]).await?;
    change(app, tx, link, amount, "As much of the invoice is open").await
}

/// Stores another amount.
async fn change(app: &App, tx: &mut Tx, link: &mut LinkRow, amount: i64, why: &str) -> Result<(), sqlx::Error> {
    link.amount = amount;
    link.min_amount = link.min_amount.map(|min| min.min(amount));
    sqlx::query("UPDATE links SET amount = $1, min_amount = $2 WHERE firm_id = $3 AND id = $4")
        .bind(link.amount)
        .bind(link.min_amount)
        .bind(link.firm_id.as_str())
        .bind(link.id.as_str())
        .execute(tx.conn())
        .await?;
    keep_terms(tx, link).await?;
    Event::new(&link.firm_id, EventKind::LinkAmountChanged, Actor::tender())
        .link(&link.id, &link.root_id)
        .detail(format!("{}. {why}", link.asked()))
        .record(app, tx)
        .await
}

/// What happened to the invoices, for the history: `Invoice 12 was paid another way`.
fn why(items: &[Item]) -> String {
    let changed = items.iter().filter(|item| item.open() < item.amount);
    let sentences: Vec<String> = changed
        .map(|item| match item.status.0 {
            InvoiceStatus::Void => format!("Invoice {} was withdrawn", item.number),
            InvoiceStatus::Paid => format!("Invoice {} was paid another way", item.number),
            _ => format!("Invoice {} was paid another way in part, or changed", item.number),
        })
        .collect();
    sentences.join("; ")
}
