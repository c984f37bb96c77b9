//! Recording what a gateway says of a payment: once, whoever says it, in whatever order.
//!
//! One transaction holds the link, stores the payment, settles the link anew from *all* its
//! payments by the gateway's clock, and queues the receipt.

use anyhow::Context as _;
use domain::{
    Currency, Instant, Money, PaymentStatus,
    api::audit::EventKind,
    id::{CheckoutId, PaymentId},
    table::payments::PaymentColumn,
    time::{DAY, HOUR},
};

use super::{booking, consequences, settlement};
use crate::{
    allocations,
    audit::{Actor, Event},
    checkouts::{self, CheckoutRow},
    connections::ConnectionRow,
    db::{Col, Tx},
    jobs::Failure,
    links::row::LinkRow,
    state::App,
    table::terms,
};

/// What the gateway says of a payment, in our units.
#[derive(Debug, Clone)]
pub struct Facts {
    pub payment_intent: String,
    /// When the gateway was asked, by our clock.
    pub asked_at: Instant,
    pub charge_id: Option<String>,
    /// Our checkout, as the payment's metadata name it: believed only if it is of this connection.
    pub checkout: Option<CheckoutId>,
    pub status: PaymentStatus,
    pub amount: i64,
    pub currency: Currency,
    /// When the payer confirmed.
    pub confirmed_at: Instant,
    pub fee: Option<i64>,
    pub net: Option<i64>,
    pub settlement_currency: Option<Currency>,
    pub payer_name: Option<String>,
    pub payer_email: Option<String>,
    pub method: Option<String>,
    pub brand: Option<String>,
    pub last4: Option<String>,
    pub authorization_code: Option<String>,
    pub failure: Option<String>,
}

/// What was known before.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Known {
    pub id: Col<PaymentId>,
    pub status: Col<PaymentStatus>,
    pub charge_id: Option<String>,
    pub as_of: i64,
}

impl Known {
    /// Two answers can overtake each other; money that is there is news whenever it is heard.
    fn is_older_than(&self, facts: &Facts) -> bool {
        facts.status == PaymentStatus::Succeeded || self.as_of <= facts.asked_at.ms()
    }
}

