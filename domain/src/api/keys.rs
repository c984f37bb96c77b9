//! API keys for integrations.

use serde::{Deserialize, Serialize};

use crate::{Instant, Role, id::ApiKeyId};

/// A key, without its secret: `GET /api/v1/api_keys`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKey {
    /// The id.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// How the key begins, to recognise it.
    pub hint: String,
    /// Since when.
    pub created_at: Instant,
    /// When it was last used, to about five minutes.
    pub last_used_at: Option<Instant>,
}

/// `POST /api/v1/api_keys`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewApiKey {
    /// What it is for.
    pub name: String,
    /// admin, biller or viewer.
    pub role: String,
}

/// The answer to making a key: the only time the secret is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedApiKey {
    /// The key's facts.
    #[serde(flatten)]
    pub key: ApiKey,
    /// What to send as `Authorization: Bearer …`.
    pub secret: String,
}
