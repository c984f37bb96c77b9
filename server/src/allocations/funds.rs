//! A payment, as far as its money is concerned.

use std::collections::BTreeSet;

use domain::{
    AccountKind, Currency, Instant, Mode, PaymentSource, PaymentStatus,
    allocation::TargetKind,
    id::{AccountId, AllocationId, ClientId, FirmId, InvoiceId, LinkId, MatterId, PaymentId},
    payment::Sums,
};
use sqlx::AnyConnection;

use crate::{
    clients::ClientRow,
    db::{Col, Tx},
    http::{Error, Result},
    invoices::row::InvoiceRow,
    ledger::{Account, nobodys},
};

/// A payment, as far as its money is concerned.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Funds {
    pub id: Col<PaymentId>,
    pub firm_id: Col<FirmId>,
    pub mode: Col<Mode>,
    pub status: Col<PaymentStatus>,
    pub source: Col<PaymentSource>,
    pub amount: i64,
    pub refunded: i64,
    pub withdrawn: i64,
    pub allocated: i64,
    pub currency: Col<Currency>,
    pub account_id: Option<Col<AccountId>>,
    pub account_kind: Option<Col<AccountKind>>,
    pub client_id: Option<Col<ClientId>>,
    pub matter_id: Option<Col<MatterId>>,
    pub link_id: Option<Col<LinkId>>,
    pub confirmed_at: Option<i64>,
    pub created_at: i64,
}

impl Funds {
    /// A firm's payment as it is now; the caller holds it, or does not mind that it changes.
    ///
    /// # Errors
    /// 404 when the firm has none of that id.
    pub async fn look(conn: &mut AnyConnection, firm: &FirmId, id: &PaymentId) -> Result<Self> {
        let row = sqlx::query_as(
            "SELECT p.id, p.firm_id, p.mode, p.status, p.source, p.amount, p.refunded, p.withdrawn, p.allocated,
                 p.currency, p.account_id, a.kind AS account_kind, p.client_id, p.matter_id, p.link_id, p.confirmed_at,
                 p.created_at
             FROM payments p LEFT JOIN accounts a ON a.id = p.account_id AND a.firm_id = p.firm_id
             WHERE p.firm_id = $1 AND p.id = $2",
        )
        .bind(firm.as_str())
        .bind(id.as_str())
        .fetch_optional(conn)
        .await?;
        row.ok_or_else(|| Error::not_found("payment"))
    }

    /// Holds a payment until the transaction ends, and before it all clients and invoices that it pays or paid.
    ///
    /// # Errors
    /// 404 when the firm has none of that id; 503 when it came to pay something else in between.
    pub async fn hold(tx: &mut Tx, firm: &FirmId, id: &PaymentId) -> Result<Self> {
        let (clients, invoices) = concerned(tx, firm, id).await?;
        for client in &clients {
            ClientRow::lock(tx, firm, client).await?;
        }
        for invoice in &invoices {
            InvoiceRow::lock(tx, firm, invoice).await?;
        }
        sqlx::query("UPDATE payments SET version = version + 1 WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(id.as_str())
            .execute(tx.conn())
            .await?;
        let now = concerned(tx, firm, id).await?;
        if !(now.0.is_subset(&clients) && now.1.is_subset(&invoices)) {
            return Err(Error::busy());
        }
        Self::look(tx.conn(), firm, id).await
    }

    /// What became of the money.
    #[must_use]
    pub fn sums(&self) -> Sums {
        let Self { amount, refunded, withdrawn, allocated, .. } = *self;
        Sums { amount, refunded, withdrawn, allocated }
    }

    /// When the money came.
    #[must_use]
    pub fn came_at(&self) -> Instant {
        Instant::from_ms(self.confirmed_at.unwrap_or(self.created_at))
    }

    /// The account of the books in which its unallocated money lies.
    ///
    /// # Errors
    /// 409 for a payment that has not been booked yet.
    pub fn nobodys(&self) -> Result<Account> {
        let (account, kind) = self.account()?;
        Ok(nobodys(kind, account.clone()))
    }

    /// The receiving account, and whose money lies there.
    ///
    /// # Errors
    /// 409 for a payment that has not been booked yet.
    pub fn account(&self) -> Result<(&AccountId, AccountKind)> {
        match (&self.account_id, &self.account_kind) {
            (Some(account), Some(kind)) => Ok((&account.0, kind.0)),
            _ => Err(Error::conflict("not-booked", "This payment is being booked: try again in a minute")),
        }
    }

    /// The parts that stand, the oldest first.
    pub(super) async fn standing(&self, conn: &mut AnyConnection) -> Result<Vec<Standing>> {
        let rows = sqlx::query_as(
            "SELECT id, account_id, client_id, matter_id, invoice_id, target, taken_back,
                 amount - taken_back AS amount
             FROM allocations WHERE firm_id = $1 AND payment_id = $2 AND taken_back < amount ORDER BY id",
        )
        .bind(self.firm_id.as_str())
        .bind(self.id.as_str())
        .fetch_all(conn)
        .await?;
        Ok(rows)
    }
}

/// A part of a payment that stands.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Standing {
    pub id: Col<AllocationId>,
    pub account_id: Col<AccountId>,
    pub client_id: Col<ClientId>,
    pub matter_id: Option<Col<MatterId>>,
    pub invoice_id: Option<Col<InvoiceId>>,
    pub target: Col<TargetKind>,
    pub taken_back: i64,
    /// Minor units that have not been taken back.
    pub amount: i64,
}

/// Clients and invoices that a payment pays or paid, in the order in which they are held.
async fn concerned(
    tx: &mut Tx,
    firm: &FirmId,
    payment: &PaymentId,
) -> Result<(BTreeSet<ClientId>, BTreeSet<InvoiceId>)> {
    let rows: Vec<(Col<ClientId>, Option<Col<InvoiceId>>)> =
        sqlx::query_as("SELECT DISTINCT client_id, invoice_id FROM allocations WHERE firm_id = $1 AND payment_id = $2")
            .bind(firm.as_str())
            .bind(payment.as_str())
            .fetch_all(tx.conn())
            .await?;
    let (clients, invoices): (BTreeSet<_>, Vec<_>) =
        rows.into_iter().map(|(client, invoice)| (client.0, invoice.map(|id| id.0))).unzip();
    Ok((clients, invoices.into_iter().flatten().collect()))
}
