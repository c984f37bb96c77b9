//! Reading the audit trail.

use axum::extract::State;
use domain::{
    Problem,
    api::{Page, audit::TimelineEntry},
    id::EventId,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    audit::EventRow,
    http::{
        CanManage, Json, Query, Result,
        page::{Paging, page},
    },
    state::App,
};

/// The trail's routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// What happened in the firm, the newest first.
#[utoipa::path(
    get, path = "/api/v1/audit_events", tag = "audit", operation_id = "list_audit_events", params(Paging),
    responses((status = 200, body = Page<TimelineEntry>), (status = 403, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
async fn list(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<TimelineEntry>>> {
    let limit = paging.limit()?;
    let before: Option<(i64, EventId)> = paging.cursor()?;
    let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at, id.into()));
    let rows: Vec<EventRow> = sqlx::query_as(
        "SELECT id, at, kind, actor, detail, link_id, payment_id, client_id, matter_id, invoice_id FROM events
         WHERE firm_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4",
    )
    .bind(staff.firm.as_str())
    .bind(at)
    .bind(id)
    .bind(limit + 1)
    .fetch_all(app.db.read())
    .await?;
    page(rows, limit, |row| (row.at, row.id.to_string()), |row| Ok(row.into())).map(Json)
}
