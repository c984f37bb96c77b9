//! What the gateway says of a payment's refunds: recorded once, whoever says it, in whatever order.

use anyhow::{Context as _, anyhow};
use domain::{
    Currency, Instant, Money,
    api::audit::EventKind,
    id::{ConnectionId, RefundId},
    ledger::JournalKind,
    refund::{RefundReason, RefundStatus},
    time::{DAY, HOUR},
};

use super::{Debited, Outflow, Paid, RefundRow, take_out};
use crate::{
    allocations::{self, Funds},
    audit::{Actor, Event},
    connections::ConnectionRow,
    db::Tx,
    gateways::stripe::{
        REFUND_KEY, amounts,
        money::{Moved, Refund},
    },
    jobs::Failure,
    ledger::{self, About, Journal},
    mail, payments,
    state::App,
};

/// A payer is told of a refund that is no older than this: of an older one they know.
const NEWS: i64 = 14 * DAY;
/// A refund can fail for so long after it succeeded.
const MAY_FAIL: i64 = 60 * DAY;

/// What the gateway says of a refund, in our units.
#[derive(Debug)]
pub struct Facts {
    gateway_id: String,
    /// When the gateway was asked, by our clock.
    asked_at: Instant,
    /// Our refund, as its metadata name it: believed only if it is of this payment.
    ours: Option<RefundId>,
    status: RefundStatus,
    money: Money,
    reason: RefundReason,
    failure: Option<String>,
    created_at: Instant,
    /// Whether a connected account gave the money back.
    from_destination: bool,
    moved: Option<Moved>,
}

impl Facts {
    /// Reads them.
    ///
    /// # Errors
    /// *Give up* for a currency that nobody knows.
    pub fn of(refund: Refund, asked_at: Instant) -> Result<Self, Failure> {
        let currency: Currency =
            refund.currency.parse().map_err(|_| Failure::GiveUp(anyhow!("a refund in no known currency")))?;
        let status = match refund.status.as_deref() {
            Some("succeeded") => RefundStatus::Succeeded,
            Some("failed") => RefundStatus::Failed,
            Some("canceled") => RefundStatus::Cancelled,
            Some("requires_action") => RefundStatus::RequiresAction,
            _ => RefundStatus::Pending,
        };
        let ours = refund.metadata.as_ref().and_then(|metadata| metadata.get(REFUND_KEY)?.parse().ok());
        Ok(Self {
            gateway_id: refund.id,
            asked_at,
            ours,
            status,
            money: amounts::from_stripe(refund.amount, currency),
            reason: refund.reason.and_then(|reason| reason.parse().ok()).unwrap_or(RefundReason::Other),
            failure: (status == RefundStatus::Failed).then(|| why(refund.failure_reason.as_deref()).to_owned()),
            created_at: Instant::from_ms(refund.created * 1000),
            from_destination: refund.transfer_reversal.is_some(),
            moved: refund.balance_transaction,
        })
    }

    /// When to ask again: a refund that is under way soon, one that succeeded for as long as it may fail.
    fn next_check(&self, now: Instant) -> Option<i64> {
        match self.status {
            RefundStatus::Requested | RefundStatus::Pending | RefundStatus::RequiresAction => {
                Some(now.plus_ms(6 * HOUR).ms())
            }
            RefundStatus::Succeeded => {
                (now.since(self.created_at) < MAY_FAIL).then(|| now.plus_ms(5 * DAY).ms())
            }
            RefundStatus::Failed | RefundStatus::Cancelled => None,
        }
    }
}

/// Why a refund failed, in words for staff.
///
/// Source: <https://docs.stripe.com/refunds#failed-refunds>.
fn why(reason: Option<&str>) -> &'static str {
    match reason {
        Some("lost_or_stolen_card") => "The card was lost or stolen. Ask the client how to pay them back.",
        Some("expired_or_canceled_card") => {
            "The card has expired or was cancelled. Ask the client how to pay them back."
        }
        Some("charge_for_pending_refund_disputed") => {
            "The client's bank contested the payment while the refund was under way."
        }
        Some("insufficient_funds") => "The balance at the gateway did not cover it.",
        Some("declined") => "The client's bank refused it. Ask the client how to pay them back.",
        Some("merchant_request") => "It was stopped at the gateway.",
        _ => "The client's bank sent it back. Ask the client how to pay them back.",
    }
}

