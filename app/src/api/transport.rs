//! One door to data, whichever side of the wire we are on.

use serde::{Serialize, de::DeserializeOwned};

use super::ApiError;

#[cfg(all(feature = "browser", not(feature = "ssr")))]
use super::transport_browser as side;
#[cfg(feature = "ssr")]
use super::transport_server as side;

/// Carries calls to the REST API. Cheap to clone; found in Leptos context.
///
/// Paths begin with `/api/v1/`. All futures may change threads, so a `Resource` can hold them.
#[derive(Clone)]
pub struct Transport(side::Wire);

/// One call, as both sides understand it.
pub(super) struct Call<'a> {
    pub method: &'static str,
    pub path: &'a str,
    pub body: Option<Body>,
    pub idempotency_key: Option<&'a str>,
}

/// What a call carries.
pub(super) struct Body {
    pub content_type: String,
    pub bytes: Vec<u8>,
}

/// What came back.
pub(super) struct Answer {
    pub status: u16,
    pub body: String,
}

impl Transport {
    /// The transport of this side; `None` where neither a browser nor a server is.
    pub(super) fn new(wire: side::Wire) -> Self {
        Self(wire)
    }

    /// Reads a resource.
    ///
    /// # Errors
    /// What the server refused, or that it did not answer.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        self.call("GET", path, None, None).await
    }

    /// Makes a resource. With a key the server does it once, however often it is asked.
    ///
    /// # Errors
    /// What the server refused, or that it did not answer.
    pub async fn post<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
        idempotency_key: Option<&str>,
    ) -> Result<T, ApiError> {
        self.call("POST", path, Some(json(body)?), idempotency_key).await
    }

    /// Changes parts of a resource.
    ///
    /// # Errors
    /// What the server refused, or that it did not answer.
    pub async fn patch<B: Serialize + Sync, T: DeserializeOwned>(&self, path: &str, body: &B) -> Result<T, ApiError> {
        self.call("PATCH", path, Some(json(body)?), None).await
    }

    /// Changes parts of a resource; once for each key.
    ///
    /// # Errors
    /// What the server refused, or that it did not answer.
    pub async fn patch_once<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
        idempotency_key: Option<&str>,
    ) -> Result<T, ApiError> {
        self.call("PATCH", path, Some(json(body)?), idempotency_key).await
    }

    /// Puts a resource in its place.
    ///
    /// # Errors
    /// What the server refused, or that it did not answer.
    pub async fn put<B: Serialize + Sync, T: DeserializeOwned>(&self, path: &str, body: &B) -> Result<T, ApiError> {
        self.call("PUT", path, Some(json(body)?), None).await
    }

    /// Puts a file in its place.
    ///
    /// # Errors
    /// What the server refused, or that it did not answer.
    pub async fn put_bytes<T: DeserializeOwned>(
        &self,
        path: &str,
        content_type: &str,
        bytes: Vec<u8>,
    ) -> Result<T, ApiError> {
        let body = Body { content_type: content_type.to_owned(), bytes };
        self.call("PUT", path, Some(body), None).await
    }

    /// Makes a resource of a file.
    ///
    /// # Errors
    /// What the server refused, or that it did not answer.
    pub async fn post_bytes<T: DeserializeOwned>(
        &self,
        path: &str,
        content_type: &str,
        bytes: Vec<u8>,
    ) -> Result<T, ApiError> {
        let body = Body { content_type: content_type.to_owned(), bytes };
        self.call("POST", path, Some(body), None).await
    }

    /// Takes a resource away. Use `()` as `T` where the server answers nothing.
    ///
    /// # Errors
    /// What the server refused, or that it did not answer.
    pub async fn delete<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        self.call("DELETE", path, None, None).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: &'static str,
        path: &str,
        body: Option<Body>,
        idempotency_key: Option<&str>,
    ) -> Result<T, ApiError> {
        let answer = self.0.send(Call { method, path, body, idempotency_key }).await?;
        answer.read()
    }
}

fn json<B: Serialize>(body: &B) -> Result<Body, ApiError> {
    // Only a type that is no JSON fails here, such as a map whose keys are no texts.
    let bytes = serde_json::to_vec(body).map_err(|_| ApiError::Unexpected { status: 0 })?;
    Ok(Body { content_type: "application/json".to_owned(), bytes })
}

impl Answer {
    fn read<T: DeserializeOwned>(self) -> Result<T, ApiError> {
        let Self { status, body } = self;
        // An answer without content reads as `null`, which is what `()` and `Option` are in JSON.
        let body = if body.is_empty() { "null" } else { &body };
        if (200..300).contains(&status) {
            serde_json::from_str(body).map_err(|_| ApiError::Unexpected { status })
        } else {
            Err(serde_json::from_str(body).map_or(ApiError::Unexpected { status }, ApiError::Problem))
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::Problem;

    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, body: body.to_owned() }
    }

    #[test]
    fn an_answer_is_a_value_a_problem_or_a_surprise() {
        assert_eq!(answer(200, "[1,2]").read::<Vec<u8>>(), Ok(vec![1, 2]));
        assert_eq!(answer(204, "").read::<()>(), Ok(()));
        assert_eq!(answer(200, "<html>").read::<Vec<u8>>(), Err(ApiError::Unexpected { status: 200 }));
        assert_eq!(answer(502, "Bad gateway").read::<()>(), Err(ApiError::Unexpected { status: 502 }));

        let problem = Problem::new(401, "signed-out", "Sign in first");
        let refused = answer(401, &serde_json::to_string(&problem).unwrap()).read::<()>().unwrap_err();
        assert!(refused.is_signed_out());
        assert_eq!(refused.problem(), Some(&problem));
    }
}
