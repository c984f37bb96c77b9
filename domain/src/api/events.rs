//! Appointments, the calendar that shows them, and the calendars outside that follow it.
//!
//! `GET /api/v1/events/{id}/timeline` is what happened to one: a [`Timeline`](super::links::Timeline), newest first.

use serde::{Deserialize, Serialize};

use super::links::{Link, NewRecipient};
use crate::{
    CivilDate, Currency, Instant, Mode,
    event::{AppointmentPayment, AppointmentStatus, AskKind, DepositKind},
    id::{AccountId, AppointmentId, ClientId, MatterId, UserId},
};

/// An appointment: `GET /api/v1/events/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Appointment {
    /// The id.
    pub id: AppointmentId,
    /// Where it stands.
    pub status: AppointmentStatus,
    /// What it is.
    pub title: String,
    /// Who comes.
    pub client_id: ClientId,
    /// Their name.
    pub client_name: String,
    /// The file that it belongs to.
    pub matter_id: Option<MatterId>,
    /// The file's number.
    pub matter_number: Option<String>,
    /// Where: a room, or the address of a video call.
    pub place: Option<String>,
    /// When it begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// When it begins by the firm's clocks: `2026-11-30T09:30`.
    pub local_start: String,
    /// When it ends by the firm's clocks.
    pub local_end: String,
    /// How long it takes.
    pub minutes: i64,
    /// Who of the firm is there.
    pub responsible_id: Option<UserId>,
    /// Their name.
    pub responsible_name: Option<String>,
    /// The account that its money goes to; none while it costs nothing.
    pub account_id: Option<AccountId>,
    /// Its name.
    pub account_name: Option<String>,
    /// The currency of its fee.
    pub currency: Currency,
    /// What it costs, in minor units.
    pub fee: i64,
    /// How the deposit is reckoned.
    pub deposit_kind: DepositKind,
    /// The part of the fee, in hundredths of a percent, where the deposit is one.
    pub deposit_percent: Option<i64>,
    /// What is asked for at booking, in minor units.
    pub deposit: i64,
    /// What came in for it, less what went back or is contested, in minor units.
    pub paid: i64,
    /// What is under way, in minor units.
    pub processing: i64,
    /// What is still to be paid once that has arrived, in minor units.
    pub remaining: i64,
    /// What that means.
    pub payment: AppointmentPayment,
    /// Lines for colleagues.
    pub note: Option<String>,
    /// What the same person has at the same time: at most five; empty in lists.
    pub overlaps: Vec<Overlap>,
    /// Grows with each change: send it back with yours, and nobody's change is overwritten unseen.
    pub revision: i64,
    /// Test money or real money.
    pub mode: Mode,
    /// When it was made.
    pub created_at: Instant,
    /// Who made it.
    pub created_by: String,
}

/// Another appointment of the same person at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Overlap {
    /// Which.
    pub id: AppointmentId,
    /// What it is.
    pub title: String,
    /// When it begins by the firm's clocks.
    pub local_start: String,
    /// When it ends by the firm's clocks.
    pub local_end: String,
}

/// `POST /api/v1/events`: book an appointment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewAppointment {
    /// Who comes.
    pub client_id: String,
    /// The file that it belongs to: one of the client's.
    pub matter_id: Option<String>,
    /// What it is.
    pub title: String,
    /// Where: a room, or the address of a video call.
    pub place: Option<String>,
    /// When it begins: a moment (RFC 3339), or a time of the firm's clocks such as `2026-11-30T09:30`.
    pub starts_at: String,
    /// For a time that comes twice because clocks go back: `first` or `second`.
    pub repeated: Option<String>,
    /// How long it takes: 5 minutes to 24 hours.
    pub minutes: i64,
    /// Who of the firm is there.
    pub responsible_id: Option<String>,
    /// The account that its money goes to; needed with a fee.
    pub account_id: Option<String>,
    /// What it costs, in minor units of the account's currency.
    pub fee: i64,
    /// `none`, `fixed` or `percent`; `none` if absent.
    pub deposit_kind: Option<String>,
    /// The deposit in minor units, where it is `fixed`.
    pub deposit: Option<i64>,
    /// The part of the fee, in hundredths of a percent, where it is `percent`: 2500 is a quarter.
    pub deposit_percent: Option<i64>,
    /// Lines for colleagues.
    pub note: Option<String>,
}