/// The job: fetches all refunds of a payment and records each. A webhook is only a hint to do this.
///
/// # Errors
/// *Retry* when the gateway does not answer, *give up* when it knows no such payment.
pub async fn of_payment(app: &App, connection: &ConnectionId, payment_intent: &str) -> Result<(), Failure> {
    let connection = ConnectionRow::by_id(app, connection).await?;
    let asked_at = app.now();
    let refunds = match connection.client(app)?.refunds(payment_intent).await {
        Ok(refunds) => refunds,
        Err(error) if error.is_final() => return Err(Failure::GiveUp(error.into())),
        Err(error) => return Err(Failure::Retry(anyhow::Error::new(error).context("fetching refunds"))),
    };
    if refunds.is_empty() {
        return Ok(());
    }
    payments::sync::ensure(app, &connection, payment_intent).await?;
    // The list has the newest first; they are told of in the order in which they were made.
    for refund in refunds.into_iter().rev() {
        record(app, &connection, payment_intent, Facts::of(refund, asked_at)?).await?;
    }
    Ok(())
}

/// Records one.
///
/// # Errors
/// *Retry* when the database does not answer.
pub async fn record(app: &App, connection: &ConnectionRow, intent: &str, facts: Facts) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    let payment = Paid::of_gateway(tx.conn(), &connection.firm_id, &connection.id, intent).await?;
    // No money of it arrived here.
    let Some(payment) = payment else { return Ok(()) };
    let (paid, funds) = Paid::hold(&mut tx, &connection.firm_id, &payment).await?;
    let known = known(&mut tx, &paid, &facts).await?;
    match known {
        Some(row) => heard(app, &mut tx, (&paid, funds), &row, &facts).await?,
        None => found(app, &mut tx, (&paid, funds), &facts).await?,
    }
    tx.commit().await?;
    Ok(())
}

/// Our row of it: by the gateway's id, or by ours while the gateway's is not known.
async fn known(tx: &mut Tx, paid: &Paid, facts: &Facts) -> Result<Option<RefundRow>, Failure> {
    let rows = RefundRow::of(tx.conn(), &paid.firm_id, &paid.id).await?;
    let by_gateway = rows.iter().find(|row| row.gateway_id.as_deref() == Some(facts.gateway_id.as_str()));
    let by_us = rows.iter().find(|row| row.gateway_id.is_none() && Some(&row.id.0) == facts.ours.as_ref());
    Ok(by_gateway.or(by_us).cloned())
}

/// Something is heard of a refund that is known.
async fn heard(
    app: &App,
    tx: &mut Tx,
    (paid, funds): (&Paid, Funds),
    row: &RefundRow,
    facts: &Facts,
) -> Result<(), Failure> {
    let ends = !facts.status.takes_money();
    let outdated = row.as_of > facts.asked_at.ms() && !ends;
    if outdated || !row.status.0.may_become(facts.status) {
        return Ok(());
    }
    store(app, tx, row, facts).await?;
    if row.status.0 != facts.status {
        tell(app, tx, paid, &row.id, facts).await?;
    }
    // The ledger is held from here on.
    match (row.status.0.takes_money(), ends) {
        (true, true) => fall_back(app, tx, (paid, funds), row, facts.from_destination).await,
        (true, false) => settle_exchange(app, tx, paid, &row.id, facts).await,
        (false, _) => Ok(()),
    }
}

async fn store(app: &App, tx: &mut Tx, row: &RefundRow, facts: &Facts) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE refunds SET status = $1, gateway_id = $2, failure = $3, next_check_at = $4, as_of = $5,
             version = version + 1 WHERE firm_id = $6 AND id = $7",
    )
    .bind(facts.status.as_str())
    .bind(facts.gateway_id.as_str())
    .bind(facts.failure.as_deref())
    .bind(facts.next_check(app.now()))
    .bind(facts.asked_at.ms())
    .bind(row.firm_id.as_str())
    .bind(row.id.as_str())
    .execute(tx.conn())
    .await
    .context("storing a refund")?;
    Ok(())
}

