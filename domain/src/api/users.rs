//! Staff.

use serde::{Deserialize, Serialize};

use crate::{Instant, Role, id::UserId};

/// A member of staff: `GET /api/v1/users`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Whether they are told by mail of each payment.
    pub notify: bool,
    /// Since when.
    pub created_at: Instant,
}

/// `POST /api/v1/users`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewUser {
    /// The name.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// owner, admin, biller or viewer.
    pub role: String,
    /// The first password.
    #[cfg_attr(feature = "openapi", schema(format = "password"))]
    pub password: String,
}

/// `PATCH /api/v1/users/{id}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct EditUser {
    /// Another role.
    pub role: Option<Role>,
    /// Whether they are told by mail of each payment.
    pub notify: Option<bool>,
}

/// `PUT /api/v1/users/{id}/password`: one's own only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPassword {
    /// The password so far.
    #[cfg_attr(feature = "openapi", schema(format = "password"))]
    pub current: String,
    /// The password from now on.
    #[cfg_attr(feature = "openapi", schema(format = "password"))]
    pub new: String,
}

/// `GET` and `PUT /api/v1/users/{id}/digest`: one's own only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DigestSetting {
    /// Whether a mail tells each morning of payments that wait to be linked; nothing is sent when none does.
    pub on: bool,
}
