//! The firm's logo: small, a picture and nothing else, kept in the database.

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    Problem,
    api::{audit::EventKind, firm::Firm},
    id::FirmId,
};
use sha2::{Digest as _, Sha256};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{load, picture};
use crate::{
    audit::Event,
    http::{CanManage, Error, Json, Path, Result, extract::too_large_or_broken},
    state::App,
};

/// Bytes of a logo.
const MAX_BYTES: usize = 256 * 1024;
/// A little more is read, so that the refusal can be ours.
const BODY_LIMIT: usize = 300 * 1024;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(put_logo, delete_logo))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .route("/firm-logo/{firm_id}/{hash}", get(show))
}

/// Store the logo: PNG, JPEG or WebP, at most 256 kB.
#[utoipa::path(
    put, path = "/api/v1/firm/logo", tag = "firm",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = Firm), (status = 403, body = Problem),
        (status = 413, body = Problem), (status = 415, body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
async fn put_logo(
    State(app): State<App>,
    CanManage(staff): CanManage,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Firm>> {
    let logo = Logo::new(&body.map_err(|e| too_large_or_broken(&e))?)?;
    store(&app, &staff.firm, Some(logo), Event::new(&staff.firm, EventKind::FirmChanged, &staff).detail("logo"))
        .await?;
    load(&app, &staff.firm).await.map(Json)
}

/// Take the logo away.
#[utoipa::path(
    delete, path = "/api/v1/firm/logo", tag = "firm",
    responses((status = 204), (status = 403, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
async fn delete_logo(State(app): State<App>, CanManage(staff): CanManage) -> Result<StatusCode> {
    let event = Event::new(&staff.firm, EventKind::FirmChanged, &staff).detail("logo removed");
    store(&app, &staff.firm, None, event).await?;
    Ok(StatusCode::NO_CONTENT)
}

struct Logo {
    media_type: &'static str,
    data: String,
    hash: String,
}

impl Logo {
    fn new(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_BYTES {
            return Err(Problem::new(413, "too-large", "Use a picture of at most 256 kB").into());
        }
        let refused = |why: picture::BadPicture| Problem::new(415, "no-picture", why.to_string());
        let media_type = picture::recognise(bytes).map_err(refused)?.media_type;
        Ok(Self { media_type, data: STANDARD.encode(bytes), hash: hex::encode(&Sha256::digest(bytes)[..16]) })
    }
}

async fn store(app: &App, firm: &FirmId, logo: Option<Logo>, event: Event<'_>) -> Result<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query("UPDATE firms SET logo_type = $1, logo_data = $2, logo_hash = $3 WHERE id = $4")
        .bind(logo.as_ref().map(|logo| logo.media_type))
        .bind(logo.as_ref().map(|logo| logo.data.as_str()))
        .bind(logo.as_ref().map(|logo| logo.hash.as_str()))
        .bind(firm.as_str())
        .execute(tx.conn())
        .await?;
    event.record(app, &mut tx).await?;
    Ok(tx.commit().await?)
}

/// The picture. Its address changes with it, so whoever has it need not ask again; mail programs
/// show it, too.
async fn show(State(app): State<App>, Path((firm, hash)): Path<(FirmId, String)>) -> Result<Response> {
    let row: Option<(String, String)> = sqlx::query_as(
        "SELECT logo_type, logo_data FROM firms WHERE id = $1 AND logo_hash = $2 AND logo_data IS NOT NULL",
    )
    .bind(firm.as_str())
    .bind(hash)
    .fetch_optional(app.db.read())
    .await?;
    let (media_type, data) = row.ok_or_else(|| Error::not_found("logo"))?;
    let bytes = STANDARD.decode(data).map_err(anyhow::Error::from)?;
    Ok((picture_headers(&media_type)?, bytes).into_response())
}

fn picture_headers(media_type: &str) -> Result<HeaderMap> {
    let media_type = HeaderValue::from_str(media_type).map_err(anyhow::Error::from)?;
    let fixed = HeaderValue::from_static;
    Ok(HeaderMap::from_iter([
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, fixed("inline")),
        (header::CACHE_CONTROL, fixed("public, max-age=31536000, immutable")),
        (header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
        (header::CONTENT_SECURITY_POLICY, fixed("default-src 'none'; sandbox")),
        (HeaderName::from_static("cross-origin-resource-policy"), fixed("cross-origin")),
    ]))
}
