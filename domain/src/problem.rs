//! Errors on the wire: `application/problem+json` (RFC 9457) with one entry per wrong field.

use serde::{Deserialize, Serialize};

/// A refusal that a person or a program can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[error("{title}")]
pub struct Problem {
    /// Stable name of the kind of problem, such as `/problems/invalid`.
    #[serde(rename = "type")]
    pub kind: String,
    /// One sentence for a person.
    pub title: String,
    /// The HTTP status, again.
    pub status: u16,
    /// What to do about it, if there is something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What is wrong with which field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// JSON pointer of the field in the request, such as `/recipient/email`.
    pub pointer: String,
    /// One sentence that says what to do.
    pub detail: String,
}

impl Problem {
    /// A problem of a kind, without fields.
    #[must_use]
    pub fn new(status: u16, kind: &str, title: impl Into<String>) -> Self {
        Self { kind: format!("/problems/{kind}"), title: title.into(), status, detail: None, errors: Vec::new() }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// 422: fields that need another look.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(422, "invalid", "Some fields need another look") }
    }

    /// The sentence for one field, if there is one.
    #[must_use]
    pub fn field(&self, pointer: &str) -> Option<&str> {
        self.errors.iter().find(|e| e.pointer == pointer).map(|e| e.detail.as_str())
    }
}
