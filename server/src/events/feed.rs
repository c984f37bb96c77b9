//! Appointments for calendars elsewhere: one as a file, and a person's as an address that a program follows.
//!
//! Such an address needs no password, so it has 256 bits of chance in it, is kept as a hash, and can be made anew.

use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get as get_route,
};
use domain::{
    Instant, Mode, Problem,
    api::{audit::EventKind, events::CalendarFeed},
    id::{AppointmentId, FirmId, UserId},
    time::{DAY, HOUR},
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ics::{self, Entry},
    row::AppointmentRow,
};
use crate::{
    appointment_fields, appointment_joins,
    audit::Event,
    crypto::fingerprint,
    db::Col,
    http::{CanLook, Error, Json, Path, Result, idempotency::Once},
    links::public,
    state::App,
    table::usual_mode,
};

/// A followed calendar begins so many days ago and ends in so many.
const BACK: i64 = 90 * DAY;
const AHEAD: i64 = 400 * DAY;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, renew, revoke)).routes(routes!(file))
}

/// The addresses that need no key: a followed calendar, and the appointment of a payer's link.
pub fn public() -> Router<App> {
    Router::new().route("/calendar/{file}", get_route(follow)).route("/l/{token}/event.ics", get_route(of_link))
}

/// Whose calendar an address shows.
#[derive(sqlx::FromRow)]
struct Followed {
    firm_id: Col<FirmId>,
    user_id: Col<UserId>,
    name: String,
    last_used_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct FeedRow {
    created_at: i64,
    last_used_at: Option<i64>,
}

/// Whether your calendar has an address. The address itself is not said again.
#[utoipa::path(get, path = "/api/v1/calendar_feed", tag = "events", operation_id = "get_calendar_feed",
    responses((status = 200, body = CalendarFeed), (status = 403, description = "An API key is nobody's", body = Problem)))]
async fn show(State(app): State<App>, CanLook(staff): CanLook) -> Result<Json<CalendarFeed>> {
    let row: Option<FeedRow> =
        sqlx::query_as("SELECT created_at, last_used_at FROM calendar_feeds WHERE firm_id = $1 AND user_id = $2")
            .bind(staff.firm.as_str())
            .bind(staff.user()?.as_str())
            .fetch_optional(app.db.read())
            .await?;
    Ok(Json(CalendarFeed {
        url: None,
        created_at: row.as_ref().map(|row| Instant::from_ms(row.created_at)),
        last_used_at: row.and_then(|row| row.last_used_at).map(Instant::from_ms),
    }))
}

/// Nothing is to be said.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
struct NewCalendarFeed {}

/// Make an address for your calendar, or another one: the one before stops working. It is in this answer and never
/// again.
#[utoipa::path(post, path = "/api/v1/calendar_feed", tag = "events", operation_id = "renew_calendar_feed",
    request_body = NewCalendarFeed,
    responses((status = 201, body = CalendarFeed), (status = 403, body = Problem)))]
async fn renew(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Once(NewCalendarFeed {}, mut ticket): Once<NewCalendarFeed>,
) -> Result<Response> {
    let user = staff.user()?.clone();
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let token = app.chance.secret();
    sqlx::query(
        "INSERT INTO calendar_feeds (firm_id, user_id, token_hash, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id) DO UPDATE SET token_hash = $3, created_at = $4, last_used_at = NULL",
    )
    .bind(staff.firm.as_str())
    .bind(user.as_str())
    .bind(fingerprint(&token))
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    Event::new(&staff.firm, EventKind::CalendarFeedRenewed, &staff).record(&app, &mut tx).await?;
    let feed = CalendarFeed {
        url: Some(app.config.url(&format!("/calendar/{token}.ics"))),
        created_at: Some(app.now()),
        last_used_at: None,
    };
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &feed).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Let the address of your calendar stop working.
#[utoipa::path(delete, path = "/api/v1/calendar_feed", tag = "events", operation_id = "revoke_calendar_feed",
    responses((status = 204), (status = 403, body = Problem)))]
