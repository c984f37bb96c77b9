//! What follows from a payment: receipts, notices, and an end to other sessions.

use domain::{PaymentStatus, id::PaymentId};

use super::record::{Facts, Stored};
use crate::{
    checkouts::{self, CheckoutRow},
    connections::ConnectionRow,
    db::Tx,
    jobs::{Failure, Job},
    links::{self, row::LinkRow},
    mail,
    state::App,
};

/// Card testers try many cards in one session: after so many declines it ends.
const MOST_DECLINES: i64 = 10;

/// The money is there: a receipt to the payer, a notice to staff. Each is queued once.
pub(super) async fn succeeded(
    app: &App,
    tx: &mut Tx,
    connection: &ConnectionRow,
    link: &LinkRow,
    payment: &PaymentId,
    facts: &Facts,
) -> Result<(), Failure> {
    let email = facts.payer_email.clone().or_else(|| link.recipient_email.clone());
    if let Some(email) = email {
        let name = link.recipient_name.clone().or_else(|| facts.payer_name.clone()).unwrap_or_default();
        mail::queue_receipt(app, tx, link, payment, facts, &name, &email).await?;
    }
    mail::queue_notices(app, tx, &connection.firm_id, link, payment, facts).await
}

/// A debit that failed reopens the link; too many declines end the session.
pub(super) async fn failed(
    app: &App,
    tx: &mut Tx,
    link: &mut LinkRow,
    checkout: &CheckoutRow,
    stored: &Stored,
) -> Result<(), Failure> {
    if stored.before == Some(PaymentStatus::Processing) && !other_under_way(tx, link, stored).await? {
        let state = link.state().failed(link.expiry(), app.now());
        link.save_state(tx, &state).await?;
    }
    // A debit that failed after its session had ended leaves what it was to pay to others.
    checkouts::reservations::settle(tx, checkout).await?;
    links::fitting::again(app, tx, &link.firm_id, &link.id).await?;
    if !stored.is_new_attempt {
        return Ok(());
    }
    let declines: Option<i64> = sqlx::query_scalar(
        "UPDATE checkouts SET declines = declines + 1 WHERE id = $1 AND firm_id = $2 RETURNING declines",
    )
    .bind(checkout.id.as_str())
    .bind(checkout.firm_id.as_str())
    .fetch_optional(tx.conn())
    .await?;
    if declines.is_some_and(|n| n >= MOST_DECLINES) && checkouts::set_state(tx, checkout, &["open"], "expiring").await?
    {
        Job::SyncCheckout { checkout: checkout.id.0.clone() }.enqueue(app, tx, app.now()).await?;
    }
    Ok(())
}

/// Whether another payment of the link is at the bank: then the link stays *processing*.
async fn other_under_way(tx: &mut Tx, link: &LinkRow, stored: &Stored) -> Result<bool, sqlx::Error> {
    let other: Option<String> = sqlx::query_scalar(
        "SELECT id FROM payments WHERE firm_id = $1 AND link_id = $2 AND id <> $3 AND status = 'processing' LIMIT 1",
    )
    .bind(link.firm_id.as_str())
    .bind(link.id.as_str())
    .bind(stored.id.as_str())
    .fetch_optional(tx.conn())
    .await?;
    Ok(other.is_some())
}

/// A link that nobody may pay any more has no open session.
pub(super) async fn end_other_sessions(app: &App, tx: &mut Tx, link: &LinkRow) -> Result<(), Failure> {
    let payable = matches!(link.state(), domain::LinkState::Outstanding);
    if payable {
        return Ok(());
    }
    if let Some(live) = checkouts::live(tx.conn(), &link.firm_id, &link.id).await? {
        checkouts::set_state(tx, &live, &["open"], "expiring").await?;
        Job::SyncCheckout { checkout: live.id.0.clone() }.enqueue(app, tx, app.now()).await?;
    } else if link.closing.is_some() {
        Job::CloseLink { link: link.id.0.clone() }.enqueue(app, tx, app.now()).await?;
    }
    Ok(())
}
