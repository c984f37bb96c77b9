//! `Idempotency-Key`: a request that is sent again is answered again, and done once. Each POST takes one, and other
//! requests that add something.
//!
//! The answer is stored in the transaction that does the work, so there is no moment at which the
//! work is done and its answer lost. A handler takes its body as [`Once`] and claims its key first:
//!
//! ```ignore
//! async fn create(State(app): State<App>, CanBill(staff): CanBill, Once(new, mut ticket): Once<NewLink>) -> Result<Response> {
//!     let mut tx = app.db.begin().await?;
//!     if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
//!         return Ok(answer);
//!     }
//!     let link = …;
//!     let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &link).await?;
//!     tx.commit().await?;
//!     Ok(answer)
//! }
//! ```
//!
//! Whoever comes with the same key while the first is at work waits for its transaction. A refusal
//! is not stored: it rolled back, and the next try is a first one. Call the gateway before
//! `redeem` (and ask [`Ticket::replayed`] first), or from a job: never between it and the commit.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::{Problem, time::DAY};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::AnyConnection;

use super::{Error, Result, Staff, extract};
use crate::{crypto::fingerprint, db::Tx, state::App};

/// How long an answer is kept.
const KEPT: i64 = DAY;
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// What answers are sealed for.
const PURPOSE: &str = "idempotent answer";

/// A JSON body that is to be acted on once, and the ticket that sees to it.
pub struct Once<T>(pub T, pub Ticket);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Once<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let key = key(request.headers())?;
        let place = format!("{} {}", request.method(), request.uri().path());
        let bytes = Bytes::from_request(request, state).await.map_err(|e| extract::too_large_or_broken(&e))?;
        let body = extract::parse(&bytes)?;
        let ticket = match key {
            Some(key) => Ticket(Some(Claim { request: digest(&place, &bytes), key, firm: None })),
            None => Ticket(None),
        };
        Ok(Self(body, ticket))
    }
}

/// The right to do something once; worth nothing if the caller sent no key.
pub struct Ticket(Option<Claim>);

struct Claim {
    key: String,
    request: String,
    /// Set once the key is claimed.
    firm: Option<String>,
}

#[derive(sqlx::FromRow)]
struct StoredRow {
    request_hash: String,
    status: Option<i64>,
    answer_sealed: Option<String>,
    created_at: i64,
}

impl Ticket {
    /// For a body that is no JSON. `body` is its digest, and `place` where it was sent to.
    ///
    /// # Errors
    /// 400 when the key is none.
    pub fn of(headers: &HeaderMap, place: &str, body: &[u8]) -> Result<Self> {
        Ok(Self(key(headers)?.map(|key| Claim { request: digest(place, body), key, firm: None })))
    }

    /// Refuses a request without a key: where money moves, a caller who hears no answer must be able to ask again.
    ///
    /// # Errors
    /// 400.
    pub fn must_have_key(&self) -> Result<()> {
        match self.0 {
            Some(_) => Ok(()),
            None => Err(Problem::new(400, "no-idempotency-key", "Send an Idempotency-Key with this request")
                .with_detail("With it you can repeat the request if you hear no answer, and the money moves once.")
                .into()),
        }
    }

    /// Claims the key, or finds the answer that was given before. Call it first in the transaction.
    ///
    /// # Errors
    /// 422 when the key was used for another request.
    pub async fn redeem(&mut self, app: &App, tx: &mut Tx, staff: &Staff) -> Result<Option<Response>> {
        let Some(claim) = &mut self.0 else { return Ok(None) };
        claim.request = digest(staff.id(), claim.request.as_bytes());
        forget_old(app, tx).await?;
        if claim.insert(app, tx, staff).await? {
            claim.firm = Some(staff.firm.to_string());
            return Ok(None);
        }
        let row = claim.stored(tx.conn(), staff).await?.ok_or_else(in_flight)?;
        if row.request_hash != claim.request {
            return Err(mismatch());
        }
        replay(app, row).map(Some)
    }

    /// The answer that was given before, if there is one: for a handler that does something outside, or something that
    /// a repetition must not do, before its transaction.
    ///
    /// # Errors
    /// 422 when the key was used for another request.
    pub async fn replayed(&self, app: &App, staff: &Staff) -> Result<Option<Response>> {
        let Some(claim) = &self.0 else { return Ok(None) };
        let mut conn = app.db.read().acquire().await?;
        match claim.stored(&mut conn, staff).await? {
            Some(row) if row.created_at < app.now().plus_ms(-KEPT).ms() => Ok(None),
            Some(row) if row.request_hash != digest(staff.id(), claim.request.as_bytes()) => Err(mismatch()),
            Some(row) => replay(app, row).map(Some),
            None => Ok(None),
        }
    }

