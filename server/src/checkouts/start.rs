//! The click: from a payer's amount to the gateway's page.
//!
//! One live checkout a link. Each round looks at the database under the link's lock, decides one
//! step, commits it, and only then calls the gateway.

use std::{fmt::Display, time::Duration};

use domain::{
    Instant, Money, Problem,
    id::{CheckoutId, FirmId, LinkId},
    link::PartPolicy,
    time::{HOUR, MINUTE},
};

use super::{
    CheckoutRow, ending,
    fit::destination,
    live, next_check, opening,
    reservations::{self, Way},
    set_state,
};
use crate::{
    audit::{Actor, Event},
    connections::ConnectionRow,
    db::Tx,
    gateways::stripe::{SessionRequest, amounts, session_request},
    http::{Error, Result},
    invoices,
    jobs::Job,
    links::row::LinkRow,
    quarantine,
    state::App,
};

/// A session lasts at most 24 hours; an hour less leaves room for clocks that differ.
const LONGEST: i64 = 23 * HOUR;
/// Stripe takes no session shorter than 30 minutes.
const SHORTEST: i64 = 31 * MINUTE;
/// A session this close to its end is not handed out any more.
const TOO_CLOSE: i64 = 2 * MINUTE;
/// How long the first call for a session may be under way before someone else takes it over.
const PATIENCE: i64 = 15_000;
/// Declined attempts on one link before it rests: a payer tries a few cards, a card tester many.
const MOST_DECLINES_AN_HOUR: i64 = 20;
/// Rounds before the payer is asked to try again.
const ROUNDS: usize = 60;

/// What to do next.
enum Step {
    /// Send the payer there.
    Go(String),
    /// Make the session of this checkout.
    Open(Box<CheckoutRow>),
    /// End the session of this checkout first: this link's, or one that holds back what this link asks for.
    End(Box<CheckoutRow>),
    /// Someone else is at it.
    Wait,
}

/// The gateway's page for this link and amount: the open session if nothing changed, else a new one.
///
/// # Errors
/// A problem for the payer: why the link cannot be paid, or that the gateway does not answer.
pub async fn checkout_url(app: &App, firm: &FirmId, link: &LinkId, amount: i64) -> Result<String> {
    let mut calls = 0;
    for _ in 0..ROUNDS {
        match decide(app, firm, link, amount).await? {
            Step::Go(url) => return Ok(url),
            Step::Wait => tokio::time::sleep(Duration::from_millis(250)).await,
            Step::Open(_) | Step::End(_) if calls >= 4 => break,
            Step::Open(checkout) => {
                calls += 1;
                opening::open(app, &checkout).await?;
            }
            Step::End(checkout) => {
                calls += 1;
                ending::end(app, &checkout).await.map_err(|_| unavailable())?;
            }
        }
    }
    Err(unavailable())
}

/// 503: the gateway does not answer.
pub(super) fn unavailable() -> Error {
    Problem::new(503, "gateway-unavailable", "The payment service does not answer right now")
        .with_detail("You have not been charged. Please try again in a minute.")
        .into()
}

async fn decide(app: &App, firm: &FirmId, link: &LinkId, amount: i64) -> Result<Step> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    quarantine::hold_payers(tx.conn(), firm).await?;
    let link = LinkRow::lock(&mut tx, firm, link).await?;
    link.state().may_check_out(link.expiry(), now)?;
    check_amount(&link, amount)?;
    let checkout = live(tx.conn(), firm, &link.id).await?;
    let destination = match destination(tx.conn(), &link).await {
        Ok(destination) => destination,
        Err(why) => return refuse_and_end(app, tx, checkout, why).await,
    };
    let Some(checkout) = checkout else {
        hold_card_testers(app, &mut tx, &link).await?;
        if let Way::After(rival) = reservations::look(app, &mut tx, &link, amount).await? {
            tx.commit().await?;
            return Ok(Step::End(rival));
        }
        let checkout = insert(app, &mut tx, &link, amount, destination.as_deref()).await?;
        tx.commit().await?;
        return Ok(Step::Open(Box::new(checkout)));
    };
    let fresh = checkout.session_expires_at.is_some_and(|end| Instant::from_ms(end).since(now) > TOO_CLOSE);
    let same = checkout.amount == amount
        && checkout.connection_id == link.connection_id
        && checkout.destination == destination;
    let step = match checkout.state.as_str() {
        "open" if same && fresh => match &checkout.session_url {
            Some(url) => Step::Go(url.clone()),
            None => Step::End(Box::new(checkout)),
        },
        "open" => {
            set_state(&mut tx, &checkout, &["open"], "expiring").await?;
            Step::End(Box::new(checkout))
        }
        "expiring" => Step::End(Box::new(checkout)),
        "creating" if now.since(Instant::from_ms(checkout.created_at)) < PATIENCE => Step::Wait,
        _ => Step::Open(Box::new(checkout)),
    };
    tx.commit().await?;
    Ok(step)
}