/// Records it.
///
/// # Errors
/// *Retry* when the database does not answer.
pub async fn record(app: &App, connection: &ConnectionRow, facts: Facts) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    let checkout = own_checkout(&mut tx, connection, &facts).await?;
    let Some(checkout) = checkout else {
        // Not ours: shown once the money is there, never linked.
        if facts.status == PaymentStatus::Succeeded {
            if let Some(stored) = store(app, &mut tx, connection, None, &facts).await? {
                booking::book(app, &mut tx, &connection.firm_id, &stored.id).await?;
            }
            tx.commit().await?;
        }
        return Ok(());
    };
    let mut link = allocations::by_link::hold(&mut tx, &connection.firm_id, &checkout.link_id).await?;
    let Some(stored) = store(app, &mut tx, connection, Some((&checkout, &link)), &facts).await? else {
        return tx.commit().await.map_err(Failure::from);
    };
    if matches!(facts.status, PaymentStatus::Processing | PaymentStatus::Succeeded) {
        checkouts::set_state(
            &mut tx,
            &checkout,
            &["creating", "unknown", "open", "expiring", "expired", "failed"],
            "complete",
        )
        .await?;
    }
    note(app, &mut tx, &link, &stored, &facts).await?;
    match facts.status {
        PaymentStatus::Succeeded => {
            settlement::settle_link(app, &mut tx, &mut link).await?;
            if stored.is_news {
                consequences::succeeded(app, &mut tx, connection, &link, &stored.id, &facts).await?;
            }
        }
        PaymentStatus::Processing => {
            let state = link.state().processing();
            link.save_state(&mut tx, &state).await?;
            checkouts::reservations::renew(&mut tx, &link, &checkout).await?;
        }
        PaymentStatus::Failed => consequences::failed(app, &mut tx, &mut link, &checkout, &stored).await?,
        PaymentStatus::Pending => {}
    }
    consequences::end_other_sessions(app, &mut tx, &link).await?;
    // Who allocates it books it, once what it pays has been told: the ledger is the last that a transaction takes.
    let is_new_money = facts.status == PaymentStatus::Succeeded && stored.is_news;
    if !is_new_money || !allocations::by_link::apply(app, &mut tx, &link, &stored.id).await? {
        booking::book(app, &mut tx, &connection.firm_id, &stored.id).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The checkout that a payment belongs to: by its metadata, if that checkout is of this connection.
async fn own_checkout(
    tx: &mut Tx,
    connection: &ConnectionRow,
    facts: &Facts,
) -> Result<Option<CheckoutRow>, sqlx::Error> {
    let Some(id) = &facts.checkout else { return Ok(None) };
    let row = checkouts::find(tx.conn(), id).await?;
    Ok(row.filter(|row| row.connection_id == connection.id && row.currency.0 == facts.currency))
}

/// What storing a payment found out.
pub(super) struct Stored {
    pub id: PaymentId,
    /// The status is another one than before.
    pub is_news: bool,
    /// The status before.
    pub before: Option<PaymentStatus>,
    /// The attempt is another one than before.
    pub is_new_attempt: bool,
}

/// Inserts or updates the payment; `None` when what is known is newer.
async fn store(
    app: &App,
    tx: &mut Tx,
    connection: &ConnectionRow,
    owner: Option<(&CheckoutRow, &LinkRow)>,
    facts: &Facts,
) -> Result<Option<Stored>, Failure> {
    let now = app.now();
    let id = PaymentId::from_u128(app.new_id());
    let flags = if owner.is_none() { domain::PaymentFlag::Foreign.as_str() } else { "" };
    let inserted = sqlx::query(
        "INSERT INTO payments (id, firm_id, source, connection_id, link_id, checkout_id, account_id, mode, status, amount,
             currency, flags, payment_intent, destination, created_at)
         VALUES ($1, $2, 'gateway', $3, $4, $5, $6, $7, 'pending', $8, $9, $10, $11, $12, $13)
         ON CONFLICT (connection_id, payment_intent) DO NOTHING",
    )
    .bind(id.as_str())
    .bind(connection.firm_id.as_str())
    .bind(connection.id.as_str())
    .bind(owner.map(|(_, link)| link.id.to_string()))
    .bind(owner.map(|(checkout, _)| checkout.id.to_string()))
    .bind(owner.map(|(_, link)| link.account_id.to_string()))
    .bind(connection.mode.as_str())
    .bind(facts.amount)
    .bind(facts.currency.code())
    .bind(flags)
    .bind(facts.payment_intent.as_str())
    .bind(owner.and_then(|(checkout, _)| checkout.destination.as_deref()))
    .bind(now.ms())
    .execute(tx.conn())
    .await?;
    let known: Known = sqlx::query_as(
        "SELECT id, status, charge_id, as_of FROM payments WHERE connection_id = $1 AND payment_intent = $2",
    )
    .bind(connection.id.as_str())
    .bind(facts.payment_intent.as_str())
    .fetch_one(tx.conn())
    .await?;
    if !known.is_older_than(facts) || !known.status.may_become(facts.status) {
        return Ok(None);
    }
    update(app, tx, connection, owner.map(|(_, link)| link), &known, facts).await?;
    let is_new = inserted.rows_affected() == 1;
    if is_new && owner.is_none() {
        Event::new(&connection.firm_id, EventKind::PaymentFlagged, Actor::gateway())
            .payment(&known.id)
            .detail(format!("{} that came from no link", Money::new(facts.amount, facts.currency)))
            .record(app, tx)
            .await?;
    }
    Ok(Some(Stored {
        is_news: is_new || known.status.0 != facts.status,
        before: (!is_new).then_some(known.status.0),
        is_new_attempt: known.charge_id != facts.charge_id,
        id: known.id.0,
    }))
}

