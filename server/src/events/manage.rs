//! Booking an appointment, and changing one.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Fields, Problem,
    api::{
        audit::EventKind,
        events::{Appointment, AppointmentChange, NewAppointment},
    },
    event::AppointmentStatus,
    id::{AppointmentId, ClientId, FirmId},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    columns,
    facts::{self, Facts},
    row::AppointmentRow,
    rules, show, when,
};
use crate::{
    audit::Event,
    clients::ClientRow,
    db::Tx,
    firm,
    http::{CanBill, CanLook, Error, Json, Path, Result, Staff, idempotency::Once},
    matters,
    state::App,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(get, edit))
}

/// Book an appointment of a client, in the client's mode. That the same person has another one at that time is said
/// in `overlaps`, and not refused.
#[utoipa::path(post, path = "/api/v1/events", tag = "events", operation_id = "create_event",
    request_body = NewAppointment, responses((status = 201, body = Appointment), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Once(new, mut ticket): Once<NewAppointment>,
) -> Result<Response> {
    let look = firm::load(&app, &staff.firm).await?;
    let mut fields = Fields::new();
    let client: Option<ClientId> =
        fields.take("/client_id", new.client_id.trim().parse().map_err(|_| "Choose one of your clients"));
    let facts = Facts::parse(&mut fields, &new, &when::zone(&look.time_zone));
    let (client, facts) = fields.finish(client.zip(facts))?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let account = rules::account(&mut tx, &staff.firm, facts.account.as_ref()).await?;
    let price = facts.price(account.as_ref(), look.currency)?;
    let (client, _) = matters::whose(&mut tx, &staff.firm, Some(&client), facts.matter.as_ref()).await?;
    rules::same_mode(account.as_ref(), &client)?;
    let with = facts.responsible(&mut tx, &staff.firm, None).await?;
    let id = facts.insert(&app, &mut tx, &staff, &client, with.as_ref(), price).await?;
    let event = Event::new(&staff.firm, EventKind::EventBooked, &staff).client(&client.id);
    event.matter(facts.matter.as_ref()).appointment(&id).detail(&facts.title).record(&app, &mut tx).await?;
    let booked = keep(&mut tx, &staff.firm, &id).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &booked).await?;
    tx.commit().await?;
    Ok(answer)
}

/// What a search finds it by follows from how it is now.
async fn keep(tx: &mut Tx, firm: &FirmId, id: &AppointmentId) -> Result<Appointment> {
    let row = AppointmentRow::find(tx.conn(), firm, id).await?;
    columns::keep_terms(tx, &row).await?;
    show::one(tx.conn(), firm, id).await
}

/// One appointment.
#[utoipa::path(get, path = "/api/v1/events/{id}", tag = "events", operation_id = "get_event",
    params(("id" = String, Path)), responses((status = 200, body = Appointment), (status = 404, body = Problem)))]
async fn get(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<AppointmentId>,
) -> Result<Json<Appointment>> {
    let mut conn = app.db.read().acquire().await?;
    show::one(&mut conn, &staff.firm, &id).await.map(Json)
}

/// Change an appointment, say how it went, or restore one that was cancelled. What is absent stays as it is.
#[utoipa::path(patch, path = "/api/v1/events/{id}", tag = "events", operation_id = "edit_event",
    params(("id" = String, Path)), request_body = AppointmentChange,
    responses(
        (status = 200, body = Appointment), (status = 404, body = Problem),
        (status = 409, description = "It was cancelled, or changed meanwhile", body = Problem),
        (status = 422, body = Problem),
    ))]
async fn edit(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<AppointmentId>,
    Json(change): Json<AppointmentChange>,
) -> Result<Json<Appointment>> {
    let mut tx = app.db.begin().await?;
    let before = lock(&mut tx, &staff.firm, &id).await?;
    if change.revision.is_some_and(|revision| revision != before.revision) {
        return Err(Error::conflict("event-changed", "Somebody changed this appointment meanwhile: load it again"));
    }
    let was = show::one(tx.conn(), &staff.firm, &id).await?;
    let status = step(&before, &change)?;
    let with_facts = AppointmentChange { status: None, revision: None, ..change.clone() };
    if with_facts != AppointmentChange::default() {
        put_facts(&app, &mut tx, &before, &with_facts).await?;
    }
    if let Some(status) = status {
        before.save_status(&mut tx, status, app.now().ms()).await?;
    }
    let is = keep(&mut tx, &staff.firm, &id).await?;
    tell(&app, &mut tx, &staff, &was, &is).await?;
    tx.commit().await?;
    Ok(Json(is))
}

