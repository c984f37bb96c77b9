//! Cancelling an appointment: nobody pays for it any more, and what was paid stays until it is refunded.

use axum::extract::State;
use domain::{
    Problem,
    api::{audit::EventKind, events::Appointment},
    event::AppointmentStatus,
    id::{AppointmentId, FirmId, LinkId},
    link::Closing,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{row::AppointmentRow, show};
use crate::{
    audit::{Actor, Event},
    db::{Col, Tx},
    http::{CanBill, Json, Path, Result, Staff},
    links::closing,
    state::App,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(cancel))
}

/// Cancel an appointment and withdraw its open links. What was paid stays, and is shown; one whose payment is under way
/// can't be withdrawn. Cancelling again changes nothing.
#[utoipa::path(post, path = "/api/v1/events/{id}/cancellation", tag = "events", operation_id = "cancel_event",
    params(("id" = String, Path)), responses((status = 200, body = Appointment), (status = 404, body = Problem)))]
async fn cancel(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<AppointmentId>,
) -> Result<Json<Appointment>> {
    let mut tx = app.db.begin().await?;
    let row = AppointmentRow::lock(&mut tx, &staff.firm, &id).await?;
    let withdrawn = if row.status.0 == AppointmentStatus::Cancelled {
        Vec::new()
    } else {
        row.save_status(&mut tx, AppointmentStatus::Cancelled, app.now().ms()).await?;
        let links = open_links(&mut tx, &staff.firm, &id).await?;
        withdraw(&app, &mut tx, &staff, &links, "The appointment was cancelled").await?;
        let event = Event::new(&staff.firm, EventKind::EventCancelled, &staff).client(&row.client_id);
        event.matter(row.matter_id.as_deref()).appointment(&id).detail(&row.title).record(&app, &mut tx).await?;
        links
    };
    tx.commit().await?;
    finish(&app, &withdrawn).await;
    let mut conn = app.db.read().acquire().await?;
    show::one(&mut conn, &staff.firm, &id).await.map(Json)
}

/// The links of an appointment that can be withdrawn, in the order of their ids.
async fn open_links(tx: &mut Tx, firm: &FirmId, id: &AppointmentId) -> Result<Vec<LinkId>> {
    let ids: Vec<Col<LinkId>> = sqlx::query_scalar(
        "SELECT id FROM links WHERE firm_id = $1 AND event_id = $2 AND status = 'outstanding' AND closing IS NULL
         ORDER BY id LIMIT 50",
    )
    .bind(firm.as_str())
    .bind(id.as_str())
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// First half: nobody begins to pay by these links any more.
///
/// # Errors
/// 409 when one of them has been paid meanwhile.
pub(super) async fn withdraw(app: &App, tx: &mut Tx, staff: &Staff, links: &[LinkId], why: &str) -> Result<()> {
    for link in links {
        closing::begin_because(app, tx, (&staff.firm, link), Closing::Cancel, Actor::from(staff), why).await?;
    }
    Ok(())
}

/// Second half: usually the gateway answers at once; if not, the queue goes on.
pub(super) async fn finish(app: &App, links: &[LinkId]) {
    for link in links {
        if let Err(why) = closing::finish(app, link).await {
            tracing::warn!(%link, %why, "the link is still closing");
        }
    }
}
