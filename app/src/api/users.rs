//! Staff.

use domain::{
    api::{
        Page,
        users::{DigestSetting, EditUser, NewPassword, NewUser, User},
    },
    id::UserId,
};

use super::{ApiError, Transport};

/// Everyone who may sign in to the firm.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn list(transport: &Transport) -> Result<Page<User>, ApiError> {
    transport.get("/api/v1/users").await
}

/// Adds someone.
///
/// # Errors
/// 422 with the wrong fields, also for an address that is taken.
pub async fn create(transport: &Transport, user: &NewUser) -> Result<User, ApiError> {
    transport.post("/api/v1/users", user, None).await
}

/// Changes what is given.
///
/// # Errors
/// 409 if the firm would be left without an owner.
pub async fn edit(transport: &Transport, id: &UserId, edit: &EditUser) -> Result<User, ApiError> {
    transport.patch(&format!("/api/v1/users/{id}"), edit).await
}

/// Takes someone's access away.
///
/// # Errors
/// 409 if the firm would be left without an owner.
pub async fn remove(transport: &Transport, id: &UserId) -> Result<(), ApiError> {
    transport.delete(&format!("/api/v1/users/{id}")).await
}

/// Changes one's own password, and signs one out everywhere else.
///
/// # Errors
/// 422 with the wrong fields, 429 after too many wrong passwords.
pub async fn change_password(transport: &Transport, id: &UserId, passwords: &NewPassword) -> Result<(), ApiError> {
    transport.put(&format!("/api/v1/users/{id}/password"), passwords).await
}

/// Whether one gets the daily digest.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn digest(transport: &Transport, id: &UserId) -> Result<DigestSetting, ApiError> {
    transport.get(&format!("/api/v1/users/{id}/digest")).await
}

/// Turns it on or off.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn set_digest(transport: &Transport, id: &UserId, setting: DigestSetting) -> Result<(), ApiError> {
    transport.put(&format!("/api/v1/users/{id}/digest"), &setting).await
}
