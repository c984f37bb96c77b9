//! A link's row, and what it says.

use domain::{
    AccountKind, CivilDate, Currency, Instant, LinkState, LinkStatus, Mode, Money,
    api::links::{DeliveryStatus, Link, Recipient},
    id::{AccountId, ClientId, ConnectionId, FirmId, ImportId, LinkId, MatterId},
    link::{Closing, PartPolicy},
    part::Payable,
};
use sqlx::AnyConnection;

use super::items;
use crate::{
    db::{Col, Flag, Tx},
    http::{Error, Result},
    state::App,
};

/// All columns of `links`, and what a list shows of the account.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LinkRow {
    pub id: Col<LinkId>,
    pub firm_id: Col<FirmId>,
    pub account_id: Col<AccountId>,
    pub connection_id: Col<ConnectionId>,
    pub mode: Col<Mode>,
    pub status: Col<LinkStatus>,
    pub closing: Option<Col<Closing>>,
    pub closed_at: Option<i64>,
    pub amount: i64,
    pub paid: i64,
    pub currency: Col<Currency>,
    pub min_amount: Option<i64>,
    pub part_policy: Col<PartPolicy>,
    pub invoice_number: Option<String>,
    pub client: Option<String>,
    pub matter: Option<String>,
    pub client_id: Option<Col<ClientId>>,
    pub matter_id: Option<Col<MatterId>>,
    pub external_id: Option<String>,
    pub description: Option<String>,
    pub message: Option<String>,
    pub due_on: Option<Col<CivilDate>>,
    pub expires_at: Option<i64>,
    pub recipient_name: Option<String>,
    pub recipient_email: Option<String>,
    pub delivery: Option<Col<DeliveryStatus>>,
    pub first_opened_at: Option<i64>,
    pub last_opened_at: Option<i64>,
    pub times_opened: i64,
    pub flagged: Flag,
    pub root_id: Col<LinkId>,
    pub predecessor_id: Option<Col<LinkId>>,
    pub successor_id: Option<Col<LinkId>>,
    pub token_key: String,
    pub token_generation: i64,
    pub created_by: String,
    pub created_at: i64,
    pub paid_at: Option<i64>,
    pub method: Option<String>,
    pub import_id: Option<Col<ImportId>>,
    pub account_name: String,
    pub account_kind: Col<AccountKind>,
}

/// What is selected for a [`LinkRow`], from `links l` with [`link_joins`].
#[macro_export]
macro_rules! link_fields {
    () => {
        "l.id, l.firm_id, l.account_id, l.connection_id, l.mode, l.status, l.closing, l.closed_at, l.amount, l.paid,
         l.currency, l.min_amount, l.part_policy, l.invoice_number, l.client, l.matter, l.client_id, l.matter_id, l.external_id,
         l.description, l.message, l.due_on, l.expires_at, l.recipient_name, l.recipient_email, l.delivery, l.first_opened_at,
         l.last_opened_at, l.times_opened, l.flagged, l.root_id, l.predecessor_id, l.successor_id, l.token_key,
         l.token_generation, l.created_by, l.created_at, l.paid_at, l.method, l.import_id, a.name AS account_name,
         a.kind AS account_kind"
    };
}

/// What a link is joined with. Every link has an account; the outer join only keeps the order of the join.
#[macro_export]
macro_rules! link_joins {
    () => {
        "LEFT JOIN accounts a ON a.id = l.account_id AND a.firm_id = l.firm_id"
    };
}

/// Fields and joins of a [`LinkRow`].
#[macro_export]
macro_rules! link_columns {
    () => {
        concat!($crate::link_fields!(), " FROM links l ", $crate::link_joins!())
    };
}

/// What a link is for, in one line.
#[must_use]
pub fn purpose(description: Option<&str>, invoice_number: Option<&str>) -> Option<String> {
    let invoice = invoice_number.map(|number| format!("Invoice {number}"));
    match (description, invoice) {
        (Some(text), Some(invoice)) => Some(format!("{text} ({invoice})")),
        (text, invoice) => text.map(str::to_owned).or(invoice),
    }
}

