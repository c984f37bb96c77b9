//! The invoice's own page. No key: the token is the permission.

use axum::extract::State;
use domain::{
    Problem, Token,
    api::public::{CheckoutUrl, PublicInvoice},
    id::{FirmId, InvoiceId, LinkId},
    invoice::InvoiceStatus,
};
use sqlx::AnyConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{lines, page_link, row::InvoiceRow};
use crate::{
    checkouts::start,
    crypto::fingerprint,
    db::Col,
    firm,
    http::{Error, Path, Result},
    invoice_fields, invoice_joins,
    links::{self, row::LinkRow},
    state::App,
};

/// The routes that need no key.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(begin))
}

/// Finds an invoice by its token. Unknown, foreign and malformed tokens look alike.
///
/// # Errors
/// 404.
pub async fn find(app: &App, token: &str) -> Result<InvoiceRow> {
    let missing = || Error::not_found("invoice");
    let token: Token = token.parse().map_err(|_| missing())?;
    let row: Option<InvoiceRow> = sqlx::query_as(concat!(
        "SELECT ",
        invoice_fields!(),
        " FROM invoices i ",
        invoice_joins!(),
        " WHERE i.token_hash = $1"
    ))
    .bind(fingerprint(token.as_str()))
    .fetch_optional(app.db.read())
    .await?;
    row.ok_or_else(missing)
}

/// An invoice as who has its address sees it.
#[utoipa::path(get, path = "/api/v1/public/invoices/{token}", tag = "public", params(("token" = String, Path)),
    operation_id = "public_invoice",
    responses((status = 200, body = PublicInvoice), (status = 404, body = Problem)))]
async fn get(State(app): State<App>, Path(token): Path<String>) -> Result<axum::Json<PublicInvoice>> {
    let invoice = find(&app, &token).await?;
    show(&app, invoice).await.map(axum::Json)
}

/// Begins to pay all that is open, or goes on: answers the gateway's page.
#[utoipa::path(post, path = "/api/v1/public/invoices/{token}/checkout", tag = "public", params(("token" = String, Path)),
    operation_id = "pay_invoice",
    responses((status = 200, body = CheckoutUrl), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn begin(State(app): State<App>, Path(token): Path<String>) -> Result<axum::Json<CheckoutUrl>> {
    let url = checkout(&app, &token).await?;
    Ok(axum::Json(CheckoutUrl { url }))
}

/// From the click on *Pay now* to the gateway's page, by the invoice's own link.
///
/// # Errors
/// 404, 409 or 422 with a sentence for the payer, 503 when the gateway does not answer.
pub async fn checkout(app: &App, token: &str) -> Result<String> {
    let invoice = find(app, token).await?;
    let (link, amount) = page_link::find_or_make(app, &invoice.firm_id, &invoice.id).await?;
    let url = start::checkout_url(app, &invoice.firm_id, &link, amount).await?;
    note_opened(app, &invoice.firm_id, &link).await?;
    Ok(url)
}

/// Who pays has opened the page: that is all that is counted of it.
async fn note_opened(app: &App, firm: &FirmId, link: &LinkId) -> Result<()> {
    let mut conn = app.db.read().acquire().await?;
    let link = LinkRow::find(&mut conn, firm, link).await?;
    drop(conn);
    match link.first_opened_at {
        Some(_) => Ok(()),
        None => links::public::note_opened(app, &link).await,
    }
}

async fn show(app: &App, invoice: InvoiceRow) -> Result<PublicInvoice> {
    let firm = firm::load(app, &invoice.firm_id).await?;
    let mut conn = app.db.read().acquire().await?;
    let lines = lines::of(&mut conn, &invoice.firm_id, &invoice.id).await?;
    let processing = processing(&mut conn, &invoice.firm_id, &invoice.id).await?;
    let due_on = invoice.due_on.as_ref().map(|due| due.0);
    Ok(PublicInvoice {
        overdue: invoice.status.is_overdue(due_on, firm::today(&firm, app.now())),
        open: invoice.open(),
        firm: firm::public(&firm),
        number: invoice.number,
        status: invoice.status.0,
        client_name: invoice.client_name,
        matter_number: invoice.matter_number,
        issued_on: invoice.issued_on.0,
        due_on,
        currency: invoice.currency.0,
        lines,
        subtotal: invoice.subtotal,
        tax: invoice.tax,
        total: invoice.total,
        paid: invoice.paid,
        returned: invoice.returned,
        processing,
        note: invoice.note,
        test: invoice.mode.0 == domain::Mode::Test,
    })
}

/// What payments that the bank has not decided on yet will pay of an invoice.
///
/// # Errors
/// When the database does not answer.
pub async fn processing(conn: &mut AnyConnection, firm: &FirmId, invoice: &InvoiceId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(r.amount), 0) AS BIGINT)
         FROM reservations r JOIN checkouts c ON c.id = r.checkout_id AND c.firm_id = r.firm_id
         WHERE r.firm_id = $1 AND r.invoice_id = $2 AND c.state = 'complete'",
    )
    .bind(firm.as_str())
    .bind(invoice.as_str())
    .fetch_one(conn)
    .await
}

/// The page that a link takes money for, if it is an invoice's own.
///
/// # Errors
/// When the database does not answer, or the key that made the page's token is gone.
pub async fn page_of(app: &App, conn: &mut AnyConnection, link: &LinkRow) -> Result<Option<String>> {
    let invoice: Option<Col<InvoiceId>> = sqlx::query_scalar(
        "SELECT i.id FROM link_items t JOIN invoices i ON i.id = t.invoice_id AND i.firm_id = t.firm_id
         WHERE t.firm_id = $1 AND t.link_id = $2 AND i.page_link_id = $3",
    )
    .bind(link.firm_id.as_str())
    .bind(link.id.as_str())
    .bind(link.id.as_str())
    .fetch_optional(&mut *conn)
    .await?;
    match invoice {
        Some(id) => InvoiceRow::find(conn, &link.firm_id, &id).await?.url(app).map(Some),
        None => Ok(None),
    }
}

/// Whether an invoice's page still takes money.
///
/// # Errors
/// 409 with a sentence for the payer.
pub(super) fn may_be_paid(invoice: &InvoiceRow) -> Result<()> {
    match invoice.status.0 {
        InvoiceStatus::Paid => Err(Error::conflict("already-paid", "This invoice has already been paid")),
        InvoiceStatus::Void => Err(Error::conflict("invoice-void", "This invoice was withdrawn: nobody owes it")),
        InvoiceStatus::Unpaid | InvoiceStatus::PartlyPaid | InvoiceStatus::Refunded => Ok(()),
    }
}