/// `PATCH /api/v1/events/{id}`: what is absent stays as it is; an empty text takes a fact away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AppointmentChange {
    /// The file that it belongs to.
    pub matter_id: Option<String>,
    /// What it is.
    pub title: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// When it begins.
    pub starts_at: Option<String>,
    /// For a time that comes twice: `first` or `second`.
    pub repeated: Option<String>,
    /// How long it takes.
    pub minutes: Option<i64>,
    /// Who of the firm is there.
    pub responsible_id: Option<String>,
    /// The account that its money goes to; it stays once money was asked for.
    pub account_id: Option<String>,
    /// What it costs; never less than what has come in or is under way.
    pub fee: Option<i64>,
    /// `none`, `fixed` or `percent`.
    pub deposit_kind: Option<String>,
    /// The deposit in minor units.
    pub deposit: Option<i64>,
    /// The part of the fee, in hundredths of a percent.
    pub deposit_percent: Option<i64>,
    /// Lines for colleagues.
    pub note: Option<String>,
    /// `booked`, `checked_in`, `completed` or `no_show`. `booked` restores one that was cancelled; what cancels it is
    /// `POST /api/v1/events/{id}/cancellation`.
    pub status: Option<String>,
    /// The revision that was changed: 409 if another change came first.
    pub revision: Option<i64>,
}

/// `POST /api/v1/events/{id}/links`: ask for money by link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewAppointmentLink {
    /// `deposit`, or `balance` for everything that is still to be paid.
    pub kind: String,
    /// Whom it is for; who pays for the matter or the client, if absent.
    pub recipient: Option<NewRecipient>,
    /// A few lines to the payer.
    pub message: Option<String>,
    /// Whether to mail it at once.
    pub send: bool,
}

/// A link of an appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppointmentLink {
    /// What it asks for.
    pub kind: AskKind,
    /// The link.
    pub link: Link,
}

/// The links of an appointment: `GET /api/v1/events/{id}/links`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppointmentLinks {
    /// Newest first: the last 50.
    pub data: Vec<AppointmentLink>,
}

/// Some days of the calendar: `GET /api/v1/events/calendar?from=2026-11-30&to=2026-12-06`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Calendar {
    /// The first day.
    pub from: CivilDate,
    /// The last day.
    pub to: CivilDate,
    /// The day it is, on the firm's calendar.
    pub today: CivilDate,
    /// What touches these days, in the order of its beginnings: at most 500.
    pub data: Vec<CalendarEntry>,
    /// Whether there are more of them.
    pub more: bool,
}

/// An appointment as a calendar shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarEntry {
    /// Which.
    pub id: AppointmentId,
    /// Where it stands.
    pub status: AppointmentStatus,
    /// What it is.
    pub title: String,
    /// Who comes.
    pub client_name: String,
    /// Who of the firm is there.
    pub responsible_name: Option<String>,
    /// When it begins by the firm's clocks: `2026-11-30T09:30`.
    pub local_start: String,
    /// When it ends by the firm's clocks.
    pub local_end: String,
    /// What has been paid for it.
    pub payment: AppointmentPayment,
}

/// A person's calendar as other programs follow it: `GET /api/v1/calendar_feed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarFeed {
    /// Its address. It is said once, when it is made: whoever has it sees the calendar.
    pub url: Option<String>,
    /// When it was made; none while there is none.
    pub created_at: Option<Instant>,
    /// When a program last asked for it, to the hour.
    pub last_used_at: Option<Instant>,
}
