//! Postings, batches of them, and the columns of batches' files.

use domain::{
    api::{
        Page,
        postings::{Batch, FileLayout, Mark, NewBatch, NewMark},
    },
    id::{PostingBatchId, PostingMarkId},
};

use super::{ApiError, Transport};
use crate::params::Params;

/// Says the same of many postings; once for a key.
///
/// # Errors
/// 422 with the wrong fields.
pub async fn mark(transport: &Transport, mark: &NewMark, key: &str) -> Result<Mark, ApiError> {
    transport.post("/api/v1/postings/marks", mark, Some(key)).await
}

/// Takes back what was said.
///
/// # Errors
/// 409 when something else was said since.
pub async fn unmark(transport: &Transport, id: &PostingMarkId) -> Result<(), ApiError> {
    transport.delete(&format!("/api/v1/postings/marks/{id}")).await
}

/// Makes a batch; once for a key.
///
/// # Errors
/// 422 when none of the chosen waits.
pub async fn create_batch(transport: &Transport, batch: &NewBatch, key: &str) -> Result<Batch, ApiError> {
    transport.post("/api/v1/postings/batches", batch, Some(key)).await
}

/// Batches, the newest first. An empty `mode` is the usual one.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn batches(
    transport: &Transport,
    mode: &str,
    limit: u32,
    cursor: Option<&str>,
) -> Result<Page<Batch>, ApiError> {
    let params = Params::new()
        .with("filter[mode]", mode)
        .with("limit", &limit.to_string())
        .with("cursor", cursor.unwrap_or_default());
    transport.get(&params.at("/api/v1/postings/batches")).await
}

/// One batch.
///
/// # Errors
/// 404 for one that is unknown or another firm's.
pub async fn batch(transport: &Transport, id: &PostingBatchId) -> Result<Batch, ApiError> {
    transport.get(&format!("/api/v1/postings/batches/{id}")).await
}

/// Where the file of a batch is.
#[must_use]
pub fn file_path(id: &PostingBatchId) -> String {
    format!("/api/v1/postings/batches/{id}/file")
}

/// The columns of batches' files.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn layout(transport: &Transport) -> Result<FileLayout, ApiError> {
    transport.get("/api/v1/postings/layout").await
}

/// Changes them.
///
/// # Errors
/// 422 with the wrong fields, 403 for who may not.
pub async fn put_layout(transport: &Transport, layout: &FileLayout) -> Result<FileLayout, ApiError> {
    transport.put("/api/v1/postings/layout", layout).await
}
