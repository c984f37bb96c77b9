//! API keys for integrations.

use domain::{
    api::{
        Page,
        keys::{ApiKey, CreatedApiKey, NewApiKey},
    },
    id::ApiKeyId,
};

use super::{ApiError, Transport};

/// All keys, without their secrets.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn list(transport: &Transport) -> Result<Page<ApiKey>, ApiError> {
    transport.get("/api/v1/api_keys").await
}

/// Makes a key. Its secret is in this answer and never again.
///
/// # Errors
/// 422 with the wrong fields.
pub async fn create(transport: &Transport, key: &NewApiKey) -> Result<CreatedApiKey, ApiError> {
    transport.post("/api/v1/api_keys", key, None).await
}

/// Withdraws a key.
///
/// # Errors
/// 404 for a key that was withdrawn before.
pub async fn revoke(transport: &Transport, id: &ApiKeyId) -> Result<(), ApiError> {
    transport.delete(&format!("/api/v1/api_keys/{id}")).await
}
