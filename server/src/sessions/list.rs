//! The browsers one is signed in with.

use axum::{extract::State, http::StatusCode};
use domain::{
    Instant, Problem,
    api::{Page, audit::EventKind, session::OpenSession},
    id::SessionId,
};

use crate::{
    audit::Event,
    db::Col,
    http::{
        CanLook, Error, Json, Path, Query, Result,
        auth::Proof,
        page::{Paging, page},
    },
    state::App,
};

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: Col<SessionId>,
    device: String,
    created_at: i64,
    last_used_at: i64,
}

impl SessionRow {
    fn show(self, own: Option<&SessionId>) -> OpenSession {
        OpenSession {
            current: own == Some(&self.id.0),
            id: self.id.0,
            device: self.device,
            created_at: Instant::from_ms(self.created_at),
            last_used_at: Instant::from_ms(self.last_used_at),
        }
    }
}

/// The browsers one is signed in with, the newest first.
#[utoipa::path(
    get, path = "/api/v1/sessions", tag = "session", operation_id = "list_sessions", params(Paging),
    responses((status = 200, body = Page<OpenSession>), (status = 401, body = Problem)),
    security(("session" = [])),
)]
pub(super) async fn index(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<OpenSession>>> {
    let limit = paging.limit()?;
    let before: Option<SessionId> = paging.cursor()?;
    let rows: Vec<SessionRow> = sqlx::query_as(
        "SELECT id, device, created_at, last_used_at FROM sessions
         WHERE firm_id = $1 AND user_id = $2 AND expires_at > $3 AND id < $4 ORDER BY id DESC LIMIT $5",
    )
    .bind(staff.firm.as_str())
    .bind(staff.user()?.as_str())
    .bind(app.now().ms())
    .bind(before.map_or_else(|| "~".to_owned(), String::from))
    .bind(limit + 1)
    .fetch_all(app.db.read())
    .await?;
    let own = match &staff.proof {
        Proof::Session { session, .. } => Some(session),
        Proof::Key(_) => None,
    };
    page(rows, limit, |row| row.id.to_string(), |row| Ok(row.show(own))).map(Json)
}

/// Sign one browser out.
#[utoipa::path(
    delete, path = "/api/v1/sessions/{id}", tag = "session", operation_id = "end_session",
    params(("id" = SessionId, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)),
    security(("session" = [])),
)]
pub(super) async fn remove(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<SessionId>,
) -> Result<StatusCode> {
    let user = staff.user()?;
    let mut tx = app.db.begin().await?;
    let device: Option<String> =
        sqlx::query_scalar("DELETE FROM sessions WHERE firm_id = $1 AND user_id = $2 AND id = $3 RETURNING device")
            .bind(staff.firm.as_str())
            .bind(user.as_str())
            .bind(id.as_str())
            .fetch_optional(tx.conn())
            .await?;
    let device = device.ok_or_else(|| Error::not_found("session"))?;
    Event::new(&staff.firm, EventKind::SignedOut, &staff).detail(device).record(&app, &mut tx).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
