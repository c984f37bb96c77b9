//! The link by which an invoice's page takes money: made with the first click, one at a time, and delivered to nobody.

use domain::{
    LinkState, Money, Problem,
    api::audit::EventKind,
    id::{FirmId, InvoiceId, LinkId},
};

use super::{
    public::{may_be_paid, processing},
    row::InvoiceRow,
};
use crate::{
    accounts::AccountRow,
    audit::{Actor, Event},
    checkouts::reservations,
    db::{Col, Tx},
    http::{Error, Result},
    links::{fitting, insert, row::LinkRow},
    quarantine,
    state::App,
};

/// How many links that continued one another are looked through.
const LONGEST_CHAIN: usize = 100;

/// The invoice's own link, and what it asks for: all that is open, but for what bank debits are about to pay. Whoever
/// races gets the same one.
///
/// # Errors
/// 409 when there is nothing to pay, 503 when the firm cannot take it.
pub(super) async fn find_or_make(app: &App, firm: &FirmId, invoice: &InvoiceId) -> Result<(LinkId, i64)> {
    let mut tx = app.db.begin().await?;
    quarantine::hold_payers(tx.conn(), firm).await?;
    let account = InvoiceRow::find(tx.conn(), firm, invoice).await?.account_id;
    let account = AccountRow::lock(&mut tx, firm, &account).await?;
    let invoice = InvoiceRow::lock(&mut tx, firm, invoice).await?.ok_or_else(|| Error::not_found("invoice"))?;
    may_be_paid(&invoice)?;
    let asked = invoice.open() - processing(tx.conn(), firm, &invoice.id).await?;
    if asked <= 0 {
        return Err(reservations::at_the_bank(&invoice.number));
    }
    let link = match current(&mut tx, &invoice).await? {
        Some(mut link) => {
            fitting::ask_for(app, &mut tx, &mut link, &invoice.id, asked).await?;
            link.id.0
        }
        None => make(app, &mut tx, &invoice, &account, asked).await?,
    };
    tx.commit().await?;
    Ok((link, asked))
}

/// The link that was made before, or the one that asks for its rest, if it can still be paid.
async fn current(tx: &mut Tx, invoice: &InvoiceRow) -> Result<Option<LinkRow>> {
    let mut next: Option<Col<LinkId>> =
        sqlx::query_scalar("SELECT page_link_id FROM invoices WHERE firm_id = $1 AND id = $2")
            .bind(invoice.firm_id.as_str())
            .bind(invoice.id.as_str())
            .fetch_one(tx.conn())
            .await?;
    for _ in 0..LONGEST_CHAIN {
        let Some(id) = next.take() else { break };
        let link = LinkRow::lock(tx, &invoice.firm_id, &id).await?;
        if link.state() == LinkState::Outstanding {
            return Ok(Some(link));
        }
        next = link.successor_id;
    }
    Ok(None)
}

async fn make(app: &App, tx: &mut Tx, invoice: &InvoiceRow, account: &AccountRow, asked: i64) -> Result<LinkId> {
    let connection = account.connection_for(invoice.currency.0);
    let connection = match connection {
        Ok(connection) if account.mode.as_ref() == Some(&invoice.mode) => connection,
        _ => return Err(not_ready()),
    };
    let id = insert::for_invoice(app, tx, invoice, asked, &connection).await?;
    sqlx::query("UPDATE invoices SET page_link_id = $1 WHERE firm_id = $2 AND id = $3")
        .bind(id.as_str())
        .bind(invoice.firm_id.as_str())
        .bind(invoice.id.as_str())
        .execute(tx.conn())
        .await?;
    Event::new(&invoice.firm_id, EventKind::LinkCreated, Actor::tender())
        .link(&id, &id)
        .client(&invoice.client_id)
        .matter(invoice.matter_id.as_deref())
        .invoice(&invoice.id)
        .detail(format!("{} by the page of invoice {}", Money::new(asked, invoice.currency.0), invoice.number))
        .record(app, tx)
        .await?;
    Ok(id)
}

fn not_ready() -> Error {
    Problem::new(503, "account-not-ready", "This firm cannot take this payment right now")
        .with_detail("You have not been charged. Please tell the firm; its contact is below.")
        .into()
}
