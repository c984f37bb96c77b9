//! Files of a table.

use domain::{
    api::selections::{Export, NewExport},
    id::ExportId,
};

use super::{ApiError, Transport};

/// Begins to write a file; once for each key.
///
/// # Errors
/// 422 for columns or filters that the table does not know.
pub async fn start(transport: &Transport, export: &NewExport, idempotency_key: &str) -> Result<Export, ApiError> {
    transport.post("/api/v1/exports", export, Some(idempotency_key)).await
}

/// How far a file is.
///
/// # Errors
/// 404 for one that is unknown, another firm's, or older than a day.
pub async fn get(transport: &Transport, id: &ExportId) -> Result<Export, ApiError> {
    transport.get(&format!("/api/v1/exports/{id}")).await
}

/// Where a file is that has been written.
#[must_use]
pub fn file_path(id: &ExportId) -> String {
    format!("/api/v1/exports/{id}/file")
}
