//! A file's pieces in the database.

use axum::body::Bytes;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::id::{ExportId, FirmId};
use futures::{Stream, stream};
use tokio::sync::mpsc;

use crate::{http::Error, state::App};

/// Stores pieces as they come, each for itself: no writer waits for a whole file. Answers their size in bytes.
///
/// # Errors
/// When the database refuses.
pub(super) async fn store(
    app: &App,
    id: &ExportId,
    attempt: &str,
    mut pieces: mpsc::Receiver<Vec<u8>>,
) -> Result<i64, sqlx::Error> {
    let (mut number, mut size) = (0_i64, 0_i64);
    while let Some(piece) = pieces.recv().await {
        let mut tx = app.db.begin().await?;
        sqlx::query("INSERT INTO export_chunks (export_id, attempt, number, data) VALUES ($1, $2, $3, $4)")
            .bind(id.as_str())
            .bind(attempt)
            .bind(number)
            .bind(STANDARD.encode(&piece))
            .execute(tx.conn())
            .await?;
        tx.commit().await?;
        number += 1;
        size += i64::try_from(piece.len()).unwrap_or_default();
    }
    Ok(size)
}

/// The pieces of a file, one at a time.
pub(super) fn read(app: App, firm: FirmId, id: ExportId, attempt: String) -> impl Stream<Item = Result<Bytes, Error>> {
    stream::try_unfold(0_i64, move |number| {
        let (app, firm, id, attempt) = (app.clone(), firm.clone(), id.clone(), attempt.clone());
        async move {
            let piece: Option<String> = sqlx::query_scalar(
                "SELECT c.data FROM export_chunks c JOIN exports e ON e.id = c.export_id
                 WHERE e.firm_id = $1 AND c.export_id = $2 AND c.attempt = $3 AND c.number = $4",
            )
            .bind(firm.as_str())
            .bind(id.as_str())
            .bind(attempt.as_str())
            .bind(number)
            .fetch_optional(app.db.read())
            .await?;
            let Some(piece) = piece else { return Ok(None) };
            let bytes = STANDARD.decode(piece).map_err(anyhow::Error::new)?;
            Ok(Some((Bytes::from(bytes), number + 1)))
        }
    })
}
