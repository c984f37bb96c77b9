//! A person's own setting: whether the morning's mail comes.

use axum::{extract::State, http::StatusCode};
use domain::{
    Problem,
    api::{audit::EventKind, users::DigestSetting},
    id::UserId,
};

use crate::{
    audit::Event,
    db::Flag,
    http::{CanLook, Error, Json, Path, Result, Staff},
    state::App,
};

fn only_oneself(staff: &Staff, id: &UserId) -> Result<()> {
    if staff.user()? == id { Ok(()) } else { Err(Error::forbidden()) }
}

/// Whether one gets the morning's mail of what waits to be linked.
#[utoipa::path(
    get, path = "/api/v1/users/{id}/digest", tag = "users", operation_id = "get_digest", params(("id" = UserId, Path)),
    responses((status = 200, body = DigestSetting), (status = 403, body = Problem)), security(("session" = [])),
)]
pub(super) async fn get(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<UserId>,
) -> Result<axum::Json<DigestSetting>> {
    only_oneself(&staff, &id)?;
    let off: Flag = sqlx::query_scalar("SELECT digest_off FROM users WHERE firm_id = $1 AND id = $2")
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .fetch_one(app.db.read())
        .await?;
    Ok(axum::Json(DigestSetting { on: !off.0 }))
}

/// Turn it on or off. It goes to those who may link payments.
#[utoipa::path(
    put, path = "/api/v1/users/{id}/digest", tag = "users", operation_id = "put_digest", params(("id" = UserId, Path)),
    request_body = DigestSetting,
    responses((status = 204), (status = 403, body = Problem)), security(("session" = [])),
)]
pub(super) async fn put(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<UserId>,
    Json(setting): Json<DigestSetting>,
) -> Result<StatusCode> {
    only_oneself(&staff, &id)?;
    let mut tx = app.db.begin().await?;
    sqlx::query("UPDATE users SET digest_off = $1 WHERE firm_id = $2 AND id = $3")
        .bind(i64::from(!setting.on))
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    let word = if setting.on { "on" } else { "off" };
    let event = Event::new(&staff.firm, EventKind::UserChanged, &staff);
    event.detail(format!("{}, daily digest {word}", staff.name)).record(&app, &mut tx).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
