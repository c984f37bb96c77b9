//! The list of payouts.

use axum::extract::State;
use domain::{
    Mode, Problem,
    api::{
        Page,
        payouts::{DepositReport, Payout},
    },
    id::PayoutId,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    report,
    row::{PayoutRow, payouts},
};
use crate::{
    http::{
        CanLook, Error, Path, Query, Result,
        page::{Paging, page},
    },
    state::App,
    table::usual_mode,
};

/// The routes of payouts.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// `test` or `live`; as the firm's other lists if absent.
    #[serde(rename = "filter[mode]")]
    #[param(rename = "filter[mode]")]
    mode: Option<Mode>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// What the gateways sent to the firm's banks, newest first.
#[utoipa::path(get, path = "/api/v1/payouts", tag = "payouts", operation_id = "list_payouts", params(Filter),
    responses((status = 200, body = Page<Payout>), (status = 400, body = Problem)))]
async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Query(filter): Query<Filter>,
) -> Result<axum::Json<Page<Payout>>> {
    let paging = Paging { limit: filter.limit, cursor: filter.cursor };
    let limit = paging.limit()?;
    let (at, id): (i64, String) = paging.cursor()?.unwrap_or((i64::MAX, String::new()));
    let mode = match filter.mode {
        Some(mode) => mode,
        None => usual_mode(&app, &staff.firm).await?,
    };
    let rows: Vec<PayoutRow> = sqlx::query_as(payouts!(
        "WHERE o.firm_id = $1 AND o.mode = $2 AND (o.opened_at, o.id) < ($3, $4)
         ORDER BY o.opened_at DESC, o.id DESC LIMIT $5"
    ))
    .bind(staff.firm.as_str())
    .bind(mode.as_str())
    .bind(at)
    .bind(id)
    .bind(limit + 1)
    .fetch_all(app.db.read())
    .await?;
    page(rows, limit, |row| (row.opened_at, row.id.to_string()), |row| Ok(row.into())).map(axum::Json)
}

/// A payout and what it is made of: the deposit report.
#[utoipa::path(get, path = "/api/v1/payouts/{id}", tag = "payouts", operation_id = "show_payout",
    params(("id" = String, Path)), responses((status = 200, body = DepositReport), (status = 404, body = Problem)))]
async fn show(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<PayoutId>,
) -> Result<axum::Json<DepositReport>> {
    let mut conn = app.db.read().acquire().await?;
    let row: Option<PayoutRow> = sqlx::query_as(payouts!("WHERE o.firm_id = $1 AND o.id = $2"))
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .fetch_optional(&mut *conn)
        .await?;
    let row = row.ok_or_else(|| Error::not_found("payout"))?;
    report::of(&mut conn, &staff.firm, row.into()).await.map(axum::Json)
}
