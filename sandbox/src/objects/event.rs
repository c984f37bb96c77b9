//! `event`

use serde_json::{Value, json};

use crate::world::API_VERSION;

/// All event types that a webhook endpoint can ask for.
pub(crate) const TYPES: &str = include_str!("event_types.txt");

/// An event that says that something happened.
pub(crate) fn new(id: &str, kind: &str, data: &Value, created: i64, request: &Value) -> Value {
    json!({
        "id": id,
        "object": "event",
        "api_version": API_VERSION,
        "created": created,
        "data": data,
        "livemode": false,
        "pending_webhooks": 0,
        "request": request,
        "type": kind,
    })
}

/// The object as events carry it: a webhook endpoint without its secret.
pub(crate) fn snapshot(object: &Value) -> Value {
    let mut copy = object.clone();
    if let Some(fields) = copy.as_object_mut() {
        fields.remove("secret");
    }
    copy
}

/// True if the endpoint is enabled and listens to this type.
pub(crate) fn is_wanted(event: &Value, endpoint: &Value) -> bool {
    endpoint["status"] == "enabled"
        && endpoint["enabled_events"]
            .as_array()
            .is_some_and(|types| types.iter().any(|kind| kind == "*" || *kind == event["type"]))
}