    /// Keeps the answer and makes the response of it. Call it last before the commit.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn store<T: Serialize>(self, app: &App, tx: &mut Tx, status: StatusCode, answer: &T) -> Result<Response> {
        if let Some(Claim { key, firm: Some(firm), .. }) = self.0 {
            let text = serde_json::to_string(answer).map_err(anyhow::Error::from)?;
            let sealed = app.keyring().seal(&app.chance, PURPOSE, &SecretString::from(text))?;
            sqlx::query("UPDATE idempotency_keys SET status = $1, answer_sealed = $2 WHERE firm_id = $3 AND key = $4")
                .bind(i64::from(status.as_u16()))
                .bind(sealed)
                .bind(firm)
                .bind(key)
                .execute(tx.conn())
                .await?;
        }
        Ok((status, Json(answer)).into_response())
    }
}

impl Claim {
    /// Whether the key is ours now. Waits while someone else's transaction holds it.
    async fn insert(&self, app: &App, tx: &mut Tx, staff: &Staff) -> Result<bool> {
        let done = sqlx::query(
            "INSERT INTO idempotency_keys (firm_id, key, request_hash, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (firm_id, key) DO NOTHING",
        )
        .bind(staff.firm.as_str())
        .bind(self.key.as_str())
        .bind(self.request.as_str())
        .bind(app.now().ms())
        .execute(tx.conn())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn stored(&self, conn: &mut AnyConnection, staff: &Staff) -> Result<Option<StoredRow>> {
        let row = sqlx::query_as(
            "SELECT request_hash, status, answer_sealed, created_at FROM idempotency_keys
             WHERE firm_id = $1 AND key = $2",
        )
        .bind(staff.firm.as_str())
        .bind(self.key.as_str())
        .fetch_optional(conn)
        .await?;
        Ok(row)
    }
}

async fn forget_old(app: &App, tx: &mut Tx) -> Result<()> {
    sqlx::query("DELETE FROM idempotency_keys WHERE created_at < $1")
        .bind(app.now().plus_ms(-KEPT).ms())
        .execute(tx.conn())
        .await?;
    Ok(())
}

fn replay(app: &App, row: StoredRow) -> Result<Response> {
    let (Some(status), Some(sealed)) = (row.status, row.answer_sealed) else { return Err(in_flight()) };
    let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let body = app.keyring().open(PURPOSE, &sealed)?.expose_secret().to_owned();
    let mut response = (status.unwrap_or(StatusCode::OK), body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

/// The key that the caller sent: 1 to 255 visible characters.
fn key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(value) = headers.get(KEY) else { return Ok(None) };
    let text = value.to_str().ok().filter(|text| (1..=255).contains(&text.len()));
    text.map(|text| Some(text.to_owned())).ok_or_else(|| {
        Problem::new(400, "bad-idempotency-key", "The Idempotency-Key must have 1 to 255 plain characters").into()
    })
}

/// What must be the same for a request to be the same.
fn digest(place: &str, body: &[u8]) -> String {
    fingerprint(&format!("{place}\n{}", hex::encode(body)))
}

fn mismatch() -> Error {
    Problem::new(422, "idempotency-mismatch", "This Idempotency-Key was used for another request")
        .with_detail("Send a new key with each new request, and the same one only when you repeat a request unchanged.")
        .into()
}

fn in_flight() -> Error {
    Error::conflict("in-flight", "A request with this Idempotency-Key is still at work")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &'static [u8]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(KEY, HeaderValue::from_bytes(value).unwrap());
        headers
    }

    #[test]
    fn a_key_is_short_and_plain() {
        assert_eq!(key(&HeaderMap::new()).unwrap(), None);
        assert_eq!(key(&headers(b"order 7")).unwrap().as_deref(), Some("order 7"));
        assert!(key(&headers(b"")).is_err());
        assert!(key(&headers(&[b'x'; 256])).is_err());
        assert!(key(&headers(&[0xff])).is_err());
    }

    #[test]
    fn another_place_caller_or_body_is_another_request() {
        let first = digest("POST /api/v1/links", b"{}");
        assert_eq!(first, digest("POST /api/v1/links", b"{}"));
        assert_ne!(first, digest("POST /api/v1/links", b"{ }"));
        assert_ne!(first, digest("POST /api/v1/links/lnk_1/deliveries", b"{}"));
        assert_ne!(digest("usr_1", first.as_bytes()), digest("usr_2", first.as_bytes()));
    }
}
