//! Extractors whose refusals are problems.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::BytesRejection},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use domain::Problem;
use serde::{Serialize, de::DeserializeOwned};

use super::Error;

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let bytes = Bytes::from_request(request, state).await.map_err(|e| too_large_or_broken(&e))?;
        parse(&bytes).map(Self)
    }
}

/// Reads JSON, or says at which field it could not.
///
/// # Errors
/// 400 when it is no JSON or not of the wanted shape.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    if bytes.contains(&0) {
        return Err(Problem::new(400, "malformed", "The request contains a NUL byte").into());
    }
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    // An array would be read as a record's fields in their order.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(Problem::new(400, "malformed", "The request must be a JSON object").into());
    }
    serde_json::from_slice(bytes).map_err(|why| {
        Problem::new(400, "malformed", "The request is not the JSON that is expected here")
            .with_detail(why.to_string())
            .into()
    })
}

/// 413, or 400 for a body that broke off.
pub(crate) fn too_large_or_broken(why: &BytesRejection) -> Error {
    if why.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(413, "too-large", "The request is too large").into()
    } else {
        Problem::new(400, "malformed", "The request did not arrive whole").into()
    }
}

/// Path parameters. What cannot be an id is not there.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Self(value)).map_err(|_| Error::not_found("page"))
    }
}

/// The query string.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        query.map(|axum::extract::Query(value)| Self(value)).map_err(|why| {
            Problem::new(400, "bad-query", "The address has a parameter that cannot be read")
                .with_detail(why.body_text())
                .into()
        })
    }
}
