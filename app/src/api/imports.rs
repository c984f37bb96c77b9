//! Bulk upload.

use domain::{
    api::{
        Page,
        imports::{
            Import, ImportChange, ImportDetail, ImportLine, MailPreview, NewDispatch, NewImport, NewMapping,
            RowChanges, RowsChanged,
        },
        selections::ExportFormat,
    },
    id::ImportId,
};

use super::{ApiError, Transport};
use crate::params::Params;

/// The firm's imports, the latest first.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn list(transport: &Transport, cursor: Option<&str>) -> Result<Page<Import>, ApiError> {
    let params = Params::new().with("limit", "25").with("cursor", cursor.unwrap_or_default());
    transport.get(&params.at("/api/v1/imports")).await
}

/// One import.
///
/// # Errors
/// 404 for one that is unknown or another firm's.
pub async fn get(transport: &Transport, id: &ImportId) -> Result<ImportDetail, ApiError> {
    transport.get(&format!("/api/v1/imports/{id}")).await
}

/// Makes an import without a file; once for each key.
///
/// # Errors
/// 422 with the wrong fields.
pub async fn create(
    transport: &Transport,
    import: &NewImport,
    idempotency_key: &str,
) -> Result<ImportDetail, ApiError> {
    transport.post("/api/v1/imports", import, Some(idempotency_key)).await
}

/// Where a file is sent to.
#[must_use]
pub fn file_path(name: &str, account: &str) -> String {
    Params::new().with("name", name).with("account_id", account).at("/api/v1/imports/files")
}

/// Chooses account or delivery.
///
/// # Errors
/// 422 with the wrong fields, 409 for an account that can't be changed any more.
pub async fn change(transport: &Transport, id: &ImportId, change: &ImportChange) -> Result<ImportDetail, ApiError> {
    transport.patch(&format!("/api/v1/imports/{id}"), change).await
}

/// Forgets a draft.
///
/// # Errors
/// 409 for one of which links were made.
pub async fn remove(transport: &Transport, id: &ImportId) -> Result<(), ApiError> {
    transport.delete(&format!("/api/v1/imports/{id}")).await
}

/// Says what the columns mean.
///
/// # Errors
/// 422 for a meaning that two columns have.
pub async fn map(transport: &Transport, id: &ImportId, mapping: &NewMapping) -> Result<ImportDetail, ApiError> {
    transport.put(&format!("/api/v1/imports/{id}/mapping"), mapping).await
}

/// Some rows; `states` are words of `RowState` with commas, empty for all.
///
/// # Errors
/// 404 for an import that is unknown or another firm's.
pub async fn lines(
    transport: &Transport,
    id: &ImportId,
    states: &str,
    cursor: Option<&str>,
) -> Result<Page<ImportLine>, ApiError> {
    let params =
        Params::new().with("filter[state]", states).with("limit", "100").with("cursor", cursor.unwrap_or_default());
    transport.get(&params.at(&format!("/api/v1/imports/{id}/rows"))).await
}

/// Writes, adds, removes and restores rows: all of it, or nothing; with a key once, however often it is asked.
///
/// # Errors
/// 409 for a row that has its link, 422 for too many rows.
pub async fn edit(
    transport: &Transport,
    id: &ImportId,
    changes: &RowChanges,
    idempotency_key: Option<&str>,
) -> Result<RowsChanged, ApiError> {
    transport.patch_once(&format!("/api/v1/imports/{id}/rows"), changes, idempotency_key).await
}

/// The mail that a row would send.
///
/// # Errors
/// 422 for a row that can't be mailed as it is.
pub async fn mail(transport: &Transport, id: &ImportId, number: u32) -> Result<MailPreview, ApiError> {
    transport.get(&format!("/api/v1/imports/{id}/rows/{number}/mail")).await
}

/// Makes the links, and mails them if that was chosen; once for each key.
///
/// # Errors
/// 422 for rows with errors, 409 where nothing can be sent now.
pub async fn dispatch(
    transport: &Transport,
    id: &ImportId,
    dispatch: &NewDispatch,
    idempotency_key: &str,
) -> Result<ImportDetail, ApiError> {
    transport.post(&format!("/api/v1/imports/{id}/dispatch"), dispatch, Some(idempotency_key)).await
}

/// Stops the sending: links that are made stay.
///
/// # Errors
/// 409 for one that is not being sent.
pub async fn stop(transport: &Transport, id: &ImportId) -> Result<ImportDetail, ApiError> {
    transport.post(&format!("/api/v1/imports/{id}/stoppage"), &serde_json::json!({}), None).await
}

/// Where the template is.
#[must_use]
pub fn template_path(format: ExportFormat, account: &str) -> String {
    Params::new().with("format", format.as_str()).with("account_id", account).at("/api/v1/imports/template")
}

/// Where the file is with its links.
#[must_use]
pub fn results_path(id: &ImportId, format: ExportFormat) -> String {
    Params::new().with("format", format.as_str()).at(&format!("/api/v1/imports/{id}/results"))
}
