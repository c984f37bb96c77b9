//! What is done to many links at once.

use domain::{
    api::{
        Page,
        selections::{Action, ActionPreview, ActionRow, NewAction},
    },
    id::ActionId,
};

use super::{ApiError, Transport};
use crate::params::Params;

/// What an action would do.
///
/// # Errors
/// 422 for too many rows, or an end that is no time.
pub async fn preview(transport: &Transport, action: &NewAction) -> Result<ActionPreview, ApiError> {
    transport.post("/api/v1/actions/preview", action, None).await
}

/// Begins an action; once for each key.
///
/// # Errors
/// 422 for too many rows, or an end that is no time.
pub async fn start(transport: &Transport, action: &NewAction, idempotency_key: &str) -> Result<Action, ApiError> {
    transport.post("/api/v1/actions", action, Some(idempotency_key)).await
}

/// How far an action is.
///
/// # Errors
/// 404 for one that is unknown or another firm's.
pub async fn get(transport: &Transport, id: &ActionId) -> Result<Action, ApiError> {
    transport.get(&format!("/api/v1/actions/{id}")).await
}

/// The firm's latest actions.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn latest(transport: &Transport) -> Result<Page<Action>, ApiError> {
    transport.get("/api/v1/actions?limit=5").await
}

/// What became of each row; `done` asks only for those that were changed, or were not.
///
/// # Errors
/// 404 for an action that is unknown or another firm's.
pub async fn rows(
    transport: &Transport,
    id: &ActionId,
    done: Option<bool>,
    cursor: Option<&str>,
) -> Result<Page<ActionRow>, ApiError> {
    let done = done.map(|done| done.to_string());
    let params = Params::new()
        .with("filter[done]", done.as_deref().unwrap_or_default())
        .with("cursor", cursor.unwrap_or_default());
    transport.get(&params.at(&format!("/api/v1/actions/{id}/rows"))).await
}

/// Stops an action that runs: what it did so far stays.
///
/// # Errors
/// 409 for one that does not run any more.
pub async fn stop(transport: &Transport, id: &ActionId) -> Result<Action, ApiError> {
    transport.post(&format!("/api/v1/actions/{id}/stoppage"), &serde_json::json!({}), None).await
}

/// Takes back what an action did, where that is possible. It runs until everything is back.
///
/// # Errors
/// 409 for one that can't be taken back, with the reason.
pub async fn take_back(transport: &Transport, id: &ActionId) -> Result<Action, ApiError> {
    transport.delete(&format!("/api/v1/actions/{id}")).await
}
