//! The one public error type. What is internal is logged, never shown.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{Problem, link::Refusal};

/// What a handler answers when it does not answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something the caller can act on.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// Something only we can act on.
    #[error("{0:#}")]
    Internal(#[from] anyhow::Error),
}

/// What handlers return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// 404: not there, or another firm's, which is the same.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Problem::new(404, "not-found", format!("There is no such {what}")).into()
    }

    /// 401: nobody is signed in.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Problem::new(401, "unauthenticated", "Sign in, or send an API key as a bearer token").into()
    }

    /// 403: the role does not allow it.
    #[must_use]
    pub fn forbidden() -> Self {
        Problem::new(403, "forbidden", "Your role does not allow this")
            .with_detail("Ask an owner or an admin of your firm")
            .into()
    }

    /// 409: the thing is in another state.
    #[must_use]
    pub fn conflict(kind: &str, why: impl Into<String>) -> Self {
        Problem::new(409, kind, why).into()
    }

    /// 503: someone else changed the same things in between, and the next try sees that.
    #[must_use]
    pub fn busy() -> Self {
        Problem::new(503, "busy", "Someone else changed the same things at the same moment")
            .with_detail("Nothing was done. Try again.")
            .into()
    }

    /// 422: one field needs another look.
    #[must_use]
    pub fn field(pointer: &str, why: impl Into<String>) -> Self {
        Problem::invalid(vec![domain::FieldError { pointer: pointer.to_owned(), detail: why.into() }]).into()
    }
}

impl From<Refusal> for Error {
    fn from(why: Refusal) -> Self {
        let kind = match why {
            Refusal::Paid => "already-paid",
            Refusal::Replaced => "replaced",
            Refusal::Processing => "processing",
            Refusal::Cancelled => "cancelled",
            Refusal::Expired => "expired",
        };
        Self::conflict(kind, why.to_string())
    }
}

/// Two requests waited for each other, and the database ended one of them: nothing of it happened.
fn gave_way(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    // PostgreSQL's words for a deadlock and for a serialization failure.
    code.is_some_and(|code| matches!(code.as_ref(), "40P01" | "40001"))
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if gave_way(&error) {
            return Self::busy();
        }
        // A NUL byte cannot be stored; nothing else a caller sends makes the database refuse.
        Self::Internal(anyhow::Error::new(error).context("database"))
    }
}

impl From<crate::crypto::CannotOpen> for Error {
    fn from(error: crate::crypto::CannotOpen) -> Self {
        Self::Internal(error.into())
    }
}

impl Error {
    /// The problem to show; what is internal is logged here.
    #[must_use]
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            Self::Internal(error) => {
                tracing::error!(error = format!("{error:#}"), "request failed");
                Problem::new(500, "internal", "Something went wrong here")
                    .with_detail("It is not your fault. Try again in a moment; if it stays, tell your administrator.")
            }
        }
    }
}

/// A problem as a response.
#[must_use]
pub fn respond(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, axum::Json(problem)).into_response();
    let json = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        respond(&self.into_problem())
    }
}
