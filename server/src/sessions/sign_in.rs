//! Signing in and out.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::{
    Problem, Role,
    api::{
        audit::EventKind,
        session::{Me, SignIn},
    },
    id::{FirmId, UserId},
    text::Email,
};
use secrecy::SecretString;

use super::{
    store::{self, Member},
    throttle,
};
use crate::{
    audit::Event,
    crypto,
    db::Col,
    http::{CanLook, Error, Json, Result, Staff, auth::Proof},
    state::App,
};

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/v1/session", tag = "session", operation_id = "show_session",
    responses((status = 200, body = Me), (status = 401, body = Problem)),
    security(("session" = [])),
)]
pub(super) async fn show(State(app): State<App>, CanLook(staff): CanLook) -> Result<Json<Me>> {
    store::me(&app, &staff.firm, staff.user()?).await.map(Json)
}

/// Sign in. The answer sets a cookie.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "session", operation_id = "sign_in", request_body = SignIn,
    responses((status = 200, body = Me), (status = 401, body = Problem), (status = 429, body = Problem)),
    security(()),
)]
pub(super) async fn create(
    State(app): State<App>,
    headers: HeaderMap,
    Json(credentials): Json<SignIn>,
) -> Result<Response> {
    let email: Email = credentials.email.parse().map_err(|_| wrong())?;
    let address = email.folded();
    if let Some(wait) = throttle::count(&app, &address).await? {
        return Ok(throttle::refuse(wait));
    }
    let member = verify(&app, &address, SecretString::from(credentials.password)).await?;
    let mut tx = app.db.begin().await?;
    throttle::forget(&app, &mut tx, &address).await?;
    let cookie = store::open(&app, &mut tx, &member, user_agent(&headers)).await?;
    tx.commit().await?;
    let me = store::me(&app, &member.firm, &member.user).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(me)).into_response())
}

/// Sign out. Who is not signed in is signed out already.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "session", operation_id = "sign_out",
    responses((status = 204)),
    security((), ("session" = [])),
)]
pub(super) async fn end(State(app): State<App>, staff: Result<Staff>) -> Result<Response> {
    if let Ok(staff) = &staff
        && let Proof::Session { session, .. } = &staff.proof
    {
        let mut tx = app.db.begin().await?;
        sqlx::query("DELETE FROM sessions WHERE firm_id = $1 AND id = $2")
            .bind(staff.firm.as_str())
            .bind(session.as_str())
            .execute(tx.conn())
            .await?;
        Event::new(&staff.firm, EventKind::SignedOut, staff).record(&app, &mut tx).await?;
        tx.commit().await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, store::no_cookie(&app)?)]).into_response())
}

#[derive(sqlx::FromRow)]
struct CredentialsRow {
    id: Col<UserId>,
    firm_id: Col<FirmId>,
    name: String,
    role: Col<Role>,
    password_hash: String,
}

/// The user of this address and password. An unknown address takes as long as a wrong password.
async fn verify(app: &App, address: &str, password: SecretString) -> Result<Member> {
    // The one query that cannot name a firm: it finds out which one it is.
    let row: Option<CredentialsRow> = sqlx::query_as(
        "SELECT id, firm_id, name, role, password_hash FROM users WHERE email_key = $1 AND removed_at IS NULL",
    )
    .bind(address)
    .fetch_optional(app.db.read())
    .await?;
    let hash = row.as_ref().map(|row| row.password_hash.clone());
    let right = crypto::verify_password(password, hash).await;
    let row = row.filter(|_| right).ok_or_else(wrong)?;
    Ok(Member { firm: row.firm_id.0, user: row.id.0, name: row.name, role: row.role.0 })
}

fn wrong() -> Error {
    Problem::new(401, "wrong-password", "This address and password don't belong together")
        .with_detail("Check both and try again.")
        .into()
}

/// What the browser says it is.
pub(super) fn user_agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
