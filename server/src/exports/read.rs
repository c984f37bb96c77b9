//! How far a file is, the file itself, and doing without it.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::{
    Problem,
    api::selections::{Export, ExportFormat, ExportState},
    id::ExportId,
};

use super::{chunks, row::Stored};
use crate::{
    http::{CanLook, Error, Json, Path, Result},
    state::App,
};

/// How far a file is. Only who asked for it, and admins, see it; a day later it is gone.
#[utoipa::path(
    get, path = "/api/v1/exports/{id}", tag = "exports", operation_id = "get_export", params(("id" = ExportId, Path)),
    responses((status = 200, body = Export), (status = 403, body = Problem), (status = 404, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn get(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<ExportId>,
) -> Result<Json<Export>> {
    let mut conn = app.db.read().acquire().await?;
    Ok(Json(Stored::find(&mut conn, &staff, &id, app.now()).await?.into()))
}

/// The file.
#[utoipa::path(
    get, path = "/api/v1/exports/{id}/file", tag = "exports", operation_id = "get_export_file",
    params(("id" = ExportId, Path)),
    responses(
        (status = 200, content_type = "application/octet-stream"), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, description = "It is not ready", body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn file(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<ExportId>,
) -> Result<Response> {
    let mut conn = app.db.read().acquire().await?;
    let export = Stored::find(&mut conn, &staff, &id, app.now()).await?;
    drop(conn);
    let (ExportState::Done, Some(size), Some(attempt)) = (export.state.0, export.size, export.attempt) else {
        return Err(Error::conflict("not-ready", "This file is not ready"));
    };
    let kind = match export.format.0 {
        ExportFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ExportFormat::Csv => "text/csv; charset=utf-8",
    };
    let headers: [(HeaderName, String); 4] = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_LENGTH, size.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", export.file_name)),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    let body = Body::from_stream(chunks::read(app, staff.firm, id, attempt));
    Ok((headers, body).into_response())
}

/// Do without a file. One that is being written is given up.
#[utoipa::path(
    delete, path = "/api/v1/exports/{id}", tag = "exports", operation_id = "delete_export",
    params(("id" = ExportId, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn remove(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<ExportId>,
) -> Result<StatusCode> {
    let mut tx = app.db.begin().await?;
    Stored::find(tx.conn(), &staff, &id, app.now()).await?;
    sqlx::query("DELETE FROM exports WHERE firm_id = $1 AND id = $2")
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
