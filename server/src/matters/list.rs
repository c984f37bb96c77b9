//! The table of matters, and what happened to each.

use axum::extract::State;
use domain::{
    api::{Page, links::Timeline, matters::Matter, tables::Counts},
    id::MatterId,
    table::matters::MatterColumn,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{row::MatterRow, show};
use crate::{
    audit::{self, History},
    http::{CanLook, Path, Result},
    state::App,
    table::{self, Scope, TableParams},
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(counts)).routes(routes!(timeline))
}

/// The firm's matters.
///
/// Filters and order are written as for links: `filter[client_id]=cli_…`, `filter[status]=open`, `filter[q]=lease`,
/// `sort=number`. Without `filter[mode]` it is real money as soon as the firm can take any.
#[utoipa::path(get, path = "/api/v1/matters", tag = "matters", operation_id = "list_matters",
    params(
        ("filter[status]" = Option<String>, Query, description = "`open`, `closed`; both with a comma"),
        ("filter[client_id]" = Option<String>, Query, description = "Of these clients"),
        ("filter[q]" = Option<String>, Query, description = "Beginnings of words: number, name, client"),
        ("sort" = Option<String>, Query, description = "`-created_at` if absent"),
        ("limit" = Option<u32>, Query, description = "Rows of a page: 1 to 100, 25 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, body = Page<Matter>), (status = 422, body = domain::Problem)))]
async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<MatterColumn>,
) -> Result<axum::Json<Page<Matter>>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    let page: Page<MatterRow> = table::page(&app, &scope, &params.query, &params.paging, Ok).await?;
    let mut conn = app.db.read().acquire().await?;
    let data = show::all(&mut conn, &staff.firm, page.data).await?;
    Ok(axum::Json(Page { data, next_cursor: page.next_cursor }))
}

/// How many matters match, in all and by status. Counting ends at 10,000.
#[utoipa::path(get, path = "/api/v1/matters/counts", tag = "matters", operation_id = "count_matters",
    responses((status = 200, body = Counts)))]
async fn counts(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<MatterColumn>,
) -> Result<axum::Json<Counts>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    let mut conn = app.db.read().acquire().await?;
    table::counts(&mut conn, &scope, &params.query).await.map(axum::Json)
}

/// What happened to a matter and its invoices, newest first: the last 200 entries.
#[utoipa::path(get, path = "/api/v1/matters/{id}/timeline", tag = "matters", operation_id = "get_matter_timeline",
    params(("id" = String, Path)), responses((status = 200, body = Timeline), (status = 404, body = domain::Problem)))]
async fn timeline(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<MatterId>,
) -> Result<axum::Json<Timeline>> {
    let mut conn = app.db.read().acquire().await?;
    MatterRow::find(&mut conn, &staff.firm, &id).await?;
    let data = audit::history(&mut conn, &staff.firm, History::Matter(&id)).await?;
    Ok(axum::Json(Timeline { data }))
}
