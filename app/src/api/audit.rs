//! The audit trail.

use domain::api::{Page, audit::TimelineEntry};

use super::{ApiError, Transport};
use crate::params::Params;

/// One page of what happened in the firm, the newest first.
///
/// # Errors
/// 400 for a cursor of another list.
pub async fn list(transport: &Transport, limit: u32, cursor: Option<&str>) -> Result<Page<TimelineEntry>, ApiError> {
    let params = Params::new().with("limit", &limit.to_string()).with("cursor", cursor.unwrap_or_default());
    transport.get(&params.at("/api/v1/audit_events")).await
}
