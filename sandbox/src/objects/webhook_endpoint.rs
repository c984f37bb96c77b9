//! `webhook_endpoint`

use serde_json::{Map, Value, json};

/// An endpoint that is enabled.
pub(crate) fn new(
    id: &str,
    url: &str,
    enabled_events: &[&str],
    api_version: Option<&str>,
    description: Option<&str>,
    metadata: &Map<String, Value>,
    created: i64,
) -> Value {
    json!({
        "id": id,
        "object": "webhook_endpoint",
        "api_version": api_version,
        "application": null,
        "created": created,
        "description": description,
        "enabled_events": enabled_events,
        "livemode": false,
        "metadata": metadata,
        "status": "enabled",
        "url": url,
    })
}