/// A refund that was not asked for here: what happened outside is always booked.
async fn found(app: &App, tx: &mut Tx, (paid, mut funds): (&Paid, Funds), facts: &Facts) -> Result<(), Failure> {
    let id = RefundId::from_u128(app.new_id());
    insert(app, tx, paid, &id, facts).await?;
    paid.concern(Event::new(&paid.firm_id, EventKind::RefundFound, Actor::gateway()))
        .detail(facts.money)
        .record(app, tx)
        .await?;
    tell(app, tx, paid, &id, facts).await?;
    if !facts.status.takes_money() {
        return Ok(());
    }
    let amount = facts.money.amount;
    let gone = take_out(app, tx, &mut funds, amount, (id.as_str(), Actor::gateway())).await?;
    sqlx::query("UPDATE payments SET refunded = refunded + $1 WHERE firm_id = $2 AND id = $3")
        .bind(amount)
        .bind(paid.firm_id.as_str())
        .bind(paid.id.as_str())
        .execute(tx.conn())
        .await?;
    sqlx::query("UPDATE refunds SET parts = $1 WHERE firm_id = $2 AND id = $3")
        .bind(serde_json::to_string(&gone.parts).map_err(anyhow::Error::from)?)
        .bind(paid.firm_id.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    let debited = match &paid.destination {
        Some(_) if !facts.from_destination => Debited::Platform,
        _ => Debited::Own,
    };
    let outflow = Outflow { paid, amount, covered: gone.covered, debited };
    let lines = outflow.lines().ok_or_else(nowhere)?;
    ledger::post(app, tx, journal(paid, &id, RefundRow::cause(&id), facts.created_at, lines)).await?;
    settle_exchange(app, tx, paid, &id, facts).await?;
    mail::queue_alarm(app, tx, id.as_str(), &outflow).await
}

fn nowhere() -> Failure {
    Failure::Retry(anyhow!("a payment that lies nowhere"))
}

async fn insert(
    app: &App,
    tx: &mut Tx,
    paid: &Paid,
    id: &RefundId,
    facts: &Facts,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO refunds (id, firm_id, payment_id, connection_id, mode, status, amount, currency, reason, failure,
             outside, gateway_id, next_check_at, as_of, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13, $14, 'Gateway')",
    )
    .bind(id.as_str())
    .bind(paid.firm_id.as_str())
    .bind(paid.id.as_str())
    .bind(paid.connection_id.as_deref().map(ConnectionId::as_str))
    .bind(paid.mode.as_str())
    .bind(facts.status.as_str())
    .bind(facts.money.amount)
    .bind(facts.money.currency.code())
    .bind(facts.reason.as_str())
    .bind(facts.failure.as_deref())
    .bind(facts.gateway_id.as_str())
    .bind(facts.next_check(app.now()))
    .bind(facts.asked_at.ms())
    .bind(facts.created_at.ms())
    .execute(tx.conn())
    .await
    .context("storing a refund that was found")?;
    Ok(())
}

/// The gateway refused a refund: the money never left.
///
/// # Errors
/// *Retry* when the database does not answer.
pub(super) async fn refuse(app: &App, tx: &mut Tx, row: &RefundRow, why: &str) -> Result<(), Failure> {
    let (paid, funds) = Paid::hold(tx, &row.firm_id, &row.payment_id).await?;
    let refused = sqlx::query(
        "UPDATE refunds SET status = 'failed', failure = $1, as_of = $2, version = version + 1
         WHERE firm_id = $3 AND id = $4 AND status = 'requested'",
    )
    .bind(why)
    .bind(app.now().ms())
    .bind(row.firm_id.as_str())
    .bind(row.id.as_str())
    .execute(tx.conn())
    .await?;
    if refused.rows_affected() == 0 {
        return Ok(());
    }
    note_failure(app, tx, &paid, &row.id, paid.money(row.amount), why).await?;
    fall_back(app, tx, (&paid, funds), row, false).await
}

/// The money is here again: what the payment paid is paid again, and the books take the refund back.
async fn fall_back(
    app: &App,
    tx: &mut Tx,
    (paid, mut funds): (&Paid, Funds),
    row: &RefundRow,
    from_destination: bool,
) -> Result<(), Failure> {
    sqlx::query("UPDATE payments SET refunded = refunded - $1 WHERE firm_id = $2 AND id = $3")
        .bind(row.amount)
        .bind(paid.firm_id.as_str())
        .bind(paid.id.as_str())
        .execute(tx.conn())
        .await?;
    let cause = RefundRow::cause(&row.id);
    let memo = Some("The refund failed".to_owned());
    let at = (Actor::gateway(), memo, app.now());
    if from_destination {
        // What a connected account gave back does not return to it: the platform has the money.
        let outflow = Outflow { paid, amount: row.amount, covered: row.amount, debited: Debited::Own };
        let lines = outflow.back_to_platform().ok_or_else(nowhere)?;
        ledger::post(app, tx, journal(paid, &row.id, format!("{cause}:failed"), app.now(), lines)).await?;
    } else {
        ledger::reverse(app, tx, (&paid.firm_id, paid.mode.0), &cause, at.clone()).await?;
    }
    for way in ["out", "in", "fee"] {
        let cause = format!("exchange:{}:{way}", row.id.0);
        ledger::reverse(app, tx, (&paid.firm_id, paid.mode.0), &cause, at.clone()).await?;
    }
    allocations::give_back(app, tx, &mut funds, &row.parts(), Actor::gateway()).await?;
    Ok(())
}

