//! What pays an invoice, and what stops paying it.
//!
//! Every change is one conditional statement: whoever races, an invoice is never paid beyond its total, nor out of what a
//! checkout that is under way is about to pay. Who settles such a checkout gives its reservation back first, in the same
//! transaction. Whoever changes several invoices holds them in the order of their ids ([`InvoiceRow::lock`]).

use anyhow::anyhow;
use domain::{
    CivilDate, Currency, Mode, Money,
    allocation::Debt,
    api::{
        audit::EventKind,
        stream::{Change, ChangeKind},
    },
    id::{ClientId, FirmId, InvoiceId, MatterId, PaymentId},
    invoice::InvoiceStatus,
};
use sqlx::AnyConnection;

use super::row::InvoiceRow;
use crate::{
    audit::{Actor, Event},
    db::{Col, Tx},
    http::Error,
    jobs::Failure,
    links::fitting,
    state::App,
};

/// The most open invoices that one payment is spread over.
pub const MOST_OPEN: i64 = 500;

/// Money that comes to an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coming {
    /// For the first time.
    Anew,
    /// Again, after it went back: a refund failed, a dispute was won.
    Again,
}

/// Money that leaves an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Going {
    /// It was linked by mistake: as if it had never paid the invoice.
    Undone,
    /// To its payer, by a refund, a return or a dispute.
    Returned,
}

/// Who moves the money, and of which payment it is a part.
#[derive(Debug, Clone)]
pub struct Cause<'a> {
    /// Who does it.
    pub actor: Actor,
    /// The payment.
    pub payment: Option<&'a PaymentId>,
}

/// Why an invoice takes no such amount. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotPaid {
    /// The firm has no such invoice.
    #[error("There is no such invoice")]
    Missing,
    /// It was withdrawn.
    #[error("Invoice {0} was withdrawn: nobody owes it")]
    Void(String),
    /// Less than that can be paid now: what is open, less what checkouts are about to pay.
    #[error("Invoice {number} takes at most {free} now")]
    TooMuch {
        /// Its number.
        number: String,
        /// What it takes.
        free: Money,
    },
    /// More is taken back than pays it.
    #[error("Only {paid} pays invoice {number}")]
    TooLittle {
        /// Its number.
        number: String,
        /// What pays it.
        paid: Money,
    },
    /// The database refused.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl From<NotPaid> for Error {
    fn from(why: NotPaid) -> Self {
        match why {
            NotPaid::Missing => Self::not_found("invoice"),
            NotPaid::Database(error) => error.into(),
            NotPaid::Void(_) => Self::conflict("invoice-void", why.to_string()),
            NotPaid::TooMuch { .. } | NotPaid::TooLittle { .. } => Self::conflict("invoice-changed", why.to_string()),
        }
    }
}

impl From<NotPaid> for Failure {
    fn from(why: NotPaid) -> Self {
        match why {
            NotPaid::Database(error) => error.into(),
            why => Self::GiveUp(anyhow!("{why}")),
        }
    }
}

/// An invoice that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvoice {
    /// The invoice.
    pub id: InvoiceId,
    /// The firm's number of it.
    pub number: String,
    /// For which file.
    pub matter: Option<MatterId>,
    /// What it takes now, for [`domain::allocation::oldest_first`]: what is open, less what checkouts are about to pay.
    pub debt: Debt,
}

/// An amount pays an invoice.
///
/// # Errors
/// When the invoice takes less than that, or was withdrawn; nothing is changed then.
pub async fn pay(
    app: &App,
    tx: &mut Tx,
    (firm, id): (&FirmId, &InvoiceId),
    amount: i64,
    coming: Coming,
    cause: Cause<'_>,
) -> Result<InvoiceStatus, NotPaid> {
    let before = InvoiceRow::lock(tx, firm, id).await?.ok_or(NotPaid::Missing)?;
    if before.status.0 == InvoiceStatus::Void {
        return Err(NotPaid::Void(before.number));
    }
    let paid = before.paid.saturating_add(amount);
    let returned = match coming {
        Coming::Anew => before.returned,
        Coming::Again => (before.returned - amount).max(0),
    };
    let now = app.now().ms();
    if amount <= 0 || !before.store(tx, paid, returned, Some(now)).await? {
        let free = Money::new(before.free(), before.currency.0);
        return Err(NotPaid::TooMuch { number: before.number, free });
    }
    // Other links that ask for it ask for less from now on.
    fitting::review(app, tx, firm, id).await?;
    before.tell(app, tx, paid, returned, cause).await
}