impl LinkRow {
    /// Finds a firm's link.
    ///
    /// # Errors
    /// 404 when the firm has none of that id.
    pub async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &LinkId) -> Result<Self> {
        let row = sqlx::query_as(concat!("SELECT ", link_columns!(), " WHERE l.firm_id = $1 AND l.id = $2"))
            .bind(firm.as_str())
            .bind(id.as_str())
            .fetch_optional(conn)
            .await?;
        row.ok_or_else(|| Error::not_found("link"))
    }

    /// Finds a link and holds it until the transaction ends, and before it the invoices that it asks for: whoever else
    /// wants to decide waits.
    ///
    /// # Errors
    /// 404 when the firm has none of that id.
    pub async fn lock(tx: &mut Tx, firm: &FirmId, id: &LinkId) -> Result<Self> {
        items::hold(tx, firm, [id]).await?;
        sqlx::query("UPDATE links SET version = version + 1 WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(id.as_str())
            .execute(tx.conn())
            .await?;
        Self::find(tx.conn(), firm, id).await
    }

    /// The state, with its facts.
    #[must_use]
    pub fn state(&self) -> LinkState {
        let at = Instant::from_ms(self.closed_at.unwrap_or(self.created_at));
        match (self.status.0, &self.closing, &self.successor_id) {
            (LinkStatus::Outstanding, Some(why), _) => LinkState::Closing(why.0),
            (LinkStatus::Outstanding, None, _) => LinkState::Outstanding,
            (LinkStatus::Processing, ..) => LinkState::Processing,
            (LinkStatus::PartlyPaid, _, Some(successor)) => LinkState::PartlyPaid { successor: successor.0.clone() },
            // A check of the books would find a partly paid link without successor; to a payer it is paid.
            (LinkStatus::PartlyPaid, _, None) | (LinkStatus::Paid, ..) => LinkState::Paid,
            (LinkStatus::Cancelled, ..) => LinkState::Cancelled { at },
            (LinkStatus::Expired, ..) => LinkState::Expired { at },
        }
    }

    /// Stores another state.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn save_state(&mut self, tx: &mut Tx, state: &LinkState) -> Result<(), sqlx::Error> {
        self.status = Col(state.status());
        self.closing = match state {
            LinkState::Closing(why) => Some(Col(*why)),
            _ => None,
        };
        // When a link was closed stays on record, also if a payment made before turns up later.
        self.closed_at = state.closed_at().map(Instant::ms).or(self.closed_at);
        if let LinkState::PartlyPaid { successor } = state {
            self.successor_id = Some(Col(successor.clone()));
        }
        sqlx::query(
            "UPDATE links SET status = $1, closing = $2, closed_at = $3, successor_id = $4 WHERE firm_id = $5 AND id = $6",
        )
        .bind(self.status.as_str())
        .bind(self.closing.as_ref().map(|why| why.as_str()))
        .bind(self.closed_at)
        .bind(self.successor_id.as_ref().map(|id| id.as_str()))
        .bind(self.firm_id.as_str())
        .bind(self.id.as_str())
        .execute(tx.conn())
        .await
        .map(drop)
    }

    /// When it stops working.
    #[must_use]
    pub fn expiry(&self) -> Option<Instant> {
        self.expires_at.map(Instant::from_ms)
    }

    /// What is asked.
    #[must_use]
    pub fn asked(&self) -> Money {
        Money::new(self.amount, self.currency.0)
    }

    /// What is still asked.
    #[must_use]
    pub fn owed(&self) -> Money {
        Money::new(self.remaining(), self.currency.0)
    }

    /// What may be paid of it.
    #[must_use]
    pub fn payable(&self) -> Payable {
        Payable::new(self.owed(), self.min_amount)
    }

    /// Whether a part of it was paid, and it asks for the rest itself.
    #[must_use]
    pub fn is_open_in_part(&self) -> bool {
        self.part_policy.0 == PartPolicy::UntilPaid && self.paid > 0 && self.state() == LinkState::Outstanding
    }

    /// What is still to be paid by this link: nothing once a successor asks for the rest.
    #[must_use]
    pub fn remaining(&self) -> i64 {
        match self.status.0 {
            LinkStatus::PartlyPaid | LinkStatus::Paid => 0,
            _ => (self.amount - self.paid).max(0),
        }
    }

    /// The public URL.
    ///
    /// # Errors
    /// When the key that made its token is gone.
    pub fn url(&self, app: &App) -> Result<String> {
        url(app, &self.token_key, &self.id, self.token_generation)
    }

    /// What it is for, in one line.
    #[must_use]
    pub fn purpose(&self) -> Option<String> {
        purpose(self.description.as_deref(), self.invoice_number.as_deref())
    }

    /// As staff and integrations see it. `today` is the day on the firm's calendar.
    ///
    /// # Errors
    /// When its URL cannot be made.
    pub fn show(self, app: &App, today: CivilDate) -> Result<Link> {
        let url = self.url(app)?;
        let open = matches!(self.status.0, LinkStatus::Outstanding);
        Ok(Link {
            url,
            status: self.status.0,
            closing: self.closing.as_ref().map(|why| why.0),
            amount_remaining: self.remaining(),
            amount: self.amount,
            amount_paid: self.paid,
            currency: self.currency.0,
            min_amount: self.min_amount,
            part_policy: self.part_policy.0,
            overdue: open && self.due_on.as_ref().is_some_and(|due| due.0 < today),
            due_on: self.due_on.map(|due| due.0),
            recipient: self
                .recipient_email
                .map(|email| Recipient { name: self.recipient_name.unwrap_or_default(), email }),
            id: self.id.0,
            account_id: self.account_id.0,
            account_name: self.account_name,
            account_kind: self.account_kind.0,
            mode: self.mode.0,
            invoice_number: self.invoice_number,
            client: self.client,
            matter: self.matter,
            client_id: self.client_id.map(|id| id.0),
            matter_id: self.matter_id.map(|id| id.0),
            items: Vec::new(),
            external_id: self.external_id,
            description: self.description,
            message: self.message,
            expires_at: self.expires_at.map(Instant::from_ms),
            delivery: self.delivery.map(|d| d.0),
            first_opened_at: self.first_opened_at.map(Instant::from_ms),
            last_opened_at: self.last_opened_at.map(Instant::from_ms),
            times_opened: self.times_opened,
            flagged: self.flagged.0,
            predecessor_id: self.predecessor_id.map(|id| id.0),
            successor_id: self.successor_id.map(|id| id.0),
            created_at: Instant::from_ms(self.created_at),
            created_by: self.created_by,
            paid_at: self.paid_at.map(Instant::from_ms),
            method: self.method,
            import_id: self.import_id.map(|id| id.0),
        })
    }
}

/// The public URL of a link, of what is kept of its token.
///
/// # Errors
/// When the key that made the token is gone.
pub fn url(app: &App, token_key: &str, id: &LinkId, generation: i64) -> Result<String> {
    let token = app.keyring().token(token_key, id, generation)?;
    Ok(app.config.url(&format!("/l/{}", token.as_str())))
}
