//! What the gateway says of a payment's refunds: recorded once, whoever says it, in whatever order.

use anyhow::Context as _;
use domain::{
    Money,
    api::audit::EventKind,
    id::{ConnectionId, RefundId},
    refund::RefundStatus,
    time::DAY,
};

use super::{Debited, Paid, RefundRow, book, facts::Facts};
use crate::{
    allocations::Funds,
    audit::{Actor, Event},
    connections::ConnectionRow,
    db::Tx,
    jobs::Failure,
    mail, payments,
    state::App,
};

/// A payer is told of a refund that is no older than this: of an older one they know.
const NEWS: i64 = 14 * DAY;

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
        record(app, &connection, payment_intent, &Facts::of(refund, asked_at)?).await?;
    }
    Ok(())
}

/// Records one.
///
/// # Errors
/// *Retry* when the database does not answer.
pub async fn record(app: &App, connection: &ConnectionRow, intent: &str, facts: &Facts) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    let payment = Paid::of_gateway(tx.conn(), &connection.firm_id, &connection.id, intent).await?;
    // No money of it arrived here.
    let Some(payment) = payment else { return Ok(()) };
    let (paid, funds) = Paid::hold(&mut tx, &connection.firm_id, &payment).await?;
    let known = known(&mut tx, &paid, facts).await?;
    match known {
        Some(row) => heard(app, &mut tx, (&paid, funds), &row, facts).await?,
        None => found(app, &mut tx, (&paid, funds), facts).await?,
    }
    tx.commit().await?;
    Ok(())
}

/// Our row of it: by the gateway's id, or by ours while the gateway's is not known.
async fn known(tx: &mut Tx, paid: &Paid, facts: &Facts) -> Result<Option<RefundRow>, Failure> {
    let is_unheard = |row: &RefundRow| row.gateway_id.is_none() && row.status.0 == RefundStatus::Requested;
    let rows = RefundRow::of(tx.conn(), &paid.firm_id, &paid.id).await?;
    let by_gateway = rows.iter().find(|row| row.gateway_id.as_deref() == Some(facts.gateway_id.as_str()));
    let by_us = rows.iter().find(|row| is_unheard(row) && Some(&row.id.0) == facts.ours.as_ref());
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
        (true, true) => book::fall_back(app, tx, (paid, funds), row, facts.from_destination).await,
        (true, false) => {
            let debited = if row.outside.0 { book::debited(facts) } else { Debited::Own };
            book::settle_exchange(app, tx, paid, &row.id, (facts, debited)).await
        }
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
async fn found(app: &App, tx: &mut Tx, (paid, funds): (&Paid, Funds), facts: &Facts) -> Result<(), Failure> {
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
    book::outside(app, tx, (paid, funds), &id, facts).await
}

async fn insert(app: &App, tx: &mut Tx, paid: &Paid, id: &RefundId, facts: &Facts) -> Result<(), Failure> {
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
    book::fall_back(app, tx, (&paid, funds), row, false).await
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
