//! Booking what the gateway says of refunds: those made outside, those that failed, and what their exchange cost.

use anyhow::anyhow;
use domain::{Currency, Instant, id::RefundId, ledger::JournalKind};

use super::{Debited, Inflow, Outflow, Paid, RefundRow, facts::Facts, inflow::covered, take_out};
use crate::{
    allocations::{self, Funds},
    audit::Actor,
    db::Tx,
    gateways::stripe::amounts,
    jobs::Failure,
    ledger::{self, About, Journal},
    mail,
    state::App,
};

/// What happened outside is always booked: as much as is there is taken back of what the payment pays.
pub(super) async fn outside(
    app: &App,
    tx: &mut Tx,
    (paid, mut funds): (&Paid, Funds),
    id: &RefundId,
    facts: &Facts,
) -> Result<(), Failure> {
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
    let debited = debited(facts);
    let outflow = Outflow { paid, amount, covered: gone.covered, debited };
    let lines = outflow.lines().ok_or_else(nowhere)?;
    ledger::post(app, tx, journal(paid, id, RefundRow::cause(id), facts.created_at, lines)).await?;
    settle_exchange(app, tx, paid, id, (facts, debited)).await?;
    mail::queue_alarm(app, tx, id.as_str(), &outflow).await
}

/// Who was debited for a refund that was made outside.
pub(super) fn debited(facts: &Facts) -> Debited {
    if facts.from_destination { Debited::Own } else { Debited::Platform }
}

fn nowhere() -> Failure {
    Failure::Retry(anyhow!("a payment that lies nowhere"))
}

/// The money is here again: what others took too much of the payment is made good, the rest pays again what it paid, and
/// the books take the refund back.
pub(super) async fn fall_back(
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
    let taken = covered(tx.conn(), paid, &cause).await?;
    let back = Inflow::of(tx, &mut funds, &row.parts()).await?;
    let mut lines = back.made_good(tx.conn(), paid, (taken, row.id.as_str())).await?;
    // More of it is covered than when it went: what came back in between made it good.
    let more = (back.due - taken).max(0);
    let at = (Actor::gateway(), Some("The refund failed".to_owned()), app.now());
    let cause_of_rest = if from_destination {
        // What a connected account gave back does not return to it: the platform has the money.
        let outflow = Outflow { paid, amount: row.amount, covered: taken + more, debited: Debited::Own };
        lines.extend(outflow.back_to_platform().ok_or_else(nowhere)?);
        format!("{cause}:failed")
    } else {
        ledger::reverse(app, tx, (&paid.firm_id, paid.mode.0), &cause, at.clone()).await?;
        let debited = if row.outside.0 { Debited::Platform } else { Debited::Own };
        let outflow = Outflow { paid, amount: -more, covered: 0, debited };
        lines.extend(outflow.covers().ok_or_else(nowhere)?);
        format!("{cause}:made_good")
    };
    if lines.iter().any(|(_, amount)| *amount != 0) {
        ledger::post(app, tx, journal(paid, &row.id, cause_of_rest, app.now(), lines)).await?;
    }
    for way in ["out", "in", "fee"] {
        let cause = format!("exchange:{}:{way}", row.id.0);
        ledger::reverse(app, tx, (&paid.firm_id, paid.mode.0), &cause, at.clone()).await?;
    }
    allocations::give_back(app, tx, &mut funds, &back.again, Actor::gateway()).await?;
    Ok(())
}

/// Where the gateway's balance is in another currency, what left is changed as what came was.
pub(super) async fn settle_exchange(
    app: &App,
    tx: &mut Tx,
    paid: &Paid,
    id: &RefundId,
    (facts, debited): (&Facts, Debited),
) -> Result<(), Failure> {
    let Some(moved) = &facts.moved else { return Ok(()) };
    let Ok(settled) = moved.currency.parse::<Currency>() else { return Ok(()) };
    let Some(platform) = paid.gateway_account.clone() else { return Ok(()) };
    let own = paid.destination.clone().filter(|_| debited == Debited::Own);
    let place = ledger::Account::Gateway(own.unwrap_or_else(|| platform.clone()));
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
