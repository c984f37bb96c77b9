//! The list of payments, and attending to what is flagged.

use axum::extract::State;
use domain::{
    AccountKind, CivilDate, Currency, Instant, Mode, PaymentFlag, PaymentSource, PaymentStatus,
    api::{Page, audit::EventKind, payments::Payment, tables::Counts},
    id::{AccountId, ClientId, FirmId, LinkId, MatterId, PaymentId, PayoutId},
    payment::Sums,
    refund::DisputeStatus,
    table::payments::PaymentColumn,
};
use sqlx::AnyConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{by_hand, reversal};
use crate::{
    audit::Event,
    db::{Col, Flag, Flags},
    http::{CanBill, CanLook, Error, Path, Result, Staff},
    state::App,
    table::{self, Scope, TableParams},
};

/// The routes of payments.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, by_hand::create))
        .routes(routes!(counts))
        .routes(routes!(get))
        .routes(routes!(acknowledge))
        .routes(routes!(reversal::create))
}

/// What a list shows of a payment.
#[derive(Debug, sqlx::FromRow)]
pub struct PaymentRow {
    id: Col<PaymentId>,
    status: Col<PaymentStatus>,
    source: Col<PaymentSource>,
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
    account_kind: Option<Col<AccountKind>>,
    client_id: Option<Col<ClientId>>,
    client_name: Option<String>,
    matter_id: Option<Col<MatterId>>,
    matter_number: Option<String>,
    refunded: i64,
    withdrawn: i64,
    allocated: i64,
    dispute: Option<Col<DisputeStatus>>,
    takes_refunds: Flag,
    reference: Option<String>,
    received_on: Option<Col<CivilDate>>,
    recorded_by: Option<String>,
    reversed_at: Option<i64>,
    payout_id: Option<Col<PayoutId>>,
    mode: Col<Mode>,
    invoice_number: Option<String>,
    payer_name: Option<String>,
    payer_email: Option<String>,
    method: Option<String>,
    brand: Option<String>,
    last4: Option<String>,
    authorization_code: Option<String>,
    failure: Option<String>,
    payment_intent: Option<String>,
    confirmed_at: Option<i64>,
    created_at: i64,
}

/// What is selected for a [`PaymentRow`], from `payments p` with [`payment_joins`].
#[macro_export]
macro_rules! payment_fields {
    () => {
        "p.id, p.status, p.source, p.amount, p.currency, p.fee, p.net, p.settlement_currency, p.flags, p.acknowledged_at,
         p.link_id, p.account_id, a.name AS account_name, a.kind AS account_kind, p.client_id,
         c.name AS client_name, p.matter_id, m.number AS matter_number, p.refunded, p.withdrawn, p.allocated, p.dispute,
         p.takes_refunds, p.reference, p.received_on, p.recorded_by, p.reversed_at, p.payout_id, p.mode, l.invoice_number, p.payer_name, p.payer_email,
         p.method, p.brand, p.last4, p.authorization_code, p.failure, p.payment_intent, p.confirmed_at, p.created_at"
    };
}

/// What a payment is joined with.
#[macro_export]
macro_rules! payment_joins {
    () => {
        "LEFT JOIN links l ON l.id = p.link_id AND l.firm_id = p.firm_id
         LEFT JOIN accounts a ON a.id = p.account_id AND a.firm_id = p.firm_id
         LEFT JOIN clients c ON c.id = p.client_id AND c.firm_id = p.firm_id
         LEFT JOIN matters m ON m.id = p.matter_id AND m.firm_id = p.firm_id"
    };
}

impl PaymentRow {
    /// What the gateway would give back now, in minor units.
    fn refundable(&self) -> i64 {
        let at_gateway = self.source.0 == PaymentSource::Gateway && self.status.0 == PaymentStatus::Succeeded;
        if !at_gateway || !self.takes_refunds.0 {
            return 0;
        }
        let Self { amount, refunded, withdrawn, allocated, .. } = *self;
        Sums { amount, refunded, withdrawn, allocated }.refundable()
    }
}

impl From<PaymentRow> for Payment {
    fn from(row: PaymentRow) -> Self {
        let refundable = row.refundable();
        Self {
            id: row.id.0,
            status: row.status.0,
            source: row.source.0,
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
            account_kind: row.account_kind.map(|kind| kind.0),
            client_id: row.client_id.map(|id| id.0),
            client_name: row.client_name,
            matter_id: row.matter_id.map(|id| id.0),
            matter_number: row.matter_number,
            refunded: row.refunded,
            refundable,
            withdrawn: row.withdrawn,
            allocated: row.allocated,
            dispute: row.dispute.map(|dispute| dispute.0),
            reference: row.reference,
            received_on: row.received_on.map(|day| day.0),
            recorded_by: row.recorded_by,
            reversed_at: row.reversed_at.map(Instant::from_ms),
            payout_id: row.payout_id.map(|id| id.0),
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

/// The payments of the firm.
///
/// Filters and order are written as for links: `filter[status]=succeeded`, `filter[link_id]=lnk_…`,
/// `filter[created_at]=this_month`, `filter[q]=marsh`, `sort=-amount`.
#[utoipa::path(get, path = "/api/v1/payments", tag = "payments",
    params(
        ("filter[status]" = Option<String>, Query, description = "`pending`, `processing`, `succeeded`, `failed`; several with commas"),
        ("filter[flagged]" = Option<String>, Query, description = "`yes` for those that a person should look at"),
        ("filter[link_id]" = Option<String>, Query, description = "Of these links"),
        ("filter[q]" = Option<String>, Query, description = "Beginnings of words: name, address, invoice, amount, gateway id"),
        ("sort" = Option<String>, Query, description = "`-created_at` if absent"),
        ("limit" = Option<u32>, Query, description = "Rows of a page: 1 to 100, 25 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, body = Page<Payment>), (status = 422, body = domain::Problem)))]
async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<PaymentColumn>,
) -> Result<axum::Json<Page<Payment>>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    table::page(&app, &scope, &params.query, &params.paging, |row| Ok(Payment::from(row))).await.map(axum::Json)
}

/// How many payments match, in all and by status. Counting ends at 10,000.
#[utoipa::path(get, path = "/api/v1/payments/counts", tag = "payments", responses((status = 200, body = Counts)))]
async fn counts(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<PaymentColumn>,
) -> Result<axum::Json<Counts>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    let mut conn = app.db.read().acquire().await?;
    table::counts(&mut conn, &scope, &params.query).await.map(axum::Json)
}

async fn find(app: &App, staff: &Staff, id: &PaymentId) -> Result<Payment> {
    find_in(&mut *app.db.read().acquire().await?, &staff.firm, id).await
}

/// A payment as staff see it, inside of a transaction.
pub(super) async fn find_in(conn: &mut AnyConnection, firm: &FirmId, id: &PaymentId) -> Result<Payment> {
    let row: Option<PaymentRow> = sqlx::query_as(concat!(
        "SELECT ",
        payment_fields!(),
        " FROM payments p ",
        payment_joins!(),
        " WHERE p.firm_id = $1 AND p.id = $2"
    ))
    .bind(firm.as_str())
    .bind(id.as_str())
    .fetch_optional(conn)
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
