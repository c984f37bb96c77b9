//! An invoice's row, and what it says.

use domain::{
    CivilDate, Currency, Instant, Mode, Money,
    api::invoices::{Invoice, InvoiceLine},
    id::{AccountId, ClientId, FirmId, InvoiceId, LinkId, MatterId},
    invoice::InvoiceStatus,
};
use sqlx::AnyConnection;

use crate::{
    clients::ClientRow,
    db::{Col, Tx},
    http::{Error, Result},
    state::App,
};

/// All columns of `invoices`, and what a list shows of what it is joined with.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct InvoiceRow {
    pub id: Col<InvoiceId>,
    pub firm_id: Col<FirmId>,
    pub mode: Col<Mode>,
    pub status: Col<InvoiceStatus>,
    pub client_id: Col<ClientId>,
    pub client_name: String,
    pub matter_id: Option<Col<MatterId>>,
    pub matter_number: Option<String>,
    pub account_id: Col<AccountId>,
    pub account_name: String,
    pub number: String,
    pub currency: Col<Currency>,
    pub issued_on: Col<CivilDate>,
    pub due_on: Option<Col<CivilDate>>,
    pub subtotal: i64,
    pub tax: i64,
    pub total: i64,
    pub paid: i64,
    pub returned: i64,
    pub reserved: i64,
    pub note: Option<String>,
    pub link_id: Option<Col<LinkId>>,
    pub token_key: String,
    pub token_generation: i64,
    pub issue: i64,
    pub created_by: String,
    pub created_at: i64,
    pub paid_at: Option<i64>,
}

/// What is selected for an [`InvoiceRow`], from `invoices i` with [`invoice_joins`]. The newest link that asks for it is
/// the one with the largest id.
#[macro_export]
macro_rules! invoice_fields {
    () => {
        "i.id, i.firm_id, i.mode, i.status, i.client_id, c.name AS client_name, i.matter_id, m.number AS matter_number,
         i.account_id, a.name AS account_name, i.number, i.currency, i.issued_on, i.due_on, i.subtotal, i.tax, i.total,
         i.paid, i.returned, i.reserved, i.note, i.token_key, i.token_generation, i.issue, i.created_by, i.created_at,
         i.paid_at, (SELECT MAX(t.link_id) FROM link_items t WHERE t.firm_id = i.firm_id AND t.invoice_id = i.id) AS link_id"
    };
}

/// What an invoice is joined with: client and account are always there; the outer joins only keep the order of the join.
#[macro_export]
macro_rules! invoice_joins {
    () => {
        "LEFT JOIN clients c ON c.id = i.client_id AND c.firm_id = i.firm_id
         LEFT JOIN matters m ON m.id = i.matter_id AND m.firm_id = i.firm_id
         LEFT JOIN accounts a ON a.id = i.account_id AND a.firm_id = i.firm_id"
    };
}

impl InvoiceRow {
    /// Finds a firm's invoice, if there is one of that id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn look(conn: &mut AnyConnection, firm: &FirmId, id: &InvoiceId) -> Result<Option<Self>, sqlx::Error> {
        sqlx::query_as(concat!(
            "SELECT ",
            invoice_fields!(),
            " FROM invoices i ",
            invoice_joins!(),
            " WHERE i.firm_id = $1 AND i.id = $2"
        ))
        .bind(firm.as_str())
        .bind(id.as_str())
        .fetch_optional(conn)
        .await
    }

    /// Finds a firm's invoice.
    ///
    /// # Errors
    /// 404 when the firm has none of that id.
    pub async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &InvoiceId) -> Result<Self> {
        Self::look(conn, firm, id).await?.ok_or_else(|| Error::not_found("invoice"))
    }

    /// Finds an invoice and holds it until the transaction ends: whoever else wants to decide waits.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn lock(tx: &mut Tx, firm: &FirmId, id: &InvoiceId) -> Result<Option<Self>, sqlx::Error> {
        sqlx::query("UPDATE invoices SET version = version + 1 WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(id.as_str())
            .execute(tx.conn())
            .await?;
        Self::look(tx.conn(), firm, id).await
    }

    /// Holds an invoice, and before it the client who owes it: for what is booked.
    ///
    /// # Errors
    /// 404 when the firm has none of that id; 503 when its client turned out to be another one in between.
    pub async fn hold(tx: &mut Tx, firm: &FirmId, id: &InvoiceId) -> Result<Self> {
        let before = Self::find(tx.conn(), firm, id).await?;
        ClientRow::lock(tx, firm, &before.client_id).await?;
        let row = Self::lock(tx, firm, id).await?.ok_or_else(|| Error::not_found("invoice"))?;
        if row.client_id != before.client_id {
            return Err(Error::busy());
        }
        Ok(row)
    }

    /// What is owed of it, in minor units.
    #[must_use]
    pub fn open(&self) -> i64 {
        if self.status.is_open() { self.total - self.paid } else { 0 }
    }

    /// What can be asked for, or paid, now: what is open, less what checkouts are about to pay.
    #[must_use]
    pub fn free(&self) -> i64 {
        (self.open() - self.reserved).max(0)
    }

    /// What it comes to.
    #[must_use]
    pub fn money(&self) -> Money {
        Money::new(self.total, self.currency.0)
    }

    /// Its public URL.
    ///
    /// # Errors
    /// When the key that made its token is gone.
    pub fn url(&self, app: &App) -> Result<String> {
        let token = app.keyring().invoice_token(&self.token_key, &self.id, self.token_generation)?;
        Ok(app.config.url(&format!("/i/{}", token.as_str())))
    }

    /// As staff and integrations see it. `today` is the day on the firm's calendar.
    ///
    /// # Errors
    /// When its URL cannot be made.
    pub fn show(self, app: &App, today: CivilDate, lines: Vec<InvoiceLine>) -> Result<Invoice> {
        let due_on = self.due_on.as_ref().map(|due| due.0);
        Ok(Invoice {
            url: self.url(app)?,
            overdue: self.status.is_overdue(due_on, today),
            open: self.open(),
            due_on,
            lines,
            id: self.id.0,
            number: self.number,
            status: self.status.0,
            client_id: self.client_id.0,
            client_name: self.client_name,
            matter_id: self.matter_id.map(|id| id.0),
            matter_number: self.matter_number,
            account_id: self.account_id.0,
            account_name: self.account_name,
            issued_on: self.issued_on.0,
            currency: self.currency.0,
            subtotal: self.subtotal,
            tax: self.tax,
            total: self.total,
            paid: self.paid,
            returned: self.returned,
            reserved: self.reserved,
            note: self.note,
            link_id: self.link_id.map(|id| id.0),
            mode: self.mode.0,
            created_at: Instant::from_ms(self.created_at),
            created_by: self.created_by,
            paid_at: self.paid_at.map(Instant::from_ms),
        })
    }
}
