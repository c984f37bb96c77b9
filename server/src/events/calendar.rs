//! Some days of the calendar.

use axum::extract::State;
use domain::{
    CivilDate, Fields, Mode, Problem,
    api::events::{Calendar, CalendarEntry},
    event::{AppointmentPayment, MOST_DAYS, MOST_MINUTES},
    id::{FirmId, UserId},
    time::MINUTE,
};
use jiff::ToSpan as _;
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{row::AppointmentRow, when};
use crate::{
    appointment_fields, appointment_joins, firm,
    http::{CanLook, Json, Query, Result},
    state::App,
    table::usual_mode,
};

/// The most that a calendar is given.
const MOST: usize = 500;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(calendar))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    from: String,
    to: String,
    responsible_id: Option<String>,
    mode: Option<String>,
}

/// The appointments that touch some days, in the order of their beginnings: at most 42 days, and 500 appointments.
/// Those that were cancelled are left out.
#[utoipa::path(get, path = "/api/v1/events/calendar", tag = "events", operation_id = "get_calendar",
    params(
        ("from" = String, Query, description = "The first day: YYYY-MM-DD, of the firm's calendar"),
        ("to" = String, Query, description = "The last day"),
        ("responsible_id" = Option<String>, Query, description = "Of this member of staff"),
        ("mode" = Option<String>, Query, description = "`test` or `live`; real money if absent, as soon as there can be any"),
    ),
    responses((status = 200, body = Calendar), (status = 422, body = Problem)))]
async fn calendar(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Query(asked): Query<Asked>,
) -> Result<Json<Calendar>> {
    let mut fields = Fields::new();
    let days = days(&mut fields, &asked);
    let of: Option<UserId> = fields.optional("/responsible_id", asked.responsible_id.as_deref());
    let mode: Option<Mode> = fields.optional("/mode", asked.mode.as_deref());
    let (from, to) = fields.finish(days)?;
    let mode = match mode {
        Some(mode) => mode,
        None => usual_mode(&app, &staff.firm).await?,
    };
    let look = firm::load(&app, &staff.firm).await?;
    let end = CivilDate::new(to.date().saturating_add(1.day()));
    let range = (firm::start_of_day(&look.time_zone, from).ms(), firm::start_of_day(&look.time_zone, end).ms());
    let mut rows = between(&app, &staff.firm, mode, of.as_ref(), range).await?;
    let more = rows.len() > MOST;
    rows.truncate(MOST);
    let zone = when::zone(&look.time_zone);
    let entry = |row: AppointmentRow| CalendarEntry {
        payment: AppointmentPayment::of(row.fee, row.deposit, row.paid),
        local_start: when::show(row.starts_at, &zone),
        local_end: when::show(row.ends_at, &zone),
        id: row.id.0,
        status: row.status.0,
        title: row.title,
        client_name: row.client_name,
        responsible_name: row.responsible_name,
    };
    let data = rows.into_iter().map(entry).collect();
    Ok(Json(Calendar { from, to, today: firm::today(&look, app.now()), data, more }))
}

fn days(fields: &mut Fields, asked: &Asked) -> Option<(CivilDate, CivilDate)> {
    let from: Option<CivilDate> = fields.parse("/from", asked.from.trim());
    let to: Option<CivilDate> = fields.parse("/to", asked.to.trim());
    let (from, to) = from.zip(to)?;
    let last = from.date().saturating_add((MOST_DAYS - 1).days());
    if to < from {
        fields.refuse("/to", "Choose a last day that does not come before the first");
    } else if to.date() > last {
        fields.refuse("/to", format!("Ask for at most {MOST_DAYS} days at once"));
    }
    Some((from, to))
}

/// What touches a stretch of time, and one more than a calendar is given.
async fn between(
    app: &App,
    firm: &FirmId,
    mode: Mode,
    of: Option<&UserId>,
    (from, to): (i64, i64),
) -> Result<Vec<AppointmentRow>, sqlx::Error> {
    macro_rules! touching {
        ($whose:literal) => {
            concat!(
                "SELECT ",
                appointment_fields!(),
                " FROM appointments e ",
                appointment_joins!(),
                " WHERE e.firm_id = $1 AND e.mode = $2 AND e.starts_at > $3 AND e.starts_at < $4 AND e.ends_at > $5
                   AND e.status <> 'cancelled'",
                $whose,
                " ORDER BY e.starts_at, e.id LIMIT 501"
            )
        };
    }
    let statement = if of.is_some() { touching!(" AND e.responsible_id = $6") } else { touching!("") };
    // Nothing takes longer: what began before that is over.
    let mut query = sqlx::query_as(statement).bind(firm.as_str()).bind(mode.as_str());
    query = query.bind(from - MOST_MINUTES * MINUTE).bind(to).bind(from);
    if let Some(of) = of {
        query = query.bind(of.as_str());
    }
    query.fetch_all(app.db.read()).await
}
