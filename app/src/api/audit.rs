//! The audit trail.

use domain::api::{Page, audit::TimelineEntry};
use leptos_router::params::ParamsMap;

use super::{ApiError, Transport};

/// One page of what happened in the firm, the newest first.
///
/// # Errors
/// 400 for a cursor of another list.
pub async fn list(transport: &Transport, limit: u32, cursor: Option<&str>) -> Result<Page<TimelineEntry>, ApiError> {
    let mut params = ParamsMap::new();
    params.insert("limit", limit.to_string());
    if let Some(cursor) = cursor {
        params.insert("cursor", cursor.to_owned());
    }
    transport.get(&format!("/api/v1/audit_events{}", params.to_query_string())).await
}
