//! Uploading a file: its body goes into a temporary file, which is read in a thread of its own, and its rows go into
//! the database as they come. Nobody sees an import before all of it is there; what breaks off leaves nothing behind.

mod body;
mod notes;
mod reading;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use domain::{
    Problem,
    api::imports::ImportDetail,
    id::FirmId,
    imports::{Delivery, recognise},
};
use serde::Deserialize;
use tokio::sync::Semaphore;

use self::reading::{Piece, Pieces};
use super::{draft::Draft, memory, raw, reader::Summary};
use crate::{
    http::{CanBill, Query, Result, Staff, idempotency::Ticket},
    state::App,
};

/// Files that one process reads at a time. A worker beside them is free for payments.
static READING: Semaphore = Semaphore::const_new(2);

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct UploadOf {
    /// The file's name.
    name: Option<String>,
    /// The receiving account; it can be chosen later.
    account_id: Option<String>,
    /// What will be done with the rows; it can be chosen later.
    delivery: Delivery,
    /// The sheet of a workbook; without it, the first that is visible.
    sheet: Option<String>,
}

/// Upload a file: CSV, TSV or other delimited text, or an XLSX workbook, of at most 50 MB and 100,000 rows. Its rows are
/// checked in the background; ask for the import to see how far that is.
#[utoipa::path(
    post, path = "/api/v1/imports/files", tag = "imports", operation_id = "upload_import", params(UploadOf),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, body = ImportDetail), (status = 403, body = Problem),
        (status = 409, description = "There are too many that nobody has sent", body = Problem),
        (status = 413, description = "The file is too large", body = Problem),
        (status = 422, description = "The file can't be read", body = Problem),
        (status = 429, description = "Several files are being uploaded", body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Query(of): Query<UploadOf>,
    address: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response> {
    let about = (of.name.as_deref(), of.account_id.as_deref(), of.delivery);
    let draft = Draft::new(&app, &mut *app.db.read().acquire().await?, &staff, about).await?;
    let received = body::receive(&app, body).await?;
    let ticket = Ticket::of(&headers, &format!("POST {address}"), &received.digest)?;
    let turn = READING.acquire().await.map_err(anyhow::Error::new)?;
    let (reader, pieces) = reading::begin(received.file, of.sheet);
    let stored = store(&app, &staff, &draft, pieces).await;
    let read = reader.await.unwrap_or_else(|broken| Err(anyhow::Error::new(broken).into()));
    drop(turn);
    let done = match (stored, read) {
        (Ok(known), Ok(summary)) => finish(&app, &staff, &draft, ticket, &summary, known).await,
        (Err(error), _) | (Ok(_), Err(error)) => Err(error),
    };
    // Also where the same was uploaded before: then the answer is the one that was given.
    forget_unless_complete(&app, &staff.firm, &draft).await?;
    done
}

/// Whether headers are those of a file that somebody has mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Headers {
    Mapped,
    New,
}

/// Stores what comes out of the file, each piece for itself: no writer waits for a whole file.
async fn store(app: &App, staff: &Staff, draft: &Draft, mut pieces: Pieces) -> Result<Headers> {
    let mut known = Headers::New;
    while let Some(piece) = pieces.recv().await {
        let mut tx = app.db.begin().await?;
        match piece {
            Piece::Headers(headers) => {
                let mut mapping = recognise(&headers);
                let fingerprint = mapping.fingerprint();
                if let Some(before) = memory::recall(tx.conn(), &staff.firm, &fingerprint).await? {
                    mapping = before.fit(&headers);
                    known = Headers::Mapped;
                }
                draft.insert(app, &mut tx, staff, "reading", &mapping, Some(&fingerprint)).await?;
            }
            Piece::Rows(rows) => raw::store(&mut tx, &draft.id, &rows).await?,
        }
        tx.commit().await?;
    }
    Ok(known)
}

/// All rows are there: from now on the import is seen, unless the same request made one before.
async fn finish(
    app: &App,
    staff: &Staff,
    draft: &Draft,
    mut ticket: Ticket,
    summary: &Summary,
    headers: Headers,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(app, &mut tx, staff).await? {
        return Ok(answer);
    }
    let notes = notes::of(summary, headers);
    let detail = draft.complete(app, &mut tx, staff, i64::from(summary.rows), &notes).await?;
    let answer = ticket.store(app, &mut tx, StatusCode::CREATED, &detail).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn forget_unless_complete(app: &App, firm: &FirmId, draft: &Draft) -> Result<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query("DELETE FROM imports WHERE firm_id = $1 AND id = $2 AND state = 'reading'")
        .bind(firm.as_str())
        .bind(draft.id.as_str())
        .execute(tx.conn())
        .await?;
    Ok(tx.commit().await?)
}
