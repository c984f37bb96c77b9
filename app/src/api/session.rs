//! Signing in and out, and the first-run set-up.

use domain::{
    api::{
        Page,
        session::{Me, OpenSession, Setup, SetupStatus, SignIn},
    },
    id::SessionId,
};

use super::{ApiError, Transport};

/// Who is signed in.
///
/// # Errors
/// 401 if nobody is.
pub async fn me(transport: &Transport) -> Result<Me, ApiError> {
    transport.get("/api/v1/session").await
}

/// Signs in.
///
/// # Errors
/// 401 for a wrong address or password, 429 after too many tries.
pub async fn sign_in(transport: &Transport, credentials: &SignIn) -> Result<Me, ApiError> {
    transport.post("/api/v1/session", credentials, None).await
}

/// Signs out.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn sign_out(transport: &Transport) -> Result<(), ApiError> {
    transport.delete("/api/v1/session").await
}

/// Whether there is no firm yet.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn setup_status(transport: &Transport) -> Result<SetupStatus, ApiError> {
    transport.get("/api/v1/setup").await
}

/// Makes the first firm and its owner, and signs the owner in.
///
/// # Errors
/// 422 with the wrong fields, 409 once there is a firm.
pub async fn set_up(transport: &Transport, setup: &Setup) -> Result<Me, ApiError> {
    transport.post("/api/v1/setup", setup, None).await
}

/// The browsers in which the user is signed in.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn open_sessions(transport: &Transport) -> Result<Page<OpenSession>, ApiError> {
    transport.get("/api/v1/sessions").await
}

/// Signs one browser out.
///
/// # Errors
/// 404 for a session that has ended.
pub async fn end(transport: &Transport, id: &SessionId) -> Result<(), ApiError> {
    transport.delete(&format!("/api/v1/sessions/{id}")).await
}
