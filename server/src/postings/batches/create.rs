//! Making a batch of what was chosen.

use axum::{extract::State, http::StatusCode, response::Response};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    Instant, Mode, Problem,
    api::{
        audit::EventKind,
        postings::{Batch, FileLayout, NewBatch},
    },
    id::{FirmId, PostingBatchId},
    posting::PostingStatus,
    table::postings::PostingColumn,
};

use super::{
    file::{self, Line, Made, totals},
    read,
};
use crate::{
    audit::Event,
    db::Tx,
    firm,
    http::{CanBill, Error, Result, Staff, idempotency::Once},
    postings::{layout, mark::Marking, marks::some},
    selection::Chosen,
    state::App,
    table::Scope,
};

/// Post as a batch: those of the chosen that are to be posted get a number together, and a file in the firm's columns.
#[utoipa::path(
    post, path = "/api/v1/postings/batches", tag = "postings", operation_id = "create_posting_batch",
    request_body = NewBatch,
    responses((status = 201, body = Batch), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Once(new, mut ticket): Once<NewBatch>,
) -> Result<Response> {
    let mut chosen = Chosen::<PostingColumn>::parse(&new.selection)?;
    let scope = chosen.scope(&app, &staff.firm).await?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    firm::lock(&mut tx, &staff.firm).await?;
    let (ids, _) = some(tx.conn(), &chosen, &scope).await?;
    let marking = Marking::begin(&app, &mut tx, &staff, PostingStatus::Batched, None).await?;
    if marking.choose(&mut tx, ids, &[PostingStatus::ToPost]).await? == 0 {
        return Err(Error::field("/selection", "None of these waits to be posted"));
    }
    let id = write(&app, &mut tx, (&staff, &scope), &marking).await?;
    let batch = read::find(tx.conn(), &staff.firm, &id).await?;
    let event = Event::new(&staff.firm, EventKind::PostingsBatched, &staff);
    event.detail(format!("Batch {}: {} postings", batch.number, batch.postings)).record(&app, &mut tx).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &batch).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Writes the file, and stores both.
async fn write(app: &App, tx: &mut Tx, (staff, scope): (&Staff, &Scope), marking: &Marking) -> Result<PostingBatchId> {
    let id = PostingBatchId::from_u128(app.new_id());
    let number = next_number(tx, &staff.firm, scope.mode).await?;
    let layout: FileLayout = layout::load(tx.conn(), &staff.firm).await?;
    let lines = Line::of(tx.conn(), &staff.firm, &marking.id).await?;
    let zone = firm::load_in(tx.conn(), &staff.firm).await?.time_zone;
    let made = Made { number, at: app.now(), zone: &zone, folder: app.config.data.clone() };
    let bytes = file::bytes(&layout, &lines, made).await?;
    let test = if scope.mode == Mode::Test { "test-" } else { "" };
    sqlx::query(
        "INSERT INTO posting_batches (id, firm_id, mode, number, format, file_name, size, postings, totals, mark_id,
             created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(id.as_str())
    .bind(staff.firm.as_str())
    .bind(scope.mode.as_str())
    .bind(number)
    .bind(layout.format.as_str())
    .bind(format!("{test}batch-{number}-{}.{}", scope.today, layout.format))
    .bind(i64::try_from(bytes.len()).unwrap_or(i64::MAX))
    .bind(i64::try_from(lines.len()).unwrap_or(i64::MAX))
    .bind(serde_json::to_string(&totals(&lines)).map_err(anyhow::Error::from)?)
    .bind(marking.id.as_str())
    .bind(Instant::ms(app.now()))
    .bind(staff.name.as_str())
    .execute(tx.conn())
    .await?;
    sqlx::query("INSERT INTO posting_batch_files (batch_id, firm_id, data) VALUES ($1, $2, $3)")
        .bind(id.as_str())
        .bind(staff.firm.as_str())
        .bind(STANDARD.encode(&bytes))
        .execute(tx.conn())
        .await?;
    marking.batch(app, tx, staff, &id).await?;
    Ok(id)
}

/// The firm is held, so nobody else takes it.
async fn next_number(tx: &mut Tx, firm: &FirmId, mode: Mode) -> Result<i64> {
    Ok(sqlx::query_scalar(
        "SELECT CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT) FROM posting_batches WHERE firm_id = $1 AND mode = $2",
    )
    .bind(firm.as_str())
    .bind(mode.as_str())
    .fetch_one(tx.conn())
    .await?)
}
