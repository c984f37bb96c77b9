//! Signing in and out, and the first-run set-up.

use serde::{Deserialize, Serialize};

use super::firm::Firm;
use crate::{
    Instant, Role,
    id::{SessionId, UserId},
};

/// `POST /api/v1/session`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// The user's address.
    pub email: String,
    /// The password.
    #[cfg_attr(feature = "openapi", schema(format = "password"))]
    pub password: String,
}

/// Who is signed in: `GET /api/v1/session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The user.
    pub user_id: UserId,
    /// The user's name.
    pub name: String,
    /// The user's address.
    pub email: String,
    /// What the user may do.
    pub role: Role,
    /// The user's firm.
    pub firm: Firm,
}

/// A browser that is signed in: `GET /api/v1/sessions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSession {
    /// The id.
    pub id: SessionId,
    /// Browser and system, as the browser says.
    pub device: String,
    /// When it signed in.
    pub created_at: Instant,
    /// When it was last used, to about five minutes.
    pub last_used_at: Instant,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// What a browser finds that does not know who it is: `GET /api/v1/setup`. Never a refusal, so that
/// opening the dashboard is no error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupStatus {
    /// Whether the set-up page is open: there is no firm yet.
    pub needed: bool,
    /// Whether the caller is signed in.
    pub signed_in: bool,
}

/// The first firm and its owner: `POST /api/v1/setup`. Possible once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Setup {
    /// The firm's name.
    pub firm_name: String,
    /// The firm's time zone, such as `America/New_York`.
    pub time_zone: String,
    /// The firm's currency.
    pub currency: String,
    /// The owner's name.
    pub name: String,
    /// The owner's address.
    pub email: String,
    /// The owner's password.
    #[cfg_attr(feature = "openapi", schema(format = "password"))]
    pub password: String,
    /// The one-time code that the server printed at its start.
    pub code: String,
}
