//! Settling a link from all of its payments, and making the successor that asks for the rest.

use domain::{
    Instant, LinkState, Money, PaymentFlag,
    api::{audit::EventKind, payments::method_kind},
    id::{LinkId, PaymentId},
    invoice::InvoiceStatus,
    link::Closing,
    settlement::{Outcome, Receipt, Terms, settle},
};

use crate::{
    audit::{Actor, Event},
    db::{Col, Flags, Tx},
    jobs::{Failure, Job},
    links::{self, row::LinkRow},
    mail,
    state::App,
};

#[derive(sqlx::FromRow)]
struct Paid {
    id: Col<PaymentId>,
    payment_intent: String,
    amount: i64,
    method: Option<String>,
    confirmed_at: i64,
    flags: Col<Flags<PaymentFlag>>,
}

/// Computes the link's state and every flag anew. The caller holds the link.
pub(super) async fn settle_link(app: &App, tx: &mut Tx, link: &mut LinkRow) -> Result<(), Failure> {
    let payments: Vec<Paid> = sqlx::query_as(
        "SELECT id, COALESCE(payment_intent, id) AS payment_intent, amount, method, confirmed_at, flags FROM payments
         WHERE firm_id = $1 AND link_id = $2 AND status = 'succeeded' ORDER BY id LIMIT 1000",
    )
    .bind(link.firm_id.as_str())
    .bind(link.id.as_str())
    .fetch_all(tx.conn())
    .await?;
    let receipts: Vec<Receipt> = payments
        .iter()
        .map(|p| Receipt {
            gateway_id: p.payment_intent.clone(),
            amount: p.amount,
            confirmed_at: Instant::from_ms(p.confirmed_at),
        })
        .collect();
    let terms = Terms {
        amount: link.amount,
        policy: link.part_policy.0,
        closed_at: link.closed_at.map(Instant::from_ms),
        already_paid: predecessor_is_paid(tx, link).await? || paid_another_way(tx, link).await?,
    };
    let settlement = settle(terms, &receipts);
    for (payment, flags) in payments.iter().zip(&settlement.flags) {
        if payment.flags.0.0 != *flags {
            reflag(app, tx, link, payment, flags).await?;
        }
    }
    let state = match settlement.outcome {
        Outcome::Unchanged => link.state(),
        Outcome::Paid => {
            withdraw_successors(app, tx, link).await?;
            LinkState::Paid
        }
        Outcome::Rest(rest) => LinkState::PartlyPaid { successor: successor(app, tx, link, rest).await? },
        // The debit that has just arrived is under way no more.
        Outcome::Open if link.state() == LinkState::Processing && !under_way(tx, link).await? => LinkState::Outstanding,
        Outcome::Open => link.state(),
    };
    if settlement.outcome != Outcome::Unchanged {
        link.save_state(tx, &state).await?;
    }
    let flagged = settlement.flags.iter().any(|flags| !flags.is_empty());
    let first = payments.iter().min_by_key(|p| p.confirmed_at);
    link.paid = settlement.paid;
    link.paid_at = first.map(|p| p.confirmed_at);
    link.method = first.and_then(|p| p.method.as_deref()).map(|method| method_kind(method).to_owned());
    sqlx::query("UPDATE links SET paid = $1, paid_at = $2, method = $3, flagged = $4 WHERE firm_id = $5 AND id = $6")
        .bind(link.paid)
        .bind(link.paid_at)
        .bind(link.method.as_deref())
        .bind(i64::from(flagged))
        .bind(link.firm_id.as_str())
        .bind(link.id.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whether a payment of the link is at the bank.
async fn under_way(tx: &mut Tx, link: &LinkRow) -> Result<bool, sqlx::Error> {
    let one: Option<String> = sqlx::query_scalar(
        "SELECT id FROM payments WHERE firm_id = $1 AND link_id = $2 AND status = 'processing' LIMIT 1",
    )
    .bind(link.firm_id.as_str())
    .bind(link.id.as_str())
    .fetch_optional(tx.conn())
    .await?;
    Ok(one.is_some())
}

async fn reflag(app: &App, tx: &mut Tx, link: &LinkRow, payment: &Paid, flags: &[PaymentFlag]) -> Result<(), Failure> {
    sqlx::query("UPDATE payments SET flags = $1, acknowledged_at = NULL WHERE firm_id = $2 AND id = $3")
        .bind(Col(Flags(flags.to_vec())))
        .bind(link.firm_id.as_str())
        .bind(payment.id.as_str())
        .execute(tx.conn())
        .await?;
    if let Some(flag) = flags.first() {
        Event::new(&link.firm_id, EventKind::PaymentFlagged, Actor::tender())
            .link(&link.id, &link.root_id)
            .payment(&payment.id)
            .detail(flag.label())
            .record(app, tx)
            .await?;
    }
    Ok(())
}

/// The link that asks for the rest: made once, and corrected while nobody has begun to pay it.
async fn successor(app: &App, tx: &mut Tx, link: &LinkRow, rest: i64) -> Result<LinkId, Failure> {
    if let Some(existing) = &link.successor_id {
        let mut next = LinkRow::lock(tx, &link.firm_id, existing).await?;
        let asks = links::items::of(tx.conn(), &link.firm_id, &link.id).await?;
        let left = links::items::owed_of(tx, link, rest).await?;
        // What was paid another way has left it already, and does not come back because this payment is heard of again.
        let rest = if asks.is_empty() { rest } else { left.iter().map(|(_, amount)| amount).sum() };
        if rest == 0 {
            return Ok(existing.0.clone());
        }
        let corrected = sqlx::query(
            "UPDATE links SET amount = $1 WHERE firm_id = $2 AND id = $3 AND amount <> $1 AND status = 'outstanding'
             AND NOT EXISTS (SELECT 1 FROM checkouts c WHERE c.link_id = links.id AND c.firm_id = links.firm_id)",
        )
        .bind(rest)
        .bind(link.firm_id.as_str())
        .bind(existing.as_str())
        .execute(tx.conn())
        .await?;
        if corrected.rows_affected() == 1 {
            links::items::put(tx, &link.firm_id, existing, &left).await?;
            next.amount = rest;
            links::columns::keep_terms(tx, &next).await?;
        }
        return Ok(existing.0.clone());
    }
    let successor = links::insert::successor(app, tx, link, rest).await?;
    Event::new(&link.firm_id, EventKind::LinkContinued, Actor::tender())
        .link(&successor, &link.root_id)
        .detail(Money::new(rest, link.currency.0))
        .record(app, tx)
        .await?;
    if link.recipient_email.is_some() {
        mail::queue_link(app, tx, &link.firm_id, &successor, 1, mail::LinkMail::Rest).await?;
    }
    Ok(successor)
}

/// Whether the link that this one continues was paid in full after all.
async fn predecessor_is_paid(tx: &mut Tx, link: &LinkRow) -> Result<bool, sqlx::Error> {
    let Some(predecessor) = &link.predecessor_id else { return Ok(false) };
    let paid: Option<String> =
        sqlx::query_scalar("SELECT id FROM links WHERE firm_id = $1 AND id = $2 AND status = 'paid'")
            .bind(link.firm_id.as_str())
            .bind(predecessor.as_str())
            .fetch_optional(tx.conn())
            .await?;
    Ok(paid.is_some())
}

/// Whether all the invoices that the link asks for were paid, and none of them by this link or those that it continues:
/// what comes in on it now has been paid already. What they paid and was taken back later counts, since it did not come
/// in now.
async fn paid_another_way(tx: &mut Tx, link: &LinkRow) -> Result<bool, sqlx::Error> {
    let items = links::items::of(tx.conn(), &link.firm_id, &link.id).await?;
    if items.is_empty() || items.iter().any(|item| item.status.0 != InvoiceStatus::Paid) {
        return Ok(false);
    }
    let own: Option<String> = sqlx::query_scalar(
        "SELECT o.id FROM allocations o
         JOIN payments p ON p.id = o.payment_id AND p.firm_id = o.firm_id
         JOIN links l ON l.id = p.link_id AND l.firm_id = p.firm_id
         JOIN link_items t ON t.invoice_id = o.invoice_id AND t.firm_id = o.firm_id AND t.link_id = $2
         WHERE o.firm_id = $1 AND o.target = 'invoice' AND l.root_id = $3 LIMIT 1",
    )
    .bind(link.firm_id.as_str())
    .bind(link.id.as_str())
    .bind(link.root_id.as_str())
    .fetch_optional(tx.conn())
    .await?;
    Ok(own.is_none())
}

/// A full payment turned up after a part payment had made successors: none of them may ask any more,
/// and what they have collected is flagged.
async fn withdraw_successors(app: &App, tx: &mut Tx, link: &LinkRow) -> Result<(), Failure> {
    let mut next = link.successor_id.clone();
    while let Some(id) = next.take() {
        let mut successor = LinkRow::lock(tx, &link.firm_id, &id).await?;
        if let Ok(closing) = successor.state().close(Closing::Cancel) {
            successor.save_state(tx, &closing).await?;
            Job::CloseLink { link: id.0.clone() }.enqueue(app, tx, app.now()).await?;
        } else {
            flag_all(app, tx, &successor).await?;
        }
        next = successor.successor_id;
    }
    Ok(())
}

async fn flag_all(app: &App, tx: &mut Tx, link: &LinkRow) -> Result<(), Failure> {
    let flagged: Vec<Col<PaymentId>> = sqlx::query_scalar(
        "UPDATE payments SET flags = 'duplicate', acknowledged_at = NULL
         WHERE firm_id = $1 AND link_id = $2 AND status = 'succeeded' AND flags = '' RETURNING id",
    )
    .bind(link.firm_id.as_str())
    .bind(link.id.as_str())
    .fetch_all(tx.conn())
    .await?;
    for payment in &flagged {
        Event::new(&link.firm_id, EventKind::PaymentFlagged, Actor::tender())
            .link(&link.id, &link.root_id)
            .payment(payment)
            .detail(PaymentFlag::Duplicate.label())
            .record(app, tx)
            .await?;
    }
    if !flagged.is_empty() {
        sqlx::query("UPDATE links SET flagged = 1 WHERE firm_id = $1 AND id = $2")
            .bind(link.firm_id.as_str())
            .bind(link.id.as_str())
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}
