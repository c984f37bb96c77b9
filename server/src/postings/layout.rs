//! The columns of batches' files, as the firm wants them.

use axum::extract::State;
use domain::{
    Problem,
    api::{audit::EventKind, postings::FileLayout},
    id::FirmId,
};
use sqlx::AnyConnection;

use crate::{
    audit::Event,
    http::{CanLook, CanManage, Json, Result},
    state::App,
};

/// The columns of batches' files.
#[utoipa::path(get, path = "/api/v1/postings/layout", tag = "postings", operation_id = "get_posting_layout",
    responses((status = 200, body = FileLayout)))]
pub(super) async fn get(State(app): State<App>, CanLook(staff): CanLook) -> Result<axum::Json<FileLayout>> {
    let mut conn = app.db.read().acquire().await?;
    load(&mut conn, &staff.firm).await.map(axum::Json)
}

/// Change them. Files of batches that were made before stay as they are.
#[utoipa::path(
    put, path = "/api/v1/postings/layout", tag = "postings", operation_id = "put_posting_layout",
    request_body = FileLayout,
    responses((status = 200, body = FileLayout), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn put(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Json(new): Json<FileLayout>,
) -> Result<axum::Json<FileLayout>> {
    let layout = new.checked()?;
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "INSERT INTO posting_layouts (firm_id, layout) VALUES ($1, $2)
         ON CONFLICT (firm_id) DO UPDATE SET layout = excluded.layout",
    )
    .bind(staff.firm.as_str())
    .bind(serde_json::to_string(&layout).map_err(anyhow::Error::from)?)
    .execute(tx.conn())
    .await?;
    let headings: Vec<&str> = layout.columns.iter().map(|column| column.heading.as_str()).collect();
    let event = Event::new(&staff.firm, EventKind::PostingLayoutChanged, &staff);
    event.detail(format!("{}: {}", layout.format, headings.join(", "))).record(&app, &mut tx).await?;
    tx.commit().await?;
    Ok(axum::Json(layout))
}

/// The firm's columns, or the usual ones.
pub(super) async fn load(conn: &mut AnyConnection, firm: &FirmId) -> Result<FileLayout> {
    let kept: Option<String> = sqlx::query_scalar("SELECT layout FROM posting_layouts WHERE firm_id = $1")
        .bind(firm.as_str())
        .fetch_optional(conn)
        .await?;
    // One of another version that cannot be read any more is none.
    Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
}
