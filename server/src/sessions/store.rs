//! Opening a session, and the cookie that carries it.

use axum::http::HeaderValue;
use domain::{
    Role,
    api::{audit::EventKind, session::Me},
    id::{FirmId, SessionId, UserId},
};

use super::device::device;
use crate::{
    audit::Event,
    crypto::fingerprint,
    db::{Col, Tx},
    firm,
    http::{
        Error, Result, Staff,
        auth::{Proof, SESSION_LIFE, cookie_name},
    },
    state::App,
};

/// Seconds that a browser keeps the cookie: the longest that browsers allow. How long a session
/// lasts is for the database to say, which lengthens it with each use.
const COOKIE_LIFE: i64 = 400 * 24 * 3600;

/// Someone who proved to be a user.
pub(super) struct Member {
    pub firm: FirmId,
    pub user: UserId,
    pub name: String,
    pub role: Role,
}

/// Opens a session and answers its cookie; old ones go.
pub(super) async fn open(app: &App, tx: &mut Tx, member: &Member, user_agent: &str) -> Result<HeaderValue> {
    let now = app.now();
    sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(now.ms()).execute(tx.conn()).await?;
    let (id, token, device) = (SessionId::from_u128(app.new_id()), app.chance.secret(), device(user_agent));
    sqlx::query(
        "INSERT INTO sessions (id, firm_id, user_id, token_hash, device, created_at, last_used_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
    )
    .bind(id.as_str())
    .bind(member.firm.as_str())
    .bind(member.user.as_str())
    .bind(fingerprint(&token))
    .bind(device.as_str())
    .bind(now.ms())
    .bind(now.plus_ms(SESSION_LIFE).ms())
    .execute(tx.conn())
    .await?;
    let proof = Proof::Session { session: id, user: member.user.clone() };
    let staff = Staff { firm: member.firm.clone(), role: member.role, name: member.name.clone(), proof };
    Event::new(&member.firm, EventKind::SignedIn, &staff).detail(device).record(app, tx).await?;
    cookie(app, &token, COOKIE_LIFE)
}

/// What makes the browser forget its session.
pub(super) fn no_cookie(app: &App) -> Result<HeaderValue> {
    cookie(app, "", 0)
}

fn cookie(app: &App, token: &str, seconds: i64) -> Result<HeaderValue> {
    let text = set_cookie(cookie_name(app), token, seconds, app.config.is_https());
    Ok(HeaderValue::from_str(&text).map_err(anyhow::Error::from)?)
}

fn set_cookie(name: &str, token: &str, seconds: i64, https: bool) -> String {
    let secure = if https { "; Secure" } else { "" };
    format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

#[derive(sqlx::FromRow)]
struct MeRow {
    id: Col<UserId>,
    name: String,
    email: String,
    role: Col<Role>,
}

/// Who is signed in.
pub(super) async fn me(app: &App, firm: &FirmId, user: &UserId) -> Result<Me> {
    let row: Option<MeRow> =
        sqlx::query_as("SELECT id, name, email, role FROM users WHERE firm_id = $1 AND id = $2 AND removed_at IS NULL")
            .bind(firm.as_str())
            .bind(user.as_str())
            .fetch_optional(app.db.read())
            .await?;
    let row = row.ok_or_else(Error::unauthenticated)?;
    let firm = firm::load(app, firm).await?;
    Ok(Me { user_id: row.id.0, name: row.name, email: row.email, role: row.role.0, firm })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_closed_to_scripts_and_other_sites() {
        assert_eq!(
            set_cookie("__Host-tender", "abc", 60, true),
            "__Host-tender=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(!set_cookie("tender", "abc", 60, false).contains("Secure"));
    }
}
