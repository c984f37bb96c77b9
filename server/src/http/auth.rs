//! Who calls, and whether they may: the one place that checks it.
//!
//! A handler states who may call it by its extractor: `CanBill(staff): CanBill`.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use axum_extra::extract::CookieJar;
use domain::{
    Instant, Permission, Role,
    id::{ApiKeyId, FirmId, SessionId, UserId},
    time::{DAY, MINUTE},
};

use super::{Error, Result};
use crate::{crypto::fingerprint, db::Col, state::App};

/// How long a sign-in lasts without use.
pub const SESSION_LIFE: i64 = 14 * DAY;
/// How exactly the last use is kept: a write per request would make reading expensive.
const USE_GRAIN: i64 = 5 * MINUTE;

/// A member of staff, or an integration that acts for the firm.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The firm that every query must name.
    pub firm: FirmId,
    /// What they may do.
    pub role: Role,
    /// The name for the audit trail.
    pub name: String,
    /// How they proved who they are.
    pub proof: Proof,
}

/// How someone proved who they are.
#[derive(Debug, Clone)]
pub enum Proof {
    /// A cookie.
    Session {
        /// The session.
        session: SessionId,
        /// The user.
        user: UserId,
    },
    /// A bearer key.
    Key(ApiKeyId),
}

impl Staff {
    /// The id of the user or the key, for the audit trail.
    #[must_use]
    pub fn id(&self) -> &str {
        match &self.proof {
            Proof::Session { user, .. } => user.as_str(),
            Proof::Key(key) => key.as_str(),
        }
    }

    /// The user, if a person is signed in.
    ///
    /// # Errors
    /// 403 for an API key.
    pub fn user(&self) -> Result<&UserId> {
        match &self.proof {
            Proof::Session { user, .. } => Ok(user),
            Proof::Key(_) => Err(Error::forbidden()),
        }
    }

    /// Refuses who may not.
    ///
    /// # Errors
    /// 403.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.role.may(permission) { Ok(()) } else { Err(Error::forbidden()) }
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let bearer = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        if let Some(secret) = bearer.and_then(|value| value.strip_prefix("Bearer ")) {
            return by_key(app, secret.trim()).await;
        }
        let jar = CookieJar::from_headers(&parts.headers);
        match jar.get(cookie_name(app)) {
            Some(cookie) => by_session(app, cookie.value()).await,
            None => Err(Error::unauthenticated()),
        }
    }
}

/// Whether a browser is signed in. Refuses nobody.
pub struct SignedIn(pub bool);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        match Staff::from_request_parts(parts, app).await {
            Ok(_) => Ok(Self(true)),
            Err(Error::Problem(_)) => Ok(Self(false)),
            Err(error) => Err(error),
        }
    }
}

/// The session cookie's name: with the prefix that binds it to host and https, where there is https.
#[must_use]
pub fn cookie_name(app: &App) -> &'static str {
    if app.config.is_https() { "__Host-tender" } else { "tender" }
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: Col<SessionId>,
    firm_id: Col<FirmId>,
    user_id: Col<UserId>,
    name: String,
    role: Col<Role>,
    last_used_at: i64,
}

async fn by_session(app: &App, token: &str) -> Result<Staff> {
    let now = app.now();
    let row: Option<SessionRow> = sqlx::query_as(
        "SELECT s.id, s.firm_id, s.user_id, u.name, u.role, s.last_used_at
         FROM sessions s JOIN users u ON u.id = s.user_id AND u.firm_id = s.firm_id AND u.removed_at IS NULL
         WHERE s.token_hash = $1 AND s.expires_at > $2",
    )
    .bind(fingerprint(token))
    .bind(now.ms())
    .fetch_optional(app.db.read())
    .await?;
    let row = row.ok_or_else(Error::unauthenticated)?;
    if now.since(Instant::from_ms(row.last_used_at)) > USE_GRAIN {
        let mut tx = app.db.begin().await?;
        sqlx::query("UPDATE sessions SET last_used_at = $1, expires_at = $2 WHERE id = $3 AND firm_id = $4")
            .bind(now.ms())
            .bind(now.plus_ms(SESSION_LIFE).ms())
            .bind(row.id.as_str())
            .bind(row.firm_id.as_str())
            .execute(tx.conn())
            .await?;
        tx.commit().await?;
    }
    let proof = Proof::Session { session: row.id.0, user: row.user_id.0 };
    Ok(Staff { firm: row.firm_id.0, role: row.role.0, name: row.name, proof })
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    id: Col<ApiKeyId>,
    firm_id: Col<FirmId>,
    name: String,
    role: Col<Role>,
    last_used_at: Option<i64>,
}

async fn by_key(app: &App, secret: &str) -> Result<Staff> {
    let now = app.now();
    let row: Option<KeyRow> = sqlx::query_as(
        "SELECT id, firm_id, name, role, last_used_at FROM api_keys WHERE secret_hash = $1 AND revoked_at IS NULL",
    )
    .bind(fingerprint(secret))
    .fetch_optional(app.db.read())
    .await?;
    let row = row.ok_or_else(Error::unauthenticated)?;
    if row.last_used_at.is_none_or(|last| now.since(Instant::from_ms(last)) > USE_GRAIN) {
        let mut tx = app.db.begin().await?;
        sqlx::query("UPDATE api_keys SET last_used_at = $1 WHERE id = $2 AND firm_id = $3")
            .bind(now.ms())
            .bind(row.id.as_str())
            .bind(row.firm_id.as_str())
            .execute(tx.conn())
            .await?;
        tx.commit().await?;
    }
    Ok(Staff { firm: row.firm_id.0, role: row.role.0, name: row.name, proof: Proof::Key(row.id.0) })
}

macro_rules! permits {
    ($($(#[$doc:meta])* $name:ident = $permission:ident;)*) => {$(
        $(#[$doc])*
        pub struct $name(pub Staff);

        impl FromRequestParts<App> for $name {
            type Rejection = Error;
            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
                let staff = Staff::from_request_parts(parts, app).await?;
                staff.require(Permission::$permission)?;
                Ok(Self(staff))
            }
        }
    )*};
}

permits! {
    /// Everyone of the firm.
    CanLook = Look;
    /// Billers and up.
    CanBill = Bill;
    /// Admins and owners.
    CanMoveMoney = MoveMoney;
    /// Admins and owners.
    CanManage = Manage;
    /// Admins and owners.
    CanManageStaff = ManageStaff;
    /// Owners.
    CanAttest = Attest;
    /// Owners.
    CanRelease = Release;
}
