//! The table of appointments, and what happened to each.

use axum::extract::State;
use domain::{
    api::{Page, events::Appointment, links::Timeline, tables::Counts},
    id::AppointmentId,
    table::events::AppointmentColumn,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{row::AppointmentRow, show, when};
use crate::{
    audit::{self, History},
    firm,
    http::{CanLook, Path, Result},
    state::App,
    table::{self, Scope, TableParams},
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(counts)).routes(routes!(timeline))
}

/// The firm's appointments.
///
/// Filters and order are written as for links: `filter[starts_at]=2026-11-30..2026-12-06` (days of the firm's calendar),
/// `filter[responsible_id]=usr_…`, `filter[payment]=deposit_unpaid`, `filter[q]=first`, `sort=starts_at`. Without
/// `filter[mode]` it is real money as soon as the firm can take any.
#[utoipa::path(get, path = "/api/v1/events", tag = "events", operation_id = "list_events",
    params(
        ("filter[status]" = Option<String>, Query, description = "`booked`, `checked_in`, `completed`, `cancelled`, `no_show`; several with commas"),
        ("filter[payment]" = Option<String>, Query, description = "`free`, `unpaid`, `deposit_unpaid`, `deposit_paid`, `part_paid`, `paid`; several with commas"),
        ("filter[starts_at]" = Option<String>, Query, description = "Days: a range, or a name such as `today`, `next_7_days`"),
        ("filter[q]" = Option<String>, Query, description = "Beginnings of words: title, client, matter, place"),
        ("sort" = Option<String>, Query, description = "`-starts_at` if absent"),
        ("limit" = Option<u32>, Query, description = "Rows of a page: 1 to 100, 25 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, body = Page<Appointment>), (status = 422, body = domain::Problem)))]
async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<AppointmentColumn>,
) -> Result<axum::Json<Page<Appointment>>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    let zone = when::zone(&firm::load(&app, &staff.firm).await?.time_zone);
    let show = |row: AppointmentRow| Ok(show::row(row, &zone));
    table::page(&app, &scope, &params.query, &params.paging, show).await.map(axum::Json)
}

/// How many appointments match, in all and by status. Counting ends at 10,000.
#[utoipa::path(get, path = "/api/v1/events/counts", tag = "events", operation_id = "count_events",
    responses((status = 200, body = Counts)))]
async fn counts(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<AppointmentColumn>,
) -> Result<axum::Json<Counts>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    let mut conn = app.db.read().acquire().await?;
    table::counts(&mut conn, &scope, &params.query).await.map(axum::Json)
}

/// What happened to an appointment and its links, newest first: the last 200 entries.
#[utoipa::path(get, path = "/api/v1/events/{id}/timeline", tag = "events", operation_id = "get_event_timeline",
    params(("id" = String, Path)), responses((status = 200, body = Timeline), (status = 404, body = domain::Problem)))]
async fn timeline(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<AppointmentId>,
) -> Result<axum::Json<Timeline>> {
    let mut conn = app.db.read().acquire().await?;
    AppointmentRow::find(&mut conn, &staff.firm, &id).await?;
    let data = audit::history(&mut conn, &staff.firm, History::Appointment(&id)).await?;
    Ok(axum::Json(Timeline { data }))
}
