//! The invoices that a link asks for, and how much of each.
//!
//! Several links can ask for the same invoice. So who holds a link holds its invoices first ([`hold`], which
//! [`LinkRow::lock`] does): what a checkout may reserve, and what a payment pays, is decided by one at a time.

use std::collections::BTreeSet;

use domain::{
    CivilDate,
    allocation::{Debt, oldest_first},
    api::links::LinkItem,
    id::{ClientId, FirmId, InvoiceId, LinkId, MatterId},
    invoice::InvoiceStatus,
};
use sqlx::AnyConnection;

use super::row::LinkRow;
use crate::db::{Col, Tx};

/// An invoice that a link asks for, as it is now.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Item {
    /// The invoice.
    pub invoice_id: Col<InvoiceId>,
    /// Who owes it.
    pub client_id: Col<ClientId>,
    /// For which file.
    pub matter_id: Option<Col<MatterId>>,
    /// How much of it the link asks for, in minor units: what was paid on a link that stays open is left out.
    pub amount: i64,
    /// What was left out.
    pub settled: i64,
    /// The firm's number of it.
    pub number: String,
    /// Where it stands.
    pub status: Col<InvoiceStatus>,
    /// What it comes to, what pays it, and what checkouts are about to pay.
    pub total: i64,
    pub paid: i64,
    pub reserved: i64,
    issued_on: Col<CivilDate>,
    due_on: Option<Col<CivilDate>>,
}

impl Item {
    /// What is owed of the invoice, in minor units.
    #[must_use]
    pub fn open(&self) -> i64 {
        if self.status.is_open() { self.total - self.paid } else { 0 }
    }

    /// What of that no checkout is about to pay.
    #[must_use]
    pub fn free(&self) -> i64 {
        (self.open() - self.reserved).max(0)
    }

    /// For staff and integrations.
    #[must_use]
    pub fn show(self) -> LinkItem {
        LinkItem { invoice_id: self.invoice_id.0, invoice_number: self.number, amount: self.amount }
    }
}

/// What a link asks for, in its order.
///
/// # Errors
/// When the database does not answer.
pub async fn of(conn: &mut AnyConnection, firm: &FirmId, link: &LinkId) -> Result<Vec<Item>, sqlx::Error> {
    sqlx::query_as(
        "SELECT t.invoice_id, t.amount - t.settled AS amount, t.settled, i.client_id, i.matter_id, i.number, i.status,
             i.total, i.paid, i.reserved, i.issued_on, i.due_on
         FROM (SELECT a.invoice_id, a.firm_id, a.position, a.amount,
                 CASE WHEN l.part_policy = 'until_paid' THEN (
                     SELECT CAST(COALESCE(SUM(o.amount), 0) AS BIGINT) FROM payments p
                     JOIN allocations o ON o.payment_id = p.id AND o.firm_id = p.firm_id AND o.target = 'invoice'
                     WHERE p.firm_id = a.firm_id AND p.link_id = a.link_id AND o.invoice_id = a.invoice_id)
                 ELSE 0 END AS settled
             FROM link_items a JOIN links l ON l.id = a.link_id AND l.firm_id = a.firm_id
             WHERE a.firm_id = $1 AND a.link_id = $2) t
         JOIN invoices i ON i.id = t.invoice_id AND i.firm_id = t.firm_id ORDER BY t.position",
    )
    .bind(firm.as_str())
    .bind(link.as_str())
    .fetch_all(conn)
    .await
}

/// What an amount that is to be paid on a link will pay of each of its items: oldest due first, then in the link's order.
/// This looks at what the link asks for, and not at what is still owed.
#[must_use]
pub fn shares(items: &[Item], amount: i64) -> Vec<i64> {
    spread(items, amount, |item| item.amount)
}

/// What an amount that was paid on a link pays of each of its items: the same, as far as the invoices are still owed and
/// nobody else is about to pay them. Where the checkout had reserved its shares, and has just given them back, these are
/// they.
#[must_use]
pub fn payable(items: &[Item], amount: i64) -> Vec<i64> {
    spread(items, amount, |item| item.amount.min(item.free()))
}

fn spread(items: &[Item], amount: i64, most: impl Fn(&Item) -> i64) -> Vec<i64> {
    let debt = |item: &Item| Debt {
        open: most(item),
        issued_on: item.issued_on.0,
        due_on: item.due_on.as_ref().map(|due| due.0),
    };
    oldest_first(amount, &items.iter().map(debt).collect::<Vec<_>>())
}

/// Holds the invoices that links ask for until the transaction ends, in the order of their ids. Who holds several links in
/// one transaction calls this for all of them first.
///
/// # Errors
/// When the database refuses.
pub async fn hold(
    tx: &mut Tx,
    firm: &FirmId,
    links: impl IntoIterator<Item = &LinkId> + Send,
) -> Result<(), sqlx::Error> {
    let mut invoices: BTreeSet<String> = BTreeSet::new();
    for link in links.into_iter().map(LinkId::as_str).collect::<Vec<_>>() {
        let asked: Vec<String> =
            sqlx::query_scalar("SELECT invoice_id FROM link_items WHERE firm_id = $1 AND link_id = $2")
                .bind(firm.as_str())
                .bind(link)
                .fetch_all(tx.conn())
                .await?;
        invoices.extend(asked);
    }
    for invoice in &invoices {
        sqlx::query("UPDATE invoices SET version = version + 1 WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(invoice.as_str())
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// Stores what a link asks for, in the place of what it asked for before.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, firm: &FirmId, link: &LinkId, items: &[(InvoiceId, i64)]) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM link_items WHERE firm_id = $1 AND link_id = $2")
        .bind(firm.as_str())
        .bind(link.as_str())
        .execute(tx.conn())
        .await?;
    for (position, (invoice, amount)) in (1_i64..).zip(items) {
        sqlx::query(
            "INSERT INTO link_items (link_id, firm_id, position, invoice_id, amount) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(link.as_str())
        .bind(firm.as_str())
        .bind(position)
        .bind(invoice.as_str())
        .bind(amount)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// What is left to ask for once a link was paid in part: `rest` of what it asked for.
///
/// # Errors
/// When the database does not answer.
pub async fn left_of(tx: &mut Tx, link: &LinkRow, rest: i64) -> Result<Vec<(InvoiceId, i64)>, sqlx::Error> {
    let items = of(tx.conn(), &link.firm_id, &link.id).await?;
    let paid = shares(&items, link.amount - rest);
    let left = items.into_iter().zip(paid).map(|(item, paid)| (item.invoice_id.0, item.amount - paid));
    Ok(left.filter(|(_, amount)| *amount > 0).collect())
}

/// The same for a link that was made for the rest before: of what is left, what is still owed. Nothing, for a link that
/// asks for no invoices.
///
/// # Errors
/// When the database does not answer.
pub async fn owed_of(tx: &mut Tx, link: &LinkRow, rest: i64) -> Result<Vec<(InvoiceId, i64)>, sqlx::Error> {
    let mut left = left_of(tx, link, rest).await?;
    let items = of(tx.conn(), &link.firm_id, &link.id).await?;
    for (invoice, amount) in &mut left {
        let open = items.iter().find(|item| item.invoice_id.0 == *invoice).map_or(0, Item::open);
        *amount = open.min(*amount);
    }
    left.retain(|(_, amount)| *amount > 0);
    Ok(left)
}
