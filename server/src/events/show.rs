//! Appointments as staff and integrations see them.

use domain::{
    Instant, Mode,
    api::events::{Appointment, Overlap},
    event::{AppointmentPayment, MOST_MINUTES},
    id::{AppointmentId, FirmId},
    time::MINUTE,
};
use jiff::tz::TimeZone;
use sqlx::AnyConnection;

use super::{row::AppointmentRow, when};
use crate::{db::Col, firm, http::Result};

/// One of a list: without what it overlaps with.
pub(super) fn row(row: AppointmentRow, zone: &TimeZone) -> Appointment {
    Appointment {
        remaining: row.remaining(),
        payment: AppointmentPayment::of(row.fee, row.deposit, row.paid),
        local_start: when::show(row.starts_at, zone),
        local_end: when::show(row.ends_at, zone),
        minutes: (row.ends_at - row.starts_at) / MINUTE,
        starts_at: Instant::from_ms(row.starts_at),
        ends_at: Instant::from_ms(row.ends_at),
        id: row.id.0,
        status: row.status.0,
        title: row.title,
        client_id: row.client_id.0,
        client_name: row.client_name,
        matter_id: row.matter_id.map(|id| id.0),
        matter_number: row.matter_number,
        place: row.place,
        responsible_id: row.responsible_id.map(|id| id.0),
        responsible_name: row.responsible_name,
        account_id: row.account_id.map(|id| id.0),
        account_name: row.account_name,
        currency: row.currency.0,
        fee: row.fee,
        deposit_kind: row.deposit_kind.0,
        deposit_percent: row.deposit_percent,
        deposit: row.deposit,
        paid: row.paid,
        processing: row.processing,
        note: row.note,
        overlaps: Vec::new(),
        revision: row.revision,
        mode: row.mode.0,
        created_at: Instant::from_ms(row.created_at),
        created_by: row.created_by,
    }
}

/// One appointment, with what the same person has at the same time.
///
/// # Errors
/// 404 when the firm has none of that id.
pub(super) async fn one(conn: &mut AnyConnection, firm: &FirmId, id: &AppointmentId) -> Result<Appointment> {
    let found = AppointmentRow::find(conn, firm, id).await?;
    let zone = when::zone(&firm::load_in(conn, firm).await?.time_zone);
    let overlaps = overlaps(conn, &found, &zone).await?;
    Ok(Appointment { overlaps, ..row(found, &zone) })
}

#[derive(sqlx::FromRow)]
struct OverlapRow {
    id: Col<AppointmentId>,
    title: String,
    starts_at: i64,
    ends_at: i64,
}

async fn overlaps(
    conn: &mut AnyConnection,
    row: &AppointmentRow,
    zone: &TimeZone,
) -> Result<Vec<Overlap>, sqlx::Error> {
    let Some(with) = row.responsible_id.as_ref().filter(|_| row.status.is_ahead()) else { return Ok(Vec::new()) };
    let mode: Mode = row.mode.0;
    let rows: Vec<OverlapRow> = sqlx::query_as(
        "SELECT id, title, starts_at, ends_at FROM appointments
         WHERE firm_id = $1 AND mode = $2 AND responsible_id = $3 AND starts_at > $4 AND starts_at < $5 AND ends_at > $6
           AND status IN ('booked', 'checked_in') AND id <> $7 ORDER BY starts_at, id LIMIT 5",
    )
    .bind(row.firm_id.as_str())
    .bind(mode.as_str())
    .bind(with.as_str())
    // Nothing takes longer: what began before that is over.
    .bind(row.starts_at - MOST_MINUTES * MINUTE)
    .bind(row.ends_at)
    .bind(row.starts_at)
    .bind(row.id.as_str())
    .fetch_all(conn)
    .await?;
    let show = |row: OverlapRow| Overlap {
        local_start: when::show(row.starts_at, zone),
        local_end: when::show(row.ends_at, zone),
        id: row.id.0,
        title: row.title,
    };
    Ok(rows.into_iter().map(show).collect())
}
