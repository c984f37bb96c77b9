//! The list of payments, and attending to what is flagged.

use axum::extract::State;
use domain::{
    Currency, Instant, Mode, PaymentFlag, PaymentStatus,
    api::{
        Page,
        audit::EventKind,
        payments::{Payment, PaymentSummary, PaymentTab},
    },
    id::{AccountId, LinkId, PaymentId},
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    audit::Event,
    db::{Col, Flags},
    http::{CanBill, CanLook, Error, Path, Query, Result, Staff, page, page::Paging},
    state::App,
};

/// The routes of payments.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(summary))
        .routes(routes!(get))
        .routes(routes!(acknowledge))
}

/// What a list shows of a payment.
#[derive(Debug, sqlx::FromRow)]
pub struct PaymentRow {
    id: Col<PaymentId>,
    status: Col<PaymentStatus>,
    amount: i64,
    currency: Col<Currency>,
    fee: Option<i64>,
    net: Option<i64>,
    settlement_currency: Option<Col<Currency>>,
    flags: Col<Flags<PaymentFlag>>,
    acknowledged_at: Option<i64>,
    link_id: Option<Col<LinkId>>,
    account_id: Option<Col<AccountId>>,
    account_name: Option<String>,
    mode: Col<Mode>,
    invoice_number: Option<String>,
    payer_name: Option<String>,
    payer_email: Option<String>,
    method: Option<String>,
    brand: Option<String>,
    last4: Option<String>,
    authorization_code: Option<String>,
    failure: Option<String>,
    payment_intent: String,
    confirmed_at: Option<i64>,
    created_at: i64,
}

macro_rules! payment_columns {
    () => {
        "SELECT p.id, p.status, p.amount, p.currency, p.fee, p.net, p.settlement_currency, p.flags, p.acknowledged_at,
         p.link_id, p.account_id, a.name AS account_name, p.mode, l.invoice_number, p.payer_name, p.payer_email,
         p.method, p.brand, p.last4, p.authorization_code, p.failure, p.payment_intent, p.confirmed_at, p.created_at
         FROM payments p
         LEFT JOIN links l ON l.id = p.link_id AND l.firm_id = p.firm_id
         LEFT JOIN accounts a ON a.id = p.account_id AND a.firm_id = p.firm_id "
    };
}

impl From<PaymentRow> for Payment {
    fn from(row: PaymentRow) -> Self {
        Self {
            id: row.id.0,
            status: row.status.0,
            amount: row.amount,
            currency: row.currency.0,
            fee: row.fee,
            net: row.net,
            settlement_currency: row.settlement_currency.map(|c| c.0),
            flags: row.flags.0.0,
            acknowledged: row.acknowledged_at.is_some(),
            link_id: row.link_id.map(|id| id.0),
            account_id: row.account_id.map(|id| id.0),
            account_name: row.account_name,
            mode: row.mode.0,
            invoice_number: row.invoice_number,
            payer_name: row.payer_name,
            payer_email: row.payer_email,
            method: row.method,
            brand: row.brand,
            last4: row.last4,
            authorization_code: row.authorization_code,
            failure: row.failure,
            gateway_id: row.payment_intent,
            paid_at: row.confirmed_at.map(Instant::from_ms),
            created_at: Instant::from_ms(row.created_at),
        }
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// pending, completed, failed or flagged.
    #[serde(rename = "filter[tab]")]
    tab: Option<PaymentTab>,
    /// Name, address, invoice number, amount or gateway id contains this.
    #[serde(rename = "filter[q]")]
    q: Option<String>,
    /// Of one link.
    #[serde(rename = "filter[link_id]")]
    link: Option<LinkId>,
    /// Rows of a page: 1 to 100, 25 if absent.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The payments of the firm, newest first.
#[utoipa::path(get, path = "/api/v1/payments", tag = "payments", params(Filter),
    responses((status = 200, body = Page<Payment>)))]
