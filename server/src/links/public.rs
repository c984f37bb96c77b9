//! What a payer may see and do. No key: the token is the permission.

use axum::extract::State;
use domain::{
    Instant, LinkStatus, PaymentStatus, Problem, Token,
    api::{
        audit::EventKind,
        public::{Attempt, CheckoutStatus, CheckoutUrl, PublicLink, PublicReceipt, StartCheckout},
    },
    id::PaymentId,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{row::LinkRow, standing};
use crate::{
    audit::{Actor, Event},
    checkouts::{self, start},
    crypto::fingerprint,
    db::Col,
    firm,
    http::{Error, Json, Path, Result},
    invoices, link_columns,
    state::App,
};

/// The routes that need no key.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(status, begin))
}

/// Finds a link by its token. Unknown, foreign and malformed tokens look alike.
///
/// # Errors
/// 404.
pub async fn find(app: &App, token: &str) -> Result<LinkRow> {
    let missing = || Error::not_found("payment link");
    let token: Token = token.parse().map_err(|_| missing())?;
    let row: Option<LinkRow> = sqlx::query_as(concat!("SELECT ", link_columns!(), " WHERE l.token_hash = $1"))
        .bind(fingerprint(token.as_str()))
        .fetch_optional(app.db.read())
        .await?;
    row.ok_or_else(missing)
}

/// A link as its payer sees it.
#[utoipa::path(get, path = "/api/v1/public/links/{token}", tag = "public", params(("token" = String, Path)),
    responses((status = 200, body = PublicLink), (status = 404, body = Problem)))]
async fn get(State(app): State<App>, Path(token): Path<String>) -> Result<axum::Json<PublicLink>> {
    let link = find(&app, &token).await?;
    show(&app, link).await.map(axum::Json)
}

/// How the last attempt to pay ended. If the webhook has not come yet, the gateway is asked.
#[utoipa::path(get, path = "/api/v1/public/links/{token}/checkout", tag = "public", params(("token" = String, Path)),
    responses((status = 200, body = CheckoutStatus), (status = 404, body = Problem)))]
async fn status(State(app): State<App>, Path(token): Path<String>) -> Result<axum::Json<CheckoutStatus>> {
    let link = find(&app, &token).await?;
    let asked = ask_gateway(&app, &link).await;
    let link = find(&app, &token).await?;
    let (attempt, reason) = last_attempt(&app, &link, asked).await?;
    let link = show(&app, link).await?;
    Ok(axum::Json(CheckoutStatus { attempt, reason, link, as_of: app.now() }))
}

/// Begins to pay, or goes on: answers the gateway's page.
#[utoipa::path(post, path = "/api/v1/public/links/{token}/checkout", tag = "public", params(("token" = String, Path)),
    request_body = StartCheckout, responses((status = 200, body = CheckoutUrl), (status = 422, body = Problem)))]
async fn begin(
    State(app): State<App>,
    Path(token): Path<String>,
    Json(start): Json<StartCheckout>,
) -> Result<axum::Json<CheckoutUrl>> {
    let url = checkout(&app, &token, start.amount.as_deref()).await?;
    Ok(axum::Json(CheckoutUrl { url }))
}

/// From what a payer typed to the gateway's page.
///
/// # Errors
/// 404, 409 or 422 with a sentence for the payer, 503 when the gateway does not answer.
pub async fn checkout(app: &App, token: &str, typed: Option<&str>) -> Result<String> {
    let link = find(app, token).await?;
    link.state().may_check_out(link.expiry(), app.now())?;
    // Where no part may be paid there is no field, and what came in its name does not count.
    let typed = typed.filter(|_| link.min_amount.is_some()).unwrap_or_default();
    let amount = link.payable().read(typed).map_err(|why| Error::field("/amount", why.to_string()))?.amount;
    start::check_amount(&link, amount)?;
    let url = start::checkout_url(app, &link.firm_id, &link.id, amount).await?;
    // Who goes to pay has opened the page, whatever the browser said of itself.
    if link.first_opened_at.is_none() {
        note_opened(app, &link).await?;
    }
    Ok(url)
}

/// Counts an opening by a person.
///
/// # Errors
/// When the database refuses.
pub async fn note_opened(app: &App, link: &LinkRow) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let times: Option<i64> = sqlx::query_scalar(
        "UPDATE links SET times_opened = times_opened + 1, first_opened_at = COALESCE(first_opened_at, $1),
             last_opened_at = $1
         WHERE firm_id = $2 AND id = $3 RETURNING times_opened",
    )
    .bind(app.now().ms())
    .bind(link.firm_id.as_str())
    .bind(link.id.as_str())
    .fetch_optional(tx.conn())
    .await?;
    // The history tells of the first openings; the count goes on.
    if times.is_some_and(|times| times <= 20) {
        Event::new(&link.firm_id, EventKind::LinkOpened, Actor::client())
            .link(&link.id, &link.root_id)
            .record(app, &mut tx)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Asks about the live checkout. Says whether the gateway answered.
async fn ask_gateway(app: &App, link: &LinkRow) -> bool {
    let Ok(mut conn) = app.db.read().acquire().await else { return false };
    let Ok(Some(live)) = checkouts::live(&mut conn, &link.firm_id, &link.id).await else { return true };
    drop(conn);
    if live.session_id.is_none() {
        return true;
    }
    // Asked by a page that polls: a webhook that comes first makes the answer the same.
    match checkouts::sync::checkout(app, &live.id).await {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(checkout = %live.id.0, %error, "the gateway did not say how it went");
            false
        }
    }
}