async fn update(
    app: &App,
    tx: &mut Tx,
    connection: &ConnectionRow,
    link: Option<&LinkRow>,
    known: &Known,
    facts: &Facts,
) -> Result<(), Failure> {
    // Final only when the money and its fee are known; a debit is asked about until it is decided.
    let next_check = match facts.status {
        PaymentStatus::Succeeded if facts.fee.is_some() => None,
        PaymentStatus::Succeeded | PaymentStatus::Processing => Some(app.now().plus_ms(6 * HOUR).ms()),
        PaymentStatus::Pending | PaymentStatus::Failed => {
            let young = app.now().since(facts.confirmed_at) < 2 * DAY;
            young.then(|| app.now().plus_ms(HOUR).ms())
        }
    };
    let words = [
        facts.payer_name.as_deref(),
        facts.payer_email.as_deref(),
        link.and_then(|l| l.recipient_name.as_deref()),
        link.and_then(|l| l.recipient_email.as_deref()),
        link.and_then(|l| l.invoice_number.as_deref()),
        Some(facts.payment_intent.as_str()),
    ];
    let plain = Money::new(facts.amount, facts.currency).plain();
    sqlx::query(
        "UPDATE payments SET status = $1, amount = $2, fee = COALESCE($3, fee), net = COALESCE($4, net),
             settlement_currency = COALESCE($5, settlement_currency), payer_name = COALESCE($6, payer_name),
             payer_email = COALESCE($7, payer_email), method = COALESCE($8, method), brand = $9, last4 = $10,
             authorization_code = $11, failure = $12, charge_id = COALESCE($13, charge_id), confirmed_at = $14,
             next_check_at = $15, as_of = $16
         WHERE id = $17 AND firm_id = $18",
    )
    .bind(facts.status.as_str())
    .bind(facts.amount)
    .bind(facts.fee)
    .bind(facts.net)
    .bind(facts.settlement_currency.map(Currency::code))
    .bind(facts.payer_name.as_deref())
    .bind(facts.payer_email.as_deref())
    .bind(facts.method.as_deref())
    .bind(facts.brand.as_deref())
    .bind(facts.last4.as_deref())
    .bind(facts.authorization_code.as_deref())
    .bind(facts.failure.as_deref())
    .bind(facts.charge_id.as_deref())
    .bind(facts.confirmed_at.ms())
    .bind(next_check)
    .bind(facts.asked_at.ms())
    .bind(known.id.as_str())
    .bind(connection.firm_id.as_str())
    .execute(tx.conn())
    .await
    .context("storing a payment")?;
    let texts = words.into_iter().flatten().chain([plain.as_str()]);
    terms::put::<PaymentColumn>(tx, &connection.firm_id, known.id.as_str(), texts).await?;
    Ok(())
}

/// Writes what is new into the history.
async fn note(app: &App, tx: &mut Tx, link: &LinkRow, stored: &Stored, facts: &Facts) -> Result<(), Failure> {
    let money = Money::new(facts.amount, facts.currency).to_string();
    let (kind, detail) = match facts.status {
        PaymentStatus::Succeeded if stored.is_news => (EventKind::PaymentSucceeded, money),
        PaymentStatus::Processing if stored.is_news => (EventKind::PaymentProcessing, money),
        PaymentStatus::Failed if stored.before == Some(PaymentStatus::Processing) => {
            (EventKind::PaymentFailed, facts.failure.clone().unwrap_or_default())
        }
        PaymentStatus::Failed if stored.is_news || stored.is_new_attempt => {
            (EventKind::PaymentDeclined, facts.failure.clone().unwrap_or_default())
        }
        _ => return Ok(()),
    };
    Event::new(&link.firm_id, kind, Actor::gateway())
        .link(&link.id, &link.root_id)
        .payment(&stored.id)
        .detail(detail)
        .record(app, tx)
        .await?;
    Ok(())
}
