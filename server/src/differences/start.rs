//! Comparing a period, looking at what was found, and stopping.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    CivilDate, Fields, Problem,
    api::differences::{Comparison, Differences, MAX_DAYS, NewComparison},
    id::{ComparisonId, ConnectionId},
};
use serde::Deserialize;

use super::{
    row::{ComparisonRow, DifferenceRow},
    run::forget,
};
use crate::{
    connections::ConnectionRow,
    db::Tx,
    firm,
    http::{CanLook, CanManage, Error, Path, Query, Result, Staff, idempotency::Once},
    jobs::Job,
    state::App,
};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Period {
    /// The first day of the comparison; with `to`. The newest of any period without both.
    from: Option<CivilDate>,
    /// The last day.
    to: Option<CivilDate>,
}

/// What the newest comparison of a period found, and how far it is.
#[utoipa::path(
    get, path = "/api/v1/connections/{id}/differences", tag = "connections", operation_id = "list_differences",
    params(("id" = ConnectionId, Path), Period),
    responses((status = 200, body = Differences), (status = 404, body = Problem)),
)]
pub(super) async fn show(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<ConnectionId>,
    Query(period): Query<Period>,
) -> Result<axum::Json<Differences>> {
    let mut conn = app.db.read().acquire().await?;
    ConnectionRow::find(&mut conn, &staff.firm, &id).await?;
    let Some(row) = ComparisonRow::newest(&mut conn, &staff.firm, &id, period.from.zip(period.to)).await? else {
        return Ok(axum::Json(Differences { comparison: None, data: Vec::new() }));
    };
    let found = DifferenceRow::all(&mut conn, &staff.firm, &row.id).await?;
    let comparison = row.show(&mut conn).await?;
    Ok(axum::Json(Differences { comparison: Some(comparison), data: found.into_iter().map(Into::into).collect() }))
}

/// The days, checked.
struct Asked {
    from: CivilDate,
    to: CivilDate,
}

impl Asked {
    fn parse(new: &NewComparison, today: CivilDate) -> Result<Self> {
        let mut fields = Fields::new();
        let from: Option<CivilDate> = fields.parse("/from", &new.from);
        let to: Option<CivilDate> = fields.parse("/to", &new.to);
        if let (Some(from), Some(to)) = (from, to) {
            if to > today {
                fields.refuse("/to", "Choose a day that has begun");
            } else if from > to {
                fields.refuse("/to", "Choose a day that is not before the first one");
            } else if days(from, to) > MAX_DAYS {
                fields.refuse("/from", format!("Choose at most {MAX_DAYS} days"));
            }
        }
        Ok(fields.finish(from.zip(to)).map(|(from, to)| Self { from, to })?)
    }
}

fn days(from: CivilDate, to: CivilDate) -> i32 {
    to.date().since(from.date()).map_or(i32::MAX, |span| span.get_days().saturating_add(1))
}

/// Compare the gateway's payments and refunds of a period with ours. It is done in the background, one at a time for a
/// connection.
#[utoipa::path(
    post, path = "/api/v1/connections/{id}/differences", tag = "connections", operation_id = "compare_with_gateway",
    params(("id" = ConnectionId, Path)), request_body = NewComparison,
    responses(
        (status = 202, body = Comparison), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "One is running", body = Problem), (status = 422, body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn create(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Path(id): Path<ConnectionId>,
    Once(new, mut ticket): Once<NewComparison>,
) -> Result<Response> {
    let firm = firm::load(&app, &staff.firm).await?;
    let asked = Asked::parse(&new, firm::today(&firm, app.now()))?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    ConnectionRow::find(tx.conn(), &staff.firm, &id).await?;
    let comparison = insert(&app, &mut tx, &staff, &id, (&asked, &firm.time_zone)).await?;
    Job::CompareGateway { firm: staff.firm.clone(), comparison: comparison.clone() }
        .enqueue(&app, &mut tx, app.now())
        .await?;
    let row = ComparisonRow::find(tx.conn(), &staff.firm, &comparison).await?;
    let shown: Comparison = row.show(tx.conn()).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::ACCEPTED, &shown).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn insert(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    connection: &ConnectionId,
    (asked, zone): (&Asked, &str),
) -> Result<ComparisonId> {
    let id = ComparisonId::from_u128(app.new_id());
    let done = sqlx::query(
        "INSERT INTO comparisons (id, firm_id, connection_id, from_on, to_on, from_s, to_s, state, step, created_at,
             created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', 'payments', $8, $9) ON CONFLICT DO NOTHING",
    )
    .bind(id.as_str())
    .bind(staff.firm.as_str())
    .bind(connection.as_str())
    .bind(asked.from.to_string())
    .bind(asked.to.to_string())
    .bind(firm::start_of_day(zone, asked.from).ms() / 1000)
    .bind(firm::end_of_day(zone, asked.to).ms() / 1000)
    .bind(app.now().ms())
    .bind(staff.name.as_str())
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 {
        return Ok(id);
    }
    Err(Error::conflict("comparison-runs", "This gateway is being compared. Wait until it is done, or stop it"))
}

/// Stop the comparison that runs; what it found stays.
#[utoipa::path(
    delete, path = "/api/v1/connections/{id}/differences", tag = "connections", operation_id = "stop_comparison",
    params(("id" = ConnectionId, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn stop(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Path(id): Path<ConnectionId>,
) -> Result<StatusCode> {
    let mut tx = app.db.begin().await?;
    ConnectionRow::find(tx.conn(), &staff.firm, &id).await?;
    let stopped: Option<crate::db::Col<ComparisonId>> = sqlx::query_scalar(
        "UPDATE comparisons SET state = 'stopped', ended_at = $1
         WHERE firm_id = $2 AND connection_id = $3 AND state = 'running' RETURNING id",
    )
    .bind(app.now().ms())
    .bind(staff.firm.as_str())
    .bind(id.as_str())
    .fetch_optional(tx.conn())
    .await?;
    if let Some(stopped) = stopped {
        forget(&mut tx, &stopped).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
