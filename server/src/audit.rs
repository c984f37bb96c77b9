//! The audit trail: one entry per change, in the transaction that makes it.

use domain::{
    api::{
        audit::{EventKind, TimelineEntry},
        stream::{Change, ChangeKind},
    },
    id::{AppointmentId, ClientId, EventId, FirmId, InvoiceId, LinkId, MatterId, PaymentId},
};
use sqlx::AnyConnection;

use crate::{
    db::{Col, Tx},
    http::Staff,
    state::App,
};

/// Who did it.
#[derive(Debug, Clone)]
pub struct Actor {
    name: String,
    id: Option<String>,
}

impl Actor {
    /// The payer.
    #[must_use]
    pub fn client() -> Self {
        Self { name: "Client".into(), id: None }
    }

    /// The gateway told us.
    #[must_use]
    pub fn gateway() -> Self {
        Self { name: "Gateway".into(), id: None }
    }

    /// A member of staff, or a key, on whose behalf a job works.
    #[must_use]
    pub fn staff(name: &str, id: &str) -> Self {
        Self { name: name.to_owned(), id: Some(id.to_owned()) }
    }

    /// Someone of whom only the name was kept.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), id: None }
    }

    /// The name that the trail shows.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the member of staff, or of the key.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Tender itself, by a job.
    #[must_use]
    pub fn tender() -> Self {
        Self { name: "Tender".into(), id: None }
    }
}

impl From<&Staff> for Actor {
    fn from(staff: &Staff) -> Self {
        Self { name: staff.name.clone(), id: Some(staff.id().to_owned()) }
    }
}

/// One thing that happened, being written down.
pub struct Event<'a> {
    firm: &'a FirmId,
    kind: EventKind,
    actor: Actor,
    detail: Option<String>,
    link: Option<(&'a LinkId, &'a LinkId)>,
    payment: Option<&'a PaymentId>,
    client: Option<&'a ClientId>,
    matter: Option<&'a MatterId>,
    invoice: Option<&'a InvoiceId>,
    appointment: Option<&'a AppointmentId>,
}

impl<'a> Event<'a> {
    /// Something happened to a firm.
    #[must_use]
    pub fn new(firm: &'a FirmId, kind: EventKind, actor: impl Into<Actor>) -> Self {
        Self {
            firm,
            kind,
            actor: actor.into(),
            detail: None,
            link: None,
            payment: None,
            client: None,
            matter: None,
            invoice: None,
            appointment: None,
        }
    }

    /// One line more.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "callers have numbers and texts of their own")]
    pub fn detail(mut self, detail: impl ToString) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// It concerns a link, and the history that it shares with its chain.
    #[must_use]
    pub fn link(mut self, link: &'a LinkId, root: &'a LinkId) -> Self {
        self.link = Some((link, root));
        self
    }

    /// It concerns a payment.
    #[must_use]
    pub fn payment(mut self, payment: &'a PaymentId) -> Self {
        self.payment = Some(payment);
        self
    }

    /// It concerns a client.
    #[must_use]
    pub fn client(mut self, client: &'a ClientId) -> Self {
        self.client = Some(client);
        self
    }

    /// It concerns a matter.
    #[must_use]
    pub fn matter(mut self, matter: Option<&'a MatterId>) -> Self {
        self.matter = matter;
        self
    }

    /// It concerns an invoice.
    #[must_use]
    pub fn invoice(mut self, invoice: &'a InvoiceId) -> Self {
        self.invoice = Some(invoice);
        self
    }

    /// It concerns an appointment.
    #[must_use]
    pub fn appointment(mut self, appointment: &'a AppointmentId) -> Self {
        self.appointment = Some(appointment);
        self
    }

