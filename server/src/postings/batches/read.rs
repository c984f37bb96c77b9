//! Batches that there are, and their files.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    Instant, Mode, Problem,
    api::{
        Page,
        postings::{Batch, BatchStanding},
        selections::ExportFormat,
    },
    id::{FirmId, PostingBatchId, PostingMarkId},
    posting::PostingStatus,
};
use serde::Deserialize;
use sqlx::AnyConnection;

use crate::{
    db::Col,
    http::{
        CanLook, Error, Path, Query, Result,
        page::{Paging, page},
    },
    state::App,
    table::usual_mode,
};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// `test` or `live`; as the firm's other lists if absent.
    #[serde(rename = "filter[mode]")]
    #[param(rename = "filter[mode]")]
    mode: Option<Mode>,
    limit: Option<u32>,
    cursor: Option<String>,
}

#[derive(sqlx::FromRow)]
struct BatchRow {
    id: Col<PostingBatchId>,
    number: i64,
    file_name: String,
    size: i64,
    postings: i64,
    totals: String,
    mark_id: Col<PostingMarkId>,
    created_at: i64,
    created_by: String,
    withdrawn_at: Option<i64>,
    mode: Col<Mode>,
}

macro_rules! batches {
    ($which:literal) => {
        concat!(
            "SELECT id, number, file_name, size, postings, totals, mark_id, created_at, created_by, withdrawn_at, mode
             FROM posting_batches WHERE firm_id = $1 AND ",
            $which
        )
    };
}

/// The firm's batches, the newest first.
#[utoipa::path(get, path = "/api/v1/postings/batches", tag = "postings", operation_id = "list_posting_batches",
    params(Filter), responses((status = 200, body = Page<Batch>), (status = 400, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Query(filter): Query<Filter>,
) -> Result<axum::Json<Page<Batch>>> {
    let paging = Paging { limit: filter.limit, cursor: filter.cursor };
    let limit = paging.limit()?;
    let before: i64 = paging.cursor()?.unwrap_or(i64::MAX);
    let mode = match filter.mode {
        Some(mode) => mode,
        None => usual_mode(&app, &staff.firm).await?,
    };
    let mut conn = app.db.read().acquire().await?;
    let rows: Vec<BatchRow> = sqlx::query_as(batches!("mode = $2 AND number < $3 ORDER BY number DESC LIMIT $4"))
        .bind(staff.firm.as_str())
        .bind(mode.as_str())
        .bind(before)
        .bind(limit + 1)
        .fetch_all(&mut *conn)
        .await?;
    let Page { data: rows, next_cursor } = page(rows, limit, |row| row.number, Ok)?;
    let mut data = Vec::with_capacity(rows.len());
    for row in rows {
        data.push(show_row(&mut conn, &staff.firm, row).await?);
    }
    Ok(axum::Json(Page { data, next_cursor }))
}

/// One batch.
#[utoipa::path(get, path = "/api/v1/postings/batches/{id}", tag = "postings", operation_id = "get_posting_batch",
    params(("id" = PostingBatchId, Path)), responses((status = 200, body = Batch), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<PostingBatchId>,
) -> Result<axum::Json<Batch>> {
    let mut conn = app.db.read().acquire().await?;
    find(&mut conn, &staff.firm, &id).await.map(axum::Json)
}

/// A batch of the firm.
pub(super) async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &PostingBatchId) -> Result<Batch> {
    let row: Option<BatchRow> =
        sqlx::query_as(batches!("id = $2")).bind(firm.as_str()).bind(id.as_str()).fetch_optional(&mut *conn).await?;
    show_row(conn, firm, row.ok_or_else(|| Error::not_found("batch"))?).await
}

async fn show_row(conn: &mut AnyConnection, firm: &FirmId, row: BatchRow) -> Result<Batch> {
    let standing: Vec<(Col<PostingStatus>, i64)> = sqlx::query_as(
        "SELECT status, CAST(COUNT(*) AS BIGINT) FROM postings WHERE firm_id = $1 AND mode = $2 AND batch_id = $3
         GROUP BY status ORDER BY status",
    )
    .bind(firm.as_str())
    .bind(row.mode.as_str())
    .bind(row.id.as_str())
    .fetch_all(conn)
    .await?;
    Ok(Batch {
        id: row.id.0,
        number: row.number,
        file_name: row.file_name,
        size: row.size,
        postings: row.postings,
        totals: serde_json::from_str(&row.totals).map_err(anyhow::Error::from)?,
        standing: standing.into_iter().map(|(status, count)| BatchStanding { status: status.0, count }).collect(),
        mark_id: row.mark_id.0,
        created_at: Instant::from_ms(row.created_at),
        created_by: row.created_by,
        withdrawn_at: row.withdrawn_at.map(Instant::from_ms),
        mode: row.mode.0,
    })
}

/// The file of a batch, as it was made: the same to the byte, however often it is asked for.
#[utoipa::path(
    get, path = "/api/v1/postings/batches/{id}/file", tag = "postings", operation_id = "get_posting_batch_file",
    params(("id" = PostingBatchId, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn file(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<PostingBatchId>,
) -> Result<Response> {
    let kept: Option<(Col<ExportFormat>, String, String)> = sqlx::query_as(
        "SELECT b.format, b.file_name, f.data FROM posting_batches b
         JOIN posting_batch_files f ON f.batch_id = b.id AND f.firm_id = b.firm_id
         WHERE b.firm_id = $1 AND b.id = $2",
    )
    .bind(staff.firm.as_str())
    .bind(id.as_str())
    .fetch_optional(app.db.read())
    .await?;
    let (format, name, data) = kept.ok_or_else(|| Error::not_found("batch"))?;
    let kind = match format.0 {
        ExportFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ExportFormat::Csv => "text/csv; charset=utf-8",
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    let bytes = STANDARD.decode(data).map_err(anyhow::Error::new)?;
    Ok((headers, bytes).into_response())
}