/// An amount stops paying an invoice.
///
/// # Errors
/// When less than that pays it; nothing is changed then.
pub async fn unpay(
    app: &App,
    tx: &mut Tx,
    (firm, id): (&FirmId, &InvoiceId),
    amount: i64,
    going: Going,
    cause: Cause<'_>,
) -> Result<InvoiceStatus, NotPaid> {
    let before = InvoiceRow::lock(tx, firm, id).await?.ok_or(NotPaid::Missing)?;
    let paid = before.paid.saturating_sub(amount);
    let returned = match going {
        Going::Undone => before.returned,
        Going::Returned => before.returned.saturating_add(amount),
    };
    if amount <= 0 || paid < 0 || !before.store(tx, paid, returned, before.paid_at).await? {
        let paid = Money::new(before.paid, before.currency.0);
        return Err(NotPaid::TooLittle { number: before.number, paid });
    }
    before.tell(app, tx, paid, returned, cause).await
}

impl InvoiceRow {
    /// Stores what pays it now; false if it does not take that.
    async fn store(&self, tx: &mut Tx, paid: i64, returned: i64, paid_at: Option<i64>) -> Result<bool, sqlx::Error> {
        let status = InvoiceStatus::of(self.total, paid, returned);
        let stored = sqlx::query(
            "UPDATE invoices SET paid = $1, returned = $2, status = $3, paid_at = $4
             WHERE firm_id = $5 AND id = $6 AND status <> 'void' AND paid = $7
               AND ($1 <= paid OR $1 + reserved <= total)",
        )
        .bind(paid)
        .bind(returned)
        .bind(status.as_str())
        .bind(paid_at.filter(|_| status == InvoiceStatus::Paid))
        .bind(self.firm_id.as_str())
        .bind(self.id.as_str())
        .bind(self.paid)
        .execute(tx.conn())
        .await?;
        Ok(stored.rows_affected() == 1)
    }

    /// Writes down that it was paid in full, or is owed again, and tells open browsers.
    async fn tell(
        &self,
        app: &App,
        tx: &mut Tx,
        paid: i64,
        returned: i64,
        cause: Cause<'_>,
    ) -> Result<InvoiceStatus, NotPaid> {
        let status = InvoiceStatus::of(self.total, paid, returned);
        let kind = match (self.status.0, status) {
            (InvoiceStatus::Paid, InvoiceStatus::Paid) => None,
            (_, InvoiceStatus::Paid) => Some(EventKind::InvoicePaid),
            (InvoiceStatus::Paid, _) => Some(EventKind::InvoiceReopened),
            _ => None,
        };
        tx.announce(&self.firm_id, Change::of(ChangeKind::Record));
        let Some(kind) = kind else { return Ok(status) };
        let mut event = Event::new(&self.firm_id, kind, cause.actor)
            .client(&self.client_id)
            .matter(self.matter_id.as_deref())
            .invoice(&self.id)
            .detail(&self.number);
        if let Some(payment) = cause.payment {
            event = event.payment(payment);
        }
        event.record(app, tx).await?;
        Ok(status)
    }
}

#[derive(sqlx::FromRow)]
struct OpenRow {
    id: Col<InvoiceId>,
    number: String,
    matter_id: Option<Col<MatterId>>,
    total: i64,
    paid: i64,
    reserved: i64,
    issued_on: Col<CivilDate>,
    due_on: Option<Col<CivilDate>>,
}

/// What a client owes in a currency, or for one of its matters, the oldest first: at most [`MOST_OPEN`]. An invoice that
/// checkouts are about to pay in full is not among them.
///
/// # Errors
/// When the database refuses.
pub async fn open_of(
    conn: &mut AnyConnection,
    (firm, mode): (&FirmId, Mode),
    client: &ClientId,
    matter: Option<&MatterId>,
    currency: Currency,
) -> Result<Vec<OpenInvoice>, sqlx::Error> {
    let rows: Vec<OpenRow> = sqlx::query_as(
        "SELECT id, number, matter_id, total, paid, reserved, issued_on, due_on FROM invoices
         WHERE firm_id = $1 AND client_id = $2 AND currency = $3 AND mode = $4
           AND status IN ('unpaid', 'partly_paid', 'refunded') AND paid + reserved < total
           AND ($5 = '' OR matter_id = $5)
         ORDER BY COALESCE(due_on, issued_on), issued_on, id LIMIT $6",
    )
    .bind(firm.as_str())
    .bind(client.as_str())
    .bind(currency.code())
    .bind(mode.as_str())
    .bind(matter.map_or("", MatterId::as_str))
    .bind(MOST_OPEN)
    .fetch_all(conn)
    .await?;
    let open = |row: OpenRow| OpenInvoice {
        debt: Debt {
            open: row.total - row.paid - row.reserved,
            issued_on: row.issued_on.0,
            due_on: row.due_on.map(|due| due.0),
        },
        id: row.id.0,
        number: row.number,
        matter: row.matter_id.map(|id| id.0),
    };
    Ok(rows.into_iter().map(open).collect())
}
