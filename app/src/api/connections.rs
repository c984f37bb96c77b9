//! Gateway connections.

use domain::{
    api::{
        Page,
        connections::{Connection, EditConnection, NewConnection, WebhookSecret},
    },
    id::ConnectionId,
};
use serde::de::IgnoredAny;

use super::{ApiError, Transport};

/// All connections of the firm.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn list(transport: &Transport) -> Result<Page<Connection>, ApiError> {
    transport.get("/api/v1/connections").await
}

/// Connects a gateway. The server tries the keys by a real call.
///
/// # Errors
/// 422 with the wrong fields, also for keys that the gateway refuses.
pub async fn create(transport: &Transport, connection: &NewConnection) -> Result<Connection, ApiError> {
    transport.post("/api/v1/connections", connection, None).await
}

/// Changes what is given.
///
/// # Errors
/// 422 with the wrong fields, also for keys of another gateway account.
pub async fn edit(transport: &Transport, id: &ConnectionId, edit: &EditConnection) -> Result<Connection, ApiError> {
    transport.patch(&format!("/api/v1/connections/{id}"), edit).await
}

/// Makes the webhook endpoint at the gateway and stores its signing secret.
///
/// # Errors
/// What the gateway or the server refused, with what to do instead.
pub async fn create_webhook(transport: &Transport, id: &ConnectionId) -> Result<(), ApiError> {
    let path = format!("/api/v1/connections/{id}/webhook_endpoint");
    transport.post::<_, IgnoredAny>(&path, &serde_json::json!({}), None).await.map(|_| ())
}

/// Stores the signing secret of an endpoint that was made by hand.
///
/// # Errors
/// 422 for a text that is no signing secret.
pub async fn put_webhook_secret(
    transport: &Transport,
    id: &ConnectionId,
    secret: &WebhookSecret,
) -> Result<(), ApiError> {
    let path = format!("/api/v1/connections/{id}/webhook_secret");
    transport.put::<_, IgnoredAny>(&path, secret).await.map(|_| ())
}

/// Asks the gateway now for everything that is not final.
///
/// # Errors
/// What the gateway or the server refused.
pub async fn sweep(transport: &Transport, id: &ConnectionId) -> Result<(), ApiError> {
    let path = format!("/api/v1/connections/{id}/sweep");
    transport.post::<_, IgnoredAny>(&path, &serde_json::json!({}), None).await.map(|_| ())
}
