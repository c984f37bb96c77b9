//! Appointments: booked, asked money for by link, shown in a calendar, and followed by calendars elsewhere.
//!
//! What was paid for one is never written down with it: it is the sum of its links' payments, so an appointment is paid
//! by itself when its link is, and owed again when a payment goes back. (`audit::Event` is something else: an entry of
//! the trail.)

mod asking;
mod calendar;
mod cancel;
pub mod columns;
mod facts;
mod feed;
mod ics;
mod letters;
mod list;
mod manage;
pub mod row;
mod rules;
mod show;
mod when;

use utoipa_axum::router::OpenApiRouter;

pub use self::{feed::public as public_router, letters::of_link, row::AppointmentRow};
use crate::state::App;

/// The routes of appointments.
pub fn router() -> OpenApiRouter<App> {
    list::router()
        .merge(calendar::router())
        .merge(manage::router())
        .merge(cancel::router())
        .merge(asking::router())
        .merge(feed::router())
}
