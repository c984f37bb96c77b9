//! The table of invoices, and what happened to each.

use axum::extract::State;
use domain::{
    api::{Page, invoices::Invoice, links::Timeline, tables::Counts},
    id::InvoiceId,
    table::invoices::InvoiceColumn,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::row::InvoiceRow;
use crate::{
    audit::{self, History},
    http::{CanLook, Path, Result},
    state::App,
    table::{self, Scope, TableParams},
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(counts)).routes(routes!(timeline))
}

/// The firm's invoices.
///
/// Filters and order are written as for links: `filter[client_id]=cli_…`, `filter[status]=unpaid,partly_paid,refunded`,
/// `filter[due_on]=past`, `filter[q]=2041`, `sort=due_on`. Without `filter[mode]` it is real money as soon as the firm can
/// take any.
#[utoipa::path(get, path = "/api/v1/invoices", tag = "invoices", operation_id = "list_invoices",
    params(
        ("filter[status]" = Option<String>, Query, description = "`unpaid`, `partly_paid`, `paid`, `refunded`, `void`; several with commas"),
        ("filter[client_id]" = Option<String>, Query, description = "Of these clients"),
        ("filter[matter_id]" = Option<String>, Query, description = "Of these matters"),
        ("filter[q]" = Option<String>, Query, description = "Beginnings of words: number, client, matter, amount"),
        ("sort" = Option<String>, Query, description = "`-created_at` if absent"),
        ("limit" = Option<u32>, Query, description = "Rows of a page: 1 to 100, 25 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, body = Page<Invoice>), (status = 422, body = domain::Problem)))]
async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<InvoiceColumn>,
) -> Result<axum::Json<Page<Invoice>>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    let show = |row: InvoiceRow| row.show(&app, scope.today, Vec::new());
    table::page(&app, &scope, &params.query, &params.paging, show).await.map(axum::Json)
}

/// How many invoices match, in all and by status. Counting ends at 10,000.
#[utoipa::path(get, path = "/api/v1/invoices/counts", tag = "invoices", operation_id = "count_invoices",
    responses((status = 200, body = Counts)))]
async fn counts(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<InvoiceColumn>,
) -> Result<axum::Json<Counts>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    let mut conn = app.db.read().acquire().await?;
    table::counts(&mut conn, &scope, &params.query).await.map(axum::Json)
}

/// What happened to an invoice, newest first: the last 200 entries.
#[utoipa::path(get, path = "/api/v1/invoices/{id}/timeline", tag = "invoices", operation_id = "get_invoice_timeline",
    params(("id" = String, Path)), responses((status = 200, body = Timeline), (status = 404, body = domain::Problem)))]
async fn timeline(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<InvoiceId>,
) -> Result<axum::Json<Timeline>> {
    let mut conn = app.db.read().acquire().await?;
    InvoiceRow::find(&mut conn, &staff.firm, &id).await?;
    let data = audit::history(&mut conn, &staff.firm, History::Invoice(&id)).await?;
    Ok(axum::Json(Timeline { data }))
}