/// Holds an appointment and, before it, its client.
async fn lock(tx: &mut Tx, firm: &FirmId, id: &AppointmentId) -> Result<AppointmentRow> {
    let found = AppointmentRow::find(tx.conn(), firm, id).await?;
    let client = ClientRow::lock(tx, firm, &found.client_id).await?;
    let row = AppointmentRow::lock(tx, firm, id).await?;
    if row.client_id == client.id {
        return Ok(row);
    }
    Err(Error::conflict("event-changed", "The appointment became another client's meanwhile: load it again"))
}

/// The status that is asked for, if it is another one.
fn step(before: &AppointmentRow, change: &AppointmentChange) -> Result<Option<AppointmentStatus>> {
    let wrong = || Error::field("/status", "Choose booked, checked_in, completed or no_show");
    let cancelled = |why: domain::event::BadStep| Error::conflict("event-cancelled", why.to_string());
    let Some(text) = change.status.as_deref() else {
        before.status.step(AppointmentStatus::Completed).map_err(cancelled)?;
        return Ok(None);
    };
    let to: AppointmentStatus = text.trim().parse().map_err(|_| wrong())?;
    if to == AppointmentStatus::Cancelled && before.status.0 != to {
        return Err(wrong());
    }
    let to = before.status.step(to).map_err(cancelled)?;
    Ok((to != before.status.0).then_some(to))
}

async fn put_facts(app: &App, tx: &mut Tx, before: &AppointmentRow, change: &AppointmentChange) -> Result<()> {
    let firm = &before.firm_id.0;
    let look = firm::load_in(tx.conn(), firm).await?;
    let mut fields = Fields::new();
    let facts = Facts::parse(&mut fields, &facts::changed(before, change), &when::zone(&look.time_zone));
    let facts = fields.finish(facts)?;
    let account = rules::account(tx, firm, facts.account.as_ref()).await?;
    let price = facts.price(account.as_ref(), look.currency)?;
    let client = ClientRow::find(tx.conn(), firm, &before.client_id).await?;
    rules::same_mode(account.as_ref(), &client)?;
    rules::refuse_another_account(tx, before, &facts).await?;
    rules::refuse_less_than_paid(before, price)?;
    if facts.matter.as_ref() != before.matter_id.as_deref() {
        rules::refuse_others_matter(tx, firm, &client.id, facts.matter.as_ref()).await?;
    }
    let with = facts.responsible(tx, firm, before.responsible_id.as_deref()).await?;
    facts.update(app, tx, before, with.as_ref(), price).await
}

/// One entry of the trail for what changed.
async fn tell(app: &App, tx: &mut Tx, staff: &Staff, was: &Appointment, is: &Appointment) -> Result<()> {
    let facts = difference(was, is);
    if !facts.is_empty() {
        let event = Event::new(&staff.firm, EventKind::EventChanged, staff).client(&is.client_id);
        event.matter(is.matter_id.as_ref()).appointment(&is.id).detail(facts.join(", ")).record(app, tx).await?;
    }
    if was.status != is.status {
        let kind = match was.status {
            AppointmentStatus::Cancelled => EventKind::EventRestored,
            _ => EventKind::EventMoved,
        };
        let event = Event::new(&staff.firm, kind, staff).client(&is.client_id);
        event.matter(is.matter_id.as_ref()).appointment(&is.id).detail(is.status.label()).record(app, tx).await?;
    }
    Ok(())
}

fn difference(was: &Appointment, is: &Appointment) -> Vec<&'static str> {
    let changed = [
        ("title", was.title != is.title),
        ("time", (was.starts_at, was.ends_at) != (is.starts_at, is.ends_at)),
        ("place", was.place != is.place),
        ("person", was.responsible_id != is.responsible_id),
        ("matter", was.matter_id != is.matter_id),
        ("account", was.account_id != is.account_id),
        ("fee", was.fee != is.fee),
        ("deposit", (was.deposit, was.deposit_kind) != (is.deposit, is.deposit_kind)),
        ("note", was.note != is.note),
    ];
    changed.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
}
