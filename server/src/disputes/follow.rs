//! What the gateway says of a payment's disputes.

use anyhow::{Context as _, anyhow};
use domain::{
    Currency, Instant, Money,
    api::audit::EventKind,
    id::{ConnectionId, DisputeId},
    refund::DisputeStatus,
    time::{DAY, HOUR},
};

use super::{DisputeRow, book};
use crate::{
    audit::{Actor, Event},
    connections::ConnectionRow,
    db::Tx,
    gateways::stripe::{
        amounts,
        money::{Dispute, Moved},
    },
    jobs::Failure,
    mail::{self, DisputeNews},
    payments,
    refunds::Paid,
    state::App,
};

/// How long before the evidence is due staff are reminded.
const REMINDER: i64 = 3 * DAY;
/// A dispute that is closed can come to life again for so long.
const MAY_REOPEN: i64 = 90 * DAY;

/// What the gateway says of a dispute, in our units.
#[derive(Debug)]
pub(super) struct Facts {
    pub gateway_id: String,
    pub asked_at: Instant,
    pub status: DisputeStatus,
    pub reason: String,
    pub money: Money,
    pub opened_at: Instant,
    pub evidence_due_at: Option<Instant>,
    pub refundable: bool,
    /// By the gateway's clock.
    pub moves: Vec<Moved>,
}

impl Facts {
    fn of(dispute: Dispute, asked_at: Instant) -> Result<Self, Failure> {
        let currency: Currency =
            dispute.currency.parse().map_err(|_| Failure::GiveUp(anyhow!("a dispute in no known currency")))?;
        let mut moves = dispute.balance_transactions;
        moves.sort_by(|a, b| (a.created, a.amount > 0, &a.id).cmp(&(b.created, b.amount > 0, &b.id)));
        Ok(Self {
            gateway_id: dispute.id,
            asked_at,
            // A word of a newer version: someone should look.
            status: dispute.status.parse().unwrap_or(DisputeStatus::NeedsResponse),
            reason: dispute.reason.chars().take(100).collect(),
            money: amounts::from_stripe(dispute.amount, currency),
            opened_at: Instant::from_ms(dispute.created * 1000),
            evidence_due_at: dispute
                .evidence_details
                .and_then(|details| details.due_by)
                .map(|due| Instant::from_ms(due * 1000)),
            refundable: dispute.is_charge_refundable,
            moves,
        })
    }

    fn reminds_at(&self) -> Option<Instant> {
        self.evidence_due_at.filter(|_| self.status.wants_answer()).map(|due| due.plus_ms(-REMINDER))
    }

    /// When to ask again: when staff are to be reminded, and as long as something can happen.
    fn next_check(&self, now: Instant) -> Option<i64> {
        if self.status.is_final() {
            return (now.since(self.opened_at) < MAY_REOPEN).then(|| now.plus_ms(7 * DAY).ms());
        }
        let next = now.plus_ms(6 * HOUR);
        let reminder = self.reminds_at().filter(|at| *at > now);
        Some(reminder.map_or(next, |at| at.min(next)).ms())
    }
}

/// The job: fetches all disputes of a payment and records each. A webhook is only a hint to do this.
///
/// # Errors
/// *Retry* when the gateway does not answer, *give up* when it knows no such payment.
pub async fn of_payment(app: &App, connection: &ConnectionId, payment_intent: &str) -> Result<(), Failure> {
    let connection = ConnectionRow::by_id(app, connection).await?;
    let asked_at = app.now();
    let disputes = match connection.client(app)?.disputes(payment_intent).await {
        Ok(disputes) => disputes,
        Err(error) if error.is_final() => return Err(Failure::GiveUp(error.into())),
        Err(error) => return Err(Failure::Retry(anyhow::Error::new(error).context("fetching disputes"))),
    };
    if disputes.is_empty() {
        return Ok(());
    }
    payments::sync::ensure(app, &connection, payment_intent).await?;
    for dispute in disputes.into_iter().rev() {
        record(app, &connection, payment_intent, &Facts::of(dispute, asked_at)?).await?;
    }
    Ok(())
}

async fn record(app: &App, connection: &ConnectionRow, intent: &str, facts: &Facts) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    let payment = Paid::of_gateway(tx.conn(), &connection.firm_id, &connection.id, intent).await?;
    // No money of it arrived here.
    let Some(payment) = payment else { return Ok(()) };
    let (paid, funds) = Paid::hold(&mut tx, &connection.firm_id, &payment).await?;
    let before = find(&mut tx, &paid, facts).await?;
    if before.as_ref().is_some_and(|row| row.as_of > facts.asked_at.ms()) {
        return Ok(());
    }
    let row = match &before {
        Some(row) => row.clone(),
        None => insert(app, &mut tx, &paid, facts).await?,
    };
    store(app, &mut tx, &row, facts).await?;
    summarize(&mut tx, &paid).await?;
    tell(app, &mut tx, &paid, &row, before.as_ref().map(|row| row.status.0), facts).await?;
    // The ledger is held from here on.
    book::moves(app, &mut tx, (&paid, funds), &row, facts).await?;
    tx.commit().await?;
    Ok(())
}