    /// Writes it down, and tells open browsers after the commit.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn record(self, app: &App, tx: &mut Tx) -> Result<(), sqlx::Error> {
        let id = EventId::from_u128(app.new_id());
        sqlx::query(
            "INSERT INTO events (id, firm_id, at, kind, actor, actor_id, detail, link_id, root_id, payment_id, client_id,
                 matter_id, invoice_id, appointment_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(id.as_str())
        .bind(self.firm.as_str())
        .bind(app.now().ms())
        .bind(self.kind.as_str())
        .bind(self.actor.name)
        .bind(self.actor.id)
        .bind(self.detail)
        .bind(self.link.map(|(link, _)| link.to_string()))
        .bind(self.link.map(|(_, root)| root.to_string()))
        .bind(self.payment.map(ToString::to_string))
        .bind(self.client.map(ToString::to_string))
        .bind(self.matter.map(ToString::to_string))
        .bind(self.invoice.map(ToString::to_string))
        .bind(self.appointment.map(ToString::to_string))
        .execute(tx.conn())
        .await?;
        let kind = match (self.payment, self.link) {
            (Some(_), _) => ChangeKind::Payment,
            (None, Some(_)) => ChangeKind::Link,
            (None, None) if self.client.is_some() || self.matter.is_some() || self.invoice.is_some() => {
                ChangeKind::Record
            }
            (None, None) => ChangeKind::Settings,
        };
        let change = Change {
            link_id: self.link.map(|(link, _)| link.clone()),
            payment_id: self.payment.cloned(),
            ..Change::of(kind)
        };
        tx.announce(self.firm, change);
        Ok(())
    }
}

/// A row of the trail.
#[derive(sqlx::FromRow)]
pub struct EventRow {
    /// The id, which also is the place in the list.
    pub id: Col<EventId>,
    /// Milliseconds.
    pub at: i64,
    kind: Col<EventKind>,
    actor: String,
    detail: Option<String>,
    link_id: Option<Col<LinkId>>,
    payment_id: Option<Col<PaymentId>>,
    client_id: Option<Col<ClientId>>,
    matter_id: Option<Col<MatterId>>,
    invoice_id: Option<Col<InvoiceId>>,
}

impl From<EventRow> for TimelineEntry {
    fn from(row: EventRow) -> Self {
        Self {
            id: row.id.0,
            at: domain::Instant::from_ms(row.at),
            kind: row.kind.0,
            actor: row.actor,
            detail: row.detail,
            link_id: row.link_id.map(|id| id.0),
            payment_id: row.payment_id.map(|id| id.0),
            client_id: row.client_id.map(|id| id.0),
            matter_id: row.matter_id.map(|id| id.0),
            invoice_id: row.invoice_id.map(|id| id.0),
        }
    }
}

/// Whose history is read.
#[derive(Debug, Clone, Copy)]
pub enum History<'a> {
    /// A client's, with its matters', its invoices' and those of clients that turned out to be this one.
    Client(&'a ClientId),
    /// A matter's.
    Matter(&'a MatterId),
    /// An invoice's.
    Invoice(&'a InvoiceId),
    /// An appointment's, with its links'.
    Appointment(&'a AppointmentId),
}

/// What happened to a client, a matter or an invoice, newest first: the last 200 entries.
///
/// # Errors
/// When the database refuses.
pub async fn history(
    conn: &mut AnyConnection,
    firm: &FirmId,
    of: History<'_>,
) -> Result<Vec<TimelineEntry>, sqlx::Error> {
    macro_rules! newest {
        ($whose:literal) => {
            concat!(
                "SELECT id, at, kind, actor, detail, link_id, payment_id, client_id, matter_id, invoice_id FROM events
                 WHERE firm_id = $1 AND ",
                $whose,
                " ORDER BY at DESC, id DESC LIMIT 200"
            )
        };
    }
    let (statement, id) = match of {
        History::Client(id) => (
            newest!(
                "client_id IN (SELECT c.id FROM clients c WHERE c.firm_id = $1 AND (c.id = $2 OR c.merged_into = $2))"
            ),
            id.as_str(),
        ),
        History::Matter(id) => (newest!("matter_id = $2"), id.as_str()),
        History::Invoice(id) => (newest!("invoice_id = $2"), id.as_str()),
        History::Appointment(id) => (
            newest!(
                "id IN (SELECT o.id FROM events o WHERE o.firm_id = $1 AND o.appointment_id = $2
                     UNION SELECT o.id FROM links l JOIN events o ON o.firm_id = l.firm_id AND o.root_id = l.root_id
                     WHERE l.firm_id = $1 AND l.event_id = $2)"
            ),
            id.as_str(),
        ),
    };
    let rows: Vec<EventRow> = sqlx::query_as(statement).bind(firm.as_str()).bind(id).fetch_all(conn).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}