/// Where the gateway's balance is in another currency, what left is changed as what came was.
async fn settle_exchange(app: &App, tx: &mut Tx, paid: &Paid, id: &RefundId, facts: &Facts) -> Result<(), Failure> {
    let Some(moved) = &facts.moved else { return Ok(()) };
    let Ok(settled) = moved.currency.parse::<Currency>() else { return Ok(()) };
    let Some(platform) = paid.gateway_account.clone() else { return Ok(()) };
    let place = ledger::Account::Gateway(paid.destination.clone().unwrap_or_else(|| platform.clone()));
    let at = facts.created_at;
    if settled != paid.currency.0 {
        let amount = facts.money.amount;
        let gone = -amounts::from_stripe(moved.amount, settled).amount;
        let out = vec![(place.clone(), amount), (ledger::Account::Exchange, -amount)];
        let back = vec![(ledger::Account::Exchange, gone), (place, -gone)];
        for (way, currency, lines) in [("out", paid.currency.0, out), ("in", settled, back)] {
            if lines.iter().any(|(_, amount)| *amount != 0) {
                let cause = format!("exchange:{id}:{way}");
                let journal = Journal { currency, kind: JournalKind::Exchange, ..journal(paid, id, cause, at, lines) };
                ledger::post(app, tx, journal).await?;
            }
        }
    }
    let fee = amounts::from_stripe(moved.fee, settled).amount;
    if fee != 0 {
        let lines = vec![(ledger::Account::GatewayFees, fee), (ledger::Account::Gateway(platform), -fee)];
        let journal = journal(paid, id, format!("exchange:{id}:fee"), at, lines);
        ledger::post(app, tx, Journal { currency: settled, kind: JournalKind::Fee, ..journal }).await?;
    }
    Ok(())
}

fn journal<'a>(
    paid: &'a Paid,
    id: &RefundId,
    cause: String,
    occurred_at: Instant,
    lines: Vec<(ledger::Account, i64)>,
) -> Journal<'a> {
    Journal {
        firm: &paid.firm_id,
        mode: paid.mode.0,
        currency: paid.currency.0,
        kind: JournalKind::Refund,
        cause,
        occurred_at,
        actor: Actor::gateway(),
        about: About { payment: Some(paid.id.0.clone()), refund: Some(id.clone()), ..About::default() },
        memo: None,
        lines,
    }
}

/// Writes what is new into the history, and tells whom it concerns.
async fn tell(app: &App, tx: &mut Tx, paid: &Paid, id: &RefundId, facts: &Facts) -> Result<(), Failure> {
    match facts.status {
        RefundStatus::Failed | RefundStatus::Cancelled => {
            let why = facts.failure.as_deref().unwrap_or("It was stopped at the gateway before it left.");
            return note_failure(app, tx, paid, id, facts.money, why).await;
        }
        RefundStatus::Succeeded => {
            paid.concern(Event::new(&paid.firm_id, EventKind::RefundSucceeded, Actor::gateway()))
                .detail(facts.money)
                .record(app, tx)
                .await?;
        }
        // A screen that shows the refund shows it anew.
        _ => tx.announce(&paid.firm_id, paid.change()),
    }
    if app.now().since(facts.created_at) < NEWS {
        mail::queue_refund(app, tx, paid, id, facts.money).await?;
    }
    Ok(())
}

async fn note_failure(
    app: &App,
    tx: &mut Tx,
    paid: &Paid,
    id: &RefundId,
    money: Money,
    why: &str,
) -> Result<(), Failure> {
    paid.concern(Event::new(&paid.firm_id, EventKind::RefundFailed, Actor::gateway()))
        .detail(format!("{money}. {why}"))
        .record(app, tx)
        .await?;
    mail::queue_refund_failed(app, tx, paid, id, money, why).await
}