#[derive(sqlx::FromRow)]
struct LastPayment {
    status: Col<PaymentStatus>,
    failure: Option<String>,
}

async fn last_attempt(app: &App, link: &LinkRow, asked: bool) -> Result<(Option<Attempt>, Option<String>)> {
    let mut conn = app.db.read().acquire().await?;
    let Some(checkout) = checkouts::newest(&mut conn, &link.firm_id, &link.id).await? else { return Ok((None, None)) };
    let payment: Option<LastPayment> = sqlx::query_as(
        "SELECT status, failure FROM payments WHERE firm_id = $1 AND checkout_id = $2 ORDER BY id DESC LIMIT 1",
    )
    .bind(link.firm_id.as_str())
    .bind(checkout.id.as_str())
    .fetch_optional(&mut *conn)
    .await?;
    let attempt = match (payment.as_ref().map(|p| p.status.0), checkout.state.as_str()) {
        (Some(PaymentStatus::Succeeded), _) => Attempt::Paid,
        (Some(PaymentStatus::Processing), _) => Attempt::Processing,
        (Some(PaymentStatus::Failed), _) => Attempt::Declined,
        (_, "expired" | "failed") => Attempt::Ended,
        _ if !asked => Attempt::Unknown,
        _ => Attempt::Open,
    };
    let reason = payment.and_then(|p| p.failure).filter(|_| attempt == Attempt::Declined);
    Ok((Some(attempt), reason))
}

async fn show(app: &App, link: LinkRow) -> Result<PublicLink> {
    let firm = firm::load(app, &link.firm_id).await?;
    let now = app.now();
    let mut conn = app.db.read().acquire().await?;
    let state = standing::of(&mut conn, &link, now).await?;
    let invoice_url = invoices::public::page_of(app, &mut conn, &link).await?;
    drop(conn);
    let open_in_part = link.is_open_in_part();
    let successor_url = if open_in_part { Some(link.url(app)?) } else { open_successor(app, &link).await? };
    let receipts = receipts(app, &link, &firm).await?;
    let first_name = link.recipient_name.as_deref().filter(|name| !name.contains('@'));
    Ok(PublicLink {
        state,
        firm: firm::public(&firm),
        amount: link.amount,
        paid: if open_in_part { link.paid } else { 0 },
        currency: link.currency.0,
        min_amount: link.min_amount,
        part_policy: link.part_policy.0,
        recipient_name: first_name.and_then(|name| name.split_whitespace().next()).map(str::to_owned),
        goes_to: link.account_kind.label().to_owned(),
        test: link.mode.0 == domain::Mode::Test,
        description: link.description,
        invoice_number: link.invoice_number,
        message: link.message,
        due_on: link.due_on.map(|due| due.0),
        receipts,
        successor_url,
        invoice_url,
    })
}

/// Follows the chain of part payments to the link that still asks for money.
async fn open_successor(app: &App, link: &LinkRow) -> Result<Option<String>> {
    if link.successor_id.is_none() {
        return Ok(None);
    }
    let newest: Option<LinkRow> = sqlx::query_as(concat!(
        "SELECT ",
        link_columns!(),
        " WHERE l.firm_id = $1 AND l.root_id = $2 AND l.id <> $3 ORDER BY l.id DESC LIMIT 1"
    ))
    .bind(link.firm_id.as_str())
    .bind(link.root_id.as_str())
    .bind(link.id.as_str())
    .fetch_optional(app.db.read())
    .await?;
    match newest {
        Some(newest) if newest.status.0 == LinkStatus::Outstanding && newest.id.0 > link.id.0 => {
            newest.url(app).map(Some)
        }
        _ => Ok(None),
    }
}

#[derive(sqlx::FromRow)]
struct ReceiptRow {
    id: Col<PaymentId>,
    amount: i64,
    confirmed_at: i64,
    method: Option<String>,
    brand: Option<String>,
    last4: Option<String>,
    authorization_code: Option<String>,
}

async fn receipts(app: &App, link: &LinkRow, firm: &domain::api::firm::Firm) -> Result<Vec<PublicReceipt>> {
    let rows: Vec<ReceiptRow> = sqlx::query_as(
        "SELECT id, amount, confirmed_at, method, brand, last4, authorization_code FROM payments
         WHERE firm_id = $1 AND link_id = $2 AND status = 'succeeded' ORDER BY confirmed_at DESC, id DESC LIMIT 10",
    )
    .bind(link.firm_id.as_str())
    .bind(link.id.as_str())
    .fetch_all(app.db.read())
    .await?;
    let show = |row: ReceiptRow| PublicReceipt {
        amount: row.amount,
        currency: link.currency.0,
        paid_on: firm::local_date(&firm.time_zone, Instant::from_ms(row.confirmed_at)).long(),
        method: row.method,
        brand: row.brand,
        last4: row.last4,
        authorization_code: row.authorization_code,
        reference: reference(&row.id),
    };
    Ok(rows.into_iter().map(show).collect())
}

/// Our number of a payment, short enough to read out: the end of its id.
#[must_use]
pub fn reference(id: &PaymentId) -> String {
    let text = id.as_str();
    text[text.len() - 10..].to_uppercase()
}