async fn find(tx: &mut Tx, paid: &Paid, facts: &Facts) -> Result<Option<DisputeRow>, sqlx::Error> {
    let rows = DisputeRow::of(tx.conn(), &paid.firm_id, &paid.id).await?;
    Ok(rows.into_iter().find(|row| row.gateway_id == facts.gateway_id))
}

async fn insert(app: &App, tx: &mut Tx, paid: &Paid, facts: &Facts) -> Result<DisputeRow, Failure> {
    sqlx::query(
        "INSERT INTO disputes (id, firm_id, payment_id, connection_id, mode, status, reason, amount, currency, refundable,
             gateway_id, opened_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (connection_id, gateway_id) DO NOTHING",
    )
    .bind(DisputeId::from_u128(app.new_id()).as_str())
    .bind(paid.firm_id.as_str())
    .bind(paid.id.as_str())
    .bind(paid.connection_id.as_deref().map(ConnectionId::as_str))
    .bind(paid.mode.as_str())
    .bind(facts.status.as_str())
    .bind(facts.reason.as_str())
    .bind(facts.money.amount)
    .bind(facts.money.currency.code())
    .bind(i64::from(facts.refundable))
    .bind(facts.gateway_id.as_str())
    .bind(facts.opened_at.ms())
    .bind(app.now().ms())
    .execute(tx.conn())
    .await
    .context("storing a dispute")?;
    find(tx, paid, facts).await?.ok_or_else(|| Failure::GiveUp(anyhow!("a dispute of another payment")))
}

async fn store(app: &App, tx: &mut Tx, row: &DisputeRow, facts: &Facts) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE disputes SET status = $1, reason = $2, amount = $3, evidence_due_at = $4, refundable = $5,
             next_check_at = $6, as_of = $7, version = version + 1 WHERE firm_id = $8 AND id = $9",
    )
    .bind(facts.status.as_str())
    .bind(facts.reason.as_str())
    .bind(facts.money.amount)
    .bind(facts.evidence_due_at.map(Instant::ms))
    .bind(i64::from(facts.refundable))
    .bind(facts.next_check(app.now()))
    .bind(facts.asked_at.ms())
    .bind(row.firm_id.as_str())
    .bind(row.id.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The payment shows its newest dispute, and takes refunds as long as none of its disputes forbids it.
async fn summarize(tx: &mut Tx, paid: &Paid) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE payments SET
             dispute = (SELECT d.status FROM disputes d WHERE d.firm_id = payments.firm_id
                 AND d.payment_id = payments.id ORDER BY d.opened_at DESC, d.id DESC LIMIT 1),
             takes_refunds = CASE WHEN EXISTS (SELECT 1 FROM disputes d WHERE d.firm_id = payments.firm_id
                 AND d.payment_id = payments.id AND d.refundable = 0) THEN 0 ELSE 1 END
         WHERE firm_id = $1 AND id = $2",
    )
    .bind(paid.firm_id.as_str())
    .bind(paid.id.as_str())
    .execute(tx.conn())
    .await
    .map(drop)
}

/// Writes what is new into the history, and tells staff.
async fn tell(
    app: &App,
    tx: &mut Tx,
    paid: &Paid,
    row: &DisputeRow,
    before: Option<DisputeStatus>,
    facts: &Facts,
) -> Result<(), Failure> {
    let now = facts.status;
    if before != Some(now) {
        let kind = match before {
            None => EventKind::DisputeOpened,
            Some(_) if now.is_final() => EventKind::DisputeClosed,
            Some(_) => EventKind::DisputeChanged,
        };
        paid.concern(Event::new(&paid.firm_id, kind, Actor::gateway()))
            .detail(format!("{}, {}", facts.money, now.label()))
            .record(app, tx)
            .await?;
    }
    let news = match (before, now) {
        (_, DisputeStatus::Won) => Some(DisputeNews::Won),
        (_, DisputeStatus::Lost) => Some(DisputeNews::Lost),
        (None, _) => Some(DisputeNews::Opened),
        _ => None,
    };
    if let Some(news) = news.filter(|_| before != Some(now)) {
        mail::queue_dispute(app, tx, paid, &row.id, (news, facts.money, facts.evidence_due_at), &facts.gateway_id)
            .await?;
    }
    if facts.reminds_at().is_some_and(|at| at <= app.now()) {
        let news = (DisputeNews::Due, facts.money, facts.evidence_due_at);
        mail::queue_dispute(app, tx, paid, &row.id, news, &facts.gateway_id).await?;
    }
    Ok(())
}
