//! Changing one's own password.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use domain::{
    Fields, Problem,
    api::{audit::EventKind, users::NewPassword},
    id::UserId,
    text::check_password,
};
use secrecy::SecretString;

use super::find;
use crate::{
    audit::Event,
    crypto,
    http::{CanLook, Error, Json, Path, Result, Staff, auth::Proof},
    sessions::throttle,
    state::App,
};

/// Change one's own password. Everywhere else one is signed out.
#[utoipa::path(
    put, path = "/api/v1/users/{id}/password", tag = "users", operation_id = "change_password",
    request_body = NewPassword, params(("id" = UserId, Path)),
    responses(
        (status = 204), (status = 403, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem),
    ),
    security(("session" = [])),
)]
pub(super) async fn change(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<UserId>,
    Json(passwords): Json<NewPassword>,
) -> Result<Response> {
    if staff.user()? != &id {
        return Err(Error::forbidden());
    }
    let mut fields = Fields::new();
    let fine = fields.take("/new", check_password(&passwords.new));
    fields.finish(fine)?;
    // A stolen session must not be a way to guess the password.
    let email = find(app.db.read(), &staff.firm, &id).await?.email.to_lowercase();
    if let Some(wait) = throttle::count(&app, &email).await? {
        return Ok(throttle::refuse(wait));
    }
    verify(&app, &staff, passwords.current).await?;
    let hash = crypto::hash_password(SecretString::from(passwords.new)).await?;
    store(&app, &staff, &email, &hash).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn verify(app: &App, staff: &Staff, current: String) -> Result<()> {
    let hash: Option<String> =
        sqlx::query_scalar("SELECT password_hash FROM users WHERE firm_id = $1 AND id = $2 AND removed_at IS NULL")
            .bind(staff.firm.as_str())
            .bind(staff.id())
            .fetch_optional(app.db.read())
            .await?;
    let right = crypto::verify_password(SecretString::from(current), hash).await;
    if right { Ok(()) } else { Err(Error::field("/current", "This is not your password")) }
}

async fn store(app: &App, staff: &Staff, email: &str, hash: &str) -> Result<()> {
    let Proof::Session { session, user } = &staff.proof else { return Err(Error::forbidden()) };
    let mut tx = app.db.begin().await?;
    sqlx::query("UPDATE users SET password_hash = $1 WHERE firm_id = $2 AND id = $3")
        .bind(hash)
        .bind(staff.firm.as_str())
        .bind(user.as_str())
        .execute(tx.conn())
        .await?;
    sqlx::query("DELETE FROM sessions WHERE firm_id = $1 AND user_id = $2 AND id <> $3")
        .bind(staff.firm.as_str())
        .bind(user.as_str())
        .bind(session.as_str())
        .execute(tx.conn())
        .await?;
    throttle::forget(app, &mut tx, email).await?;
    let event = Event::new(&staff.firm, EventKind::UserChanged, staff);
    event.detail(format!("{}, password", staff.name)).record(app, &mut tx).await?;
    Ok(tx.commit().await?)
}