/// The account does not take this money any more: nor does a session that is still open.
async fn refuse_and_end(app: &App, mut tx: Tx, checkout: Option<CheckoutRow>, why: Error) -> Result<Step> {
    if let Some(checkout) = checkout {
        set_state(&mut tx, &checkout, &["open"], "expiring").await?;
        Job::SyncCheckout { checkout: checkout.id.0 }.enqueue(app, &mut tx, app.now()).await?;
        tx.commit().await?;
    }
    tracing::warn!(%why, "an account does not take money");
    Err(Problem::new(503, "account-not-ready", "This firm cannot take this payment right now")
        .with_detail("You have not been charged. Please tell the firm; its contact is below.")
        .into())
}

/// Who tries many cards gets no further session for a while.
async fn hold_card_testers(app: &App, tx: &mut Tx, link: &LinkRow) -> Result<()> {
    let declines: i64 = sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(declines), 0) AS BIGINT) FROM checkouts
         WHERE firm_id = $1 AND link_id = $2 AND created_at > $3",
    )
    .bind(link.firm_id.as_str())
    .bind(link.id.as_str())
    .bind(app.now().plus_ms(-HOUR).ms())
    .fetch_one(tx.conn())
    .await?;
    if declines < MOST_DECLINES_AN_HOUR {
        return Ok(());
    }
    Err(Problem::new(429, "too-many-declines", "Too many cards were declined")
        .with_detail("Please try again in an hour, or ask the firm for another way to pay.")
        .into())
}

/// The server's own word on the amount: the form's check is a courtesy.
///
/// # Errors
/// 422 at `/amount`.
pub fn check_amount(link: &LinkRow, amount: i64) -> Result<()> {
    let refused = |why: &dyn Display| Error::field("/amount", why.to_string());
    let money = link.payable().check(amount).map_err(|why| refused(&why))?;
    amounts::to_stripe(money).map_err(|why| refused(&why))?;
    let asked = link.owed();
    let rest = Money::new(asked.amount - amount, money.currency);
    let asks_for_it = link.part_policy.0 != PartPolicy::Close;
    if asks_for_it && rest.amount > 0 && amounts::to_stripe(rest).is_err() {
        return Err(refused(&format!(
            "That would leave {rest}, which is too little to be paid by card. Pay the whole {asked}, or leave more."
        )));
    }
    Ok(())
}

/// Stores what will be asked of the gateway, under which key, before it is asked.
async fn insert(app: &App, tx: &mut Tx, link: &LinkRow, amount: i64, destination: Option<&str>) -> Result<CheckoutRow> {
    let now = app.now();
    let id = CheckoutId::from_u128(app.new_id());
    let request = build_request(app, tx, link, &id, amount, destination).await?;
    let key = format!("{id}-1");
    sqlx::query(
        "INSERT INTO checkouts (id, firm_id, link_id, connection_id, state, amount, currency, request,
             idempotency_key, key_since, destination, next_check_at, created_at)
         VALUES ($1, $2, $3, $4, 'creating', $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(id.as_str())
    .bind(link.firm_id.as_str())
    .bind(link.id.as_str())
    .bind(link.connection_id.as_str())
    .bind(amount)
    .bind(link.currency.code())
    .bind(request)
    .bind(key)
    .bind(now.ms())
    .bind(destination)
    .bind(next_check(0, None, now).ms())
    .bind(now.ms())
    .execute(tx.conn())
    .await?;
    if !reservations::reserve(tx, link, &id, amount).await? {
        return Err(anyhow::anyhow!("an invoice that is held changed").into());
    }
    super::find(tx.conn(), &id).await?.ok_or_else(|| anyhow::anyhow!("a checkout vanished").into())
}

async fn build_request(
    app: &App,
    tx: &mut Tx,
    link: &LinkRow,
    checkout: &CheckoutId,
    amount: i64,
    destination: Option<&str>,
) -> Result<String> {
    let connection = ConnectionRow::find(tx.conn(), &link.firm_id, &link.connection_id).await?;
    let now = app.now();
    let end = link.expiry().unwrap_or(now.plus_ms(LONGEST));
    let money = Money::new(amount, link.currency.0);
    let url = link.url(app)?;
    let session = SessionRequest {
        checkout,
        amount: amounts::to_stripe(money).map_err(|why| Error::field("/amount", why.to_string()))?,
        currency: link.currency.code(),
        description: &connection.describe(link),
        email: link.recipient_email.as_deref(),
        destination,
        success_url: format!("{url}/done?session_id={{CHECKOUT_SESSION_ID}}"),
        cancel_url: invoices::public::page_of(app, tx.conn(), link).await?.unwrap_or(url),
        expires_at: end.clamp(now.plus_ms(SHORTEST), now.plus_ms(LONGEST)),
    };
    Ok(session_request(&session)?)
}

/// Notes that the payer was sent to the gateway, once a session.
///
/// # Errors
/// When the database refuses.
pub(super) async fn note_started(app: &App, tx: &mut Tx, row: &CheckoutRow, root: &LinkId) -> Result<(), sqlx::Error> {
    let money = Money::new(row.amount, row.currency.0);
    Event::new(&row.firm_id, domain::api::audit::EventKind::CheckoutStarted, Actor::client())
        .link(&row.link_id, root)
        .detail(money)
        .record(app, tx)
        .await
}