async fn revoke(State(app): State<App>, CanLook(staff): CanLook) -> Result<StatusCode> {
    let mut tx = app.db.begin().await?;
    let gone = sqlx::query("DELETE FROM calendar_feeds WHERE firm_id = $1 AND user_id = $2")
        .bind(staff.firm.as_str())
        .bind(staff.user()?.as_str())
        .execute(tx.conn())
        .await?;
    if gone.rows_affected() > 0 {
        Event::new(&staff.firm, EventKind::CalendarFeedRevoked, &staff).record(&app, &mut tx).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One appointment as a file for calendars.
#[utoipa::path(get, path = "/api/v1/events/{id}/ics", tag = "events", operation_id = "get_event_ics",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "text/calendar"), (status = 404, body = Problem)))]
async fn file(State(app): State<App>, CanLook(staff): CanLook, Path(id): Path<AppointmentId>) -> Result<Response> {
    let mut conn = app.db.read().acquire().await?;
    let row = AppointmentRow::find(&mut conn, &staff.firm, &id).await?;
    Ok(answer(calendar(&app, "Appointment", &[row], Reader::Staff)))
}

/// The payer: whoever has the link may know when they are expected.
async fn of_link(State(app): State<App>, Path(token): Path<String>) -> Result<Response> {
    let link = public::find(&app, &token).await?;
    let mut conn = app.db.read().acquire().await?;
    let id: Option<Option<Col<AppointmentId>>> =
        sqlx::query_scalar("SELECT event_id FROM links WHERE firm_id = $1 AND id = $2")
            .bind(link.firm_id.as_str())
            .bind(link.id.as_str())
            .fetch_optional(&mut *conn)
            .await?;
    let id = id.flatten().ok_or_else(|| Error::not_found("appointment"))?;
    let row = AppointmentRow::find(&mut conn, &link.firm_id, &id).await?;
    Ok(answer(calendar(&app, "Appointment", &[row], Reader::Payer)))
}

/// A program that follows a person's calendar. Unknown and malformed addresses look alike.
async fn follow(State(app): State<App>, Path(file): Path<String>) -> Result<Response> {
    let missing = || Error::not_found("calendar");
    let token = file.strip_suffix(".ics").filter(|token| token.len() == 64).ok_or_else(missing)?;
    let found: Option<Followed> = sqlx::query_as(
        "SELECT f.firm_id, f.user_id, u.name, f.last_used_at FROM calendar_feeds f
         JOIN users u ON u.id = f.user_id AND u.firm_id = f.firm_id
         WHERE f.token_hash = $1 AND u.removed_at IS NULL",
    )
    .bind(fingerprint(token))
    .fetch_optional(app.db.read())
    .await?;
    let found = found.ok_or_else(missing)?;
    let (firm, user) = (&found.firm_id, &found.user_id);
    let mode = usual_mode(&app, firm).await?;
    let rows = of_user(&app, firm, user, mode).await?;
    note_use(&app, firm, user, found.last_used_at).await?;
    Ok(answer(calendar(&app, &found.name, &rows, Reader::Staff)))
}

async fn of_user(app: &App, firm: &FirmId, user: &UserId, mode: Mode) -> Result<Vec<AppointmentRow>, sqlx::Error> {
    let now = app.now();
    sqlx::query_as(concat!(
        "SELECT ",
        appointment_fields!(),
        " FROM appointments e ",
        appointment_joins!(),
        " WHERE e.firm_id = $1 AND e.mode = $2 AND e.responsible_id = $3 AND e.starts_at >= $4 AND e.starts_at < $5
         ORDER BY e.starts_at, e.id LIMIT 2000"
    ))
    .bind(firm.as_str())
    .bind(mode.as_str())
    .bind(user.as_str())
    .bind(now.plus_ms(-BACK).ms())
    .bind(now.plus_ms(AHEAD).ms())
    .fetch_all(app.db.read())
    .await
}

/// To the hour: a write a request would make reading expensive.
async fn note_use(app: &App, firm: &FirmId, user: &UserId, before: Option<i64>) -> Result<()> {
    let now = app.now().ms();
    if before.is_some_and(|before| now - before < HOUR) {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    sqlx::query("UPDATE calendar_feeds SET last_used_at = $1 WHERE firm_id = $2 AND user_id = $3")
        .bind(now)
        .bind(firm.as_str())
        .bind(user.as_str())
        .execute(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Who reads a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// They see who comes, and the way to the appointment's page.
    Staff,
    /// They know who they are.
    Payer,
}

fn calendar(app: &App, name: &str, rows: &[AppointmentRow], reader: Reader) -> String {
    let host = app.config.base_url.host_str().unwrap_or("localhost");
    let said: Vec<(String, Option<String>)> = rows
        .iter()
        .map(|row| match reader {
            Reader::Staff => {
                let page = app.config.url(&format!("/app/events/{}", row.id.0));
                (format!("{} · {}", row.title, row.client_name), Some(page))
            }
            Reader::Payer => (row.title.clone(), None),
        })
        .collect();
    ics::write(
        name,
        rows.iter().zip(&said).map(|(row, (title, about))| Entry {
            uid: row.id.as_str(),
            host,
            revision: row.revision,
            changed_at: row.changed_at,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            title,
            place: row.place.as_deref(),
            about: about.as_deref(),
            status: row.status.0,
        }),
    )
}

fn answer(calendar: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"appointments.ics\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, calendar).into_response()
}
