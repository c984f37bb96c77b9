//! The list of disputes.

use axum::extract::State;
use domain::{
    Mode, Problem,
    api::{Page, refunds::Dispute},
    refund::DisputeStatus,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::row::{DisputeRow, disputes};
use crate::{
    http::{
        CanLook, Query, Result,
        page::{Paging, bad_query, page},
    },
    state::App,
    table::usual_mode,
};

/// The routes of disputes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Only these: `needs_response`, `won`, …; several with commas.
    #[serde(rename = "filter[status]")]
    #[param(rename = "filter[status]")]
    status: Option<String>,
    /// `test` or `live`; as the firm's other lists if absent.
    #[serde(rename = "filter[mode]")]
    #[param(rename = "filter[mode]")]
    mode: Option<Mode>,
    limit: Option<u32>,
    cursor: Option<String>,
}

impl Filter {
    /// The statuses between commas, with commas around: `,won,lost,`.
    fn statuses(&self) -> Result<Option<String>> {
        let Some(text) = self.status.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
        let words: Result<Vec<DisputeStatus>, _> = text.split(',').map(str::parse).collect();
        let words = words.map_err(bad_query)?;
        Ok(Some(words.iter().fold(String::from(","), |list, status| list + status.as_str() + ",")))
    }
}

/// The firm's disputes, newest first.
#[utoipa::path(get, path = "/api/v1/disputes", tag = "refunds", operation_id = "list_disputes", params(Filter),
    responses((status = 200, body = Page<Dispute>), (status = 400, body = Problem)))]
async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Query(filter): Query<Filter>,
) -> Result<axum::Json<Page<Dispute>>> {
    let paging = Paging { limit: filter.limit, cursor: filter.cursor.clone() };
    let limit = paging.limit()?;
    let (at, id): (i64, String) = paging.cursor()?.unwrap_or((i64::MAX, String::new()));
    let mode = match filter.mode {
        Some(mode) => mode,
        None => usual_mode(&app, &staff.firm).await?,
    };
    let rows: Vec<DisputeRow> = sqlx::query_as(disputes!(
        "WHERE d.firm_id = $1 AND d.mode = $2 AND (d.opened_at, d.id) < ($3, $4)
             AND ($5 = '' OR $5 LIKE ('%,' || d.status || ',%'))
         ORDER BY d.opened_at DESC, d.id DESC LIMIT $6"
    ))
    .bind(staff.firm.as_str())
    .bind(mode.as_str())
    .bind(at)
    .bind(id)
    .bind(filter.statuses()?.unwrap_or_default())
    .bind(limit + 1)
    .fetch_all(app.db.read())
    .await?;
    page(rows, limit, |row| (row.opened_at, row.id.to_string()), |row| Ok(row.into())).map(axum::Json)
}
