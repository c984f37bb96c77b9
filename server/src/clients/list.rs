//! The table of clients, and what happened to each.

use axum::extract::State;
use domain::{
    api::{Page, clients::Client, links::Timeline, tables::Counts},
    id::ClientId,
    table::clients::ClientColumn,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{row::ClientRow, show};
use crate::{
    audit::{self, History},
    http::{CanLook, Path, Result},
    state::App,
    table::{self, Scope, TableParams},
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(counts)).routes(routes!(timeline))
}

/// The firm's clients, without those that turned out to be others.
///
/// Filters and order are written as for links: `filter[status]=active`, `filter[q]=marsh`, `sort=-created_at`. Without
/// `filter[mode]` it is real money as soon as the firm can take any.
#[utoipa::path(get, path = "/api/v1/clients", tag = "clients", operation_id = "list_clients",
    params(
        ("filter[status]" = Option<String>, Query, description = "`active`, `archived`; both with a comma"),
        ("filter[q]" = Option<String>, Query, description = "Beginnings of words: name, number, address, people there"),
        ("sort" = Option<String>, Query, description = "`name` if absent"),
        ("limit" = Option<u32>, Query, description = "Rows of a page: 1 to 100, 25 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, body = Page<Client>), (status = 422, body = domain::Problem)))]
async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<ClientColumn>,
) -> Result<axum::Json<Page<Client>>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    let page: Page<ClientRow> = table::page(&app, &scope, &params.query, &params.paging, Ok).await?;
    let mut conn = app.db.read().acquire().await?;
    let data = show::all(&mut conn, &staff.firm, page.data).await?;
    Ok(axum::Json(Page { data, next_cursor: page.next_cursor }))
}

/// How many clients match, in all and by status. Counting ends at 10,000.
#[utoipa::path(get, path = "/api/v1/clients/counts", tag = "clients", operation_id = "count_clients",
    responses((status = 200, body = Counts)))]
async fn counts(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<ClientColumn>,
) -> Result<axum::Json<Counts>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    let mut conn = app.db.read().acquire().await?;
    table::counts(&mut conn, &scope, &params.query).await.map(axum::Json)
}

/// What happened to a client, its matters and its invoices, newest first: the last 200 entries.
#[utoipa::path(get, path = "/api/v1/clients/{id}/timeline", tag = "clients", operation_id = "get_client_timeline",
    params(("id" = String, Path)), responses((status = 200, body = Timeline), (status = 404, body = domain::Problem)))]
async fn timeline(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<ClientId>,
) -> Result<axum::Json<Timeline>> {
    let mut conn = app.db.read().acquire().await?;
    ClientRow::find(&mut conn, &staff.firm, &id).await?;
    let data = audit::history(&mut conn, &staff.firm, History::Client(&id)).await?;
    Ok(axum::Json(Timeline { data }))
}