async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Query(filter): Query<Filter>,
) -> Result<axum::Json<Page<Payment>>> {
    let paging = Paging { limit: filter.limit, cursor: filter.cursor };
    let limit = paging.limit()?;
    let (at, id): (i64, String) = paging.cursor()?.unwrap_or((i64::MAX, String::new()));
    let (statuses, flagged) = match filter.tab {
        None => (",pending,processing,succeeded,failed,", 0),
        Some(PaymentTab::Pending) => (",pending,processing,", 0),
        Some(PaymentTab::Completed) => (",succeeded,", 0),
        Some(PaymentTab::Failed) => (",failed,", 0),
        Some(PaymentTab::Flagged) => (",pending,processing,succeeded,failed,", 1),
    };
    let rows: Vec<PaymentRow> = sqlx::query_as(concat!(
        payment_columns!(),
        "WHERE p.firm_id = $1 AND (p.created_at < $2 OR (p.created_at = $2 AND p.id < $3))
         AND $4 LIKE ('%,' || p.status || ',%')
         AND ($5 = 0 OR (p.flags <> '' AND p.acknowledged_at IS NULL))
         AND p.search_key LIKE $6 ESCAPE '\\' AND ($7 = '' OR p.link_id = $7)
         ORDER BY p.created_at DESC, p.id DESC LIMIT $8"
    ))
    .bind(staff.firm.as_str())
    .bind(at)
    .bind(id)
    .bind(statuses)
    .bind(flagged)
    .bind(page::contains(filter.q.as_deref().unwrap_or_default()))
    .bind(filter.link.as_ref().map_or("", |id| id.as_str()))
    .bind(limit + 1)
    .fetch_all(app.db.read())
    .await?;
    page::page(rows, limit, |row| (row.created_at, row.id.to_string()), |row| Ok(row.into())).map(axum::Json)
}

/// How many payments there are on each tab.
#[utoipa::path(get, path = "/api/v1/payments/summary", tag = "payments",
    responses((status = 200, body = PaymentSummary)))]
async fn summary(State(app): State<App>, CanLook(staff): CanLook) -> Result<axum::Json<PaymentSummary>> {
    let (pending, completed, failed, flagged): (i64, i64, i64, i64) = sqlx::query_as(
        "SELECT CAST(COALESCE(SUM(CASE WHEN status IN ('pending', 'processing') THEN 1 ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(CASE WHEN status = 'succeeded' THEN 1 ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(CASE WHEN status = 'failed' THEN 1 ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(CASE WHEN flags <> '' AND acknowledged_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT)
         FROM payments WHERE firm_id = $1",
    )
    .bind(staff.firm.as_str())
    .fetch_one(app.db.read())
    .await?;
    Ok(axum::Json(PaymentSummary { pending, completed, failed, flagged }))
}

async fn find(app: &App, staff: &Staff, id: &PaymentId) -> Result<Payment> {
    let row: Option<PaymentRow> = sqlx::query_as(concat!(payment_columns!(), "WHERE p.firm_id = $1 AND p.id = $2"))
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .fetch_optional(app.db.read())
        .await?;
    row.map(Payment::from).ok_or_else(|| Error::not_found("payment"))
}

/// One payment.
#[utoipa::path(get, path = "/api/v1/payments/{id}", tag = "payments", params(("id" = String, Path)),
    responses((status = 200, body = Payment)))]
async fn get(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<PaymentId>,
) -> Result<axum::Json<Payment>> {
    find(&app, &staff, &id).await.map(axum::Json)
}

/// A person has attended to what was flagged.
#[utoipa::path(post, path = "/api/v1/payments/{id}/acknowledgement", tag = "payments", params(("id" = String, Path)),
    responses((status = 200, body = Payment)))]
async fn acknowledge(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<PaymentId>,
) -> Result<axum::Json<Payment>> {
    let payment = find(&app, &staff, &id).await?;
    let mut tx = app.db.begin().await?;
    let done = sqlx::query(
        "UPDATE payments SET acknowledged_at = $1 WHERE firm_id = $2 AND id = $3 AND flags <> '' AND acknowledged_at IS NULL",
    )
    .bind(app.now().ms())
    .bind(staff.firm.as_str())
    .bind(id.as_str())
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 {
        settle_flag(&app, &mut tx, &staff, &payment).await?;
    }
    tx.commit().await?;
    find(&app, &staff, &id).await.map(axum::Json)
}

/// The link is flagged as long as one of its payments is.
async fn settle_flag(app: &App, tx: &mut crate::db::Tx, staff: &Staff, payment: &Payment) -> Result<()> {
    let mut event = Event::new(&staff.firm, EventKind::PaymentAcknowledged, staff).payment(&payment.id);
    let root: Option<Col<LinkId>> = match &payment.link_id {
        None => None,
        Some(link) => {
            sqlx::query_scalar(
                "UPDATE links SET flagged = CASE WHEN EXISTS (SELECT 1 FROM payments p WHERE p.link_id = links.id
                     AND p.firm_id = links.firm_id AND p.flags <> '' AND p.acknowledged_at IS NULL) THEN 1 ELSE 0 END
                 WHERE firm_id = $1 AND id = $2 RETURNING root_id",
            )
            .bind(staff.firm.as_str())
            .bind(link.as_str())
            .fetch_optional(tx.conn())
            .await?
        }
    };
    if let (Some(link), Some(root)) = (&payment.link_id, &root) {
        event = event.link(link, root);
    }
    event.record(app, tx).await?;
    Ok(())
}
