//! Appointments, beyond their table ([`super::pages`]); the calendar, and the address at which other programs follow it.

use domain::{
    CivilDate,
    api::{
        audit::TimelineEntry,
        events::{
            Appointment, AppointmentChange, AppointmentLink, AppointmentLinks, Calendar, CalendarFeed, NewAppointment,
            NewAppointmentLink,
        },
        links::{Link, Timeline},
    },
    id::AppointmentId,
};

use super::{ApiError, Transport};
use crate::params::Params;

const EVENTS: &str = "/api/v1/events";
const FEED: &str = "/api/v1/calendar_feed";

/// Books an appointment; once for each key.
///
/// # Errors
/// 422 with the wrong fields.
pub async fn create(transport: &Transport, new: &NewAppointment, key: &str) -> Result<Appointment, ApiError> {
    transport.post(EVENTS, new, Some(key)).await
}

/// Changes what is given.
///
/// # Errors
/// 422 with the wrong fields, 409 for one that was cancelled, or changed meanwhile.
pub async fn change(
    transport: &Transport,
    id: &AppointmentId,
    change: &AppointmentChange,
) -> Result<Appointment, ApiError> {
    transport.patch(&format!("{EVENTS}/{id}"), change).await
}

/// Cancels an appointment, and withdraws its open links.
///
/// # Errors
/// 404 for one that is unknown or another firm's.
pub async fn cancel(transport: &Transport, id: &AppointmentId) -> Result<Appointment, ApiError> {
    transport.post(&format!("{EVENTS}/{id}/cancellation"), &serde_json::json!({}), None).await
}

/// Asks for the deposit or the balance by link; once for each key.
///
/// # Errors
/// 409 where there is nothing to ask for, 422 with the wrong fields.
pub async fn ask(
    transport: &Transport,
    id: &AppointmentId,
    new: &NewAppointmentLink,
    key: &str,
) -> Result<Link, ApiError> {
    transport.post(&format!("{EVENTS}/{id}/links"), new, Some(key)).await
}

/// The links of an appointment, newest first.
///
/// # Errors
/// 404 for one that is unknown or another firm's.
pub async fn links(transport: &Transport, id: &AppointmentId) -> Result<Vec<AppointmentLink>, ApiError> {
    transport.get::<AppointmentLinks>(&format!("{EVENTS}/{id}/links")).await.map(|links| links.data)
}

/// What happened to an appointment; newest first.
///
/// # Errors
/// 404 for one that is unknown or another firm's.
pub async fn timeline(transport: &Transport, id: &AppointmentId) -> Result<Vec<TimelineEntry>, ApiError> {
    transport.get::<Timeline>(&format!("{EVENTS}/{id}/timeline")).await.map(|timeline| timeline.data)
}

/// Some days of the calendar, of one person or of all.
///
/// # Errors
/// 422 for more than 42 days.
pub async fn calendar(
    transport: &Transport,
    (from, to): (CivilDate, CivilDate),
    of: &str,
    mode: &str,
) -> Result<Calendar, ApiError> {
    let params = Params::new().with("from", &from.to_string()).with("to", &to.to_string());
    transport.get(&params.with("responsible_id", of).with("mode", mode).at(&format!("{EVENTS}/calendar"))).await
}

/// Where the file of an appointment is, for calendars.
#[must_use]
pub fn ics(id: &AppointmentId) -> String {
    format!("{EVENTS}/{id}/ics")
}

/// Whether one's calendar has an address.
///
/// # Errors
/// When the server can't be reached.
pub async fn feed(transport: &Transport) -> Result<CalendarFeed, ApiError> {
    transport.get(FEED).await
}

/// Makes an address for one's calendar, or another one.
///
/// # Errors
/// When the server can't be reached.
pub async fn renew_feed(transport: &Transport, key: &str) -> Result<CalendarFeed, ApiError> {
    transport.post(FEED, &serde_json::json!({}), Some(key)).await
}

/// Lets it stop working.
///
/// # Errors
/// When the server can't be reached.
pub async fn revoke_feed(transport: &Transport) -> Result<(), ApiError> {
    transport.delete(FEED).await
}
