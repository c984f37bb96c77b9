//! Writing the file while it is downloaded: rows are read in slices, and a thread writes them. Neither runs ahead of
//! who downloads by more than a few slices.

use axum::body::Bytes;
use domain::{
    LinkStatus,
    api::selections::ExportFormat,
    id::LinkId,
    imports::{CellProblem, Severity},
};
use futures::{Stream, StreamExt as _, stream};
use sqlx::AnyConnection;
use tokio::{
    sync::{SemaphorePermit, mpsc},
    task::spawn_blocking,
};

use super::Stored;
use crate::{
    db::Col,
    exports::Pieces,
    http::{Error, Result},
    imports::{
        check::rank,
        keys::{self, Marks},
        row::json,
        writer::{ResultRow, results_csv, results_xlsx},
    },
    links::row::url,
    state::App,
};

/// Rows of a slice.
const SLICE: i64 = 500;

/// The file in pieces. One that breaks off ends with an error, so that nobody takes it for whole.
///
/// # Errors
/// When the import was stored by another version.
pub(super) fn stream(
    app: &App,
    import: Stored,
    format: ExportFormat,
    place: SemaphorePermit<'static>,
) -> Result<impl Stream<Item = Result<Bytes, Error>> + Send + use<>> {
    let headers: Vec<String> = import.mapping()?.headers.into_iter().map(|mapped| mapped.header).collect();
    let (sender, rows) = mpsc::channel(2);
    let (pieces, taken) = Pieces::channel();
    let folder = app.config.data.clone();
    let reader = app.tasks.spawn(read(app.clone(), import, sender));
    let writer = spawn_blocking(move || {
        let mut pieces = pieces;
        let rows = std::iter::from_fn({
            let mut rows: mpsc::Receiver<Vec<ResultRow>> = rows;
            move || rows.blocking_recv()
        });
        match format {
            ExportFormat::Csv => results_csv(&mut pieces, &headers, rows.flatten())?,
            ExportFormat::Xlsx => results_xlsx(&mut pieces, &headers, rows.flatten(), &folder)?,
        }
        anyhow::Ok(pieces.finish()?)
    });
    let pieces = stream::unfold(taken, |mut taken| async move {
        let piece = taken.recv().await?;
        Some((Ok(Bytes::from(piece)), taken))
    });
    let outcome = stream::once(async move {
        let _place = place;
        let (read, written) = (reader.await, writer.await);
        read.map_err(anyhow::Error::new)??;
        written.map_err(anyhow::Error::new)??;
        Ok(Bytes::new())
    });
    Ok(pieces.chain(outcome).inspect(|piece: &Result<Bytes, Error>| {
        if let Err(error) = piece {
            tracing::error!(error = format!("{error:#}"), "an upload's results broke off");
        }
    }))
}

/// Hands on all rows. Nobody taking them is no error: who downloads went away. A server that stops does not wait for
/// someone who downloads slowly.
async fn read(app: App, import: Stored, to: mpsc::Sender<Vec<ResultRow>>) -> Result<()> {
    let mut after = 0;
    loop {
        let mut conn = app.db.read().acquire().await?;
        let rows = slice(&mut conn, &import, after).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.number;
        let rows = show(&app, &mut conn, &import, rows).await?;
        drop(conn);
        tokio::select! {
            sent = to.send(rows) => if sent.is_err() { return Ok(()) },
            () = app.stopping.cancelled() => return Err(anyhow::anyhow!("the server stops").into()),
        }
    }
}

#[derive(sqlx::FromRow)]
struct Line {
    number: i64,
    cells: String,
    link_id: Option<Col<LinkId>>,
    status: Option<Col<LinkStatus>>,
    token_key: Option<String>,
    token_generation: Option<i64>,
    rank: Option<i64>,
    problems: Option<String>,
    #[sqlx(flatten)]
    marks: Marks,
}

async fn slice(conn: &mut AnyConnection, import: &Stored, after: i64) -> Result<Vec<Line>> {
    Ok(sqlx::query_as(
        "SELECT r.number, r.cells, r.link_id, l.status, l.token_key, l.token_generation, c.rank, c.problems, c.twin,
             COALESCE(c.twin_rank, 0) AS twin_rank, c.earlier, COALESCE(c.earlier_rank, 0) AS earlier_rank,
             c.external_fold, c.invoice_fold
         FROM import_rows r LEFT JOIN import_checks c ON c.import_id = r.import_id AND c.number = r.number
             LEFT JOIN links l ON l.id = r.link_id AND l.firm_id = $1
         WHERE r.import_id = $2 AND r.number > $3 AND r.removed = 0 ORDER BY r.number LIMIT $4",
    )
    .bind(import.firm_id.as_str())
    .bind(import.id.as_str())
    .bind(after)
    .bind(SLICE)
    .fetch_all(conn)
    .await?)
}

async fn show(app: &App, conn: &mut AnyConnection, import: &Stored, rows: Vec<Line>) -> Result<Vec<ResultRow>> {
    let wrong = rows.iter().filter(|row| row.rank == Some(rank::ERROR));
    let marks = wrong.filter_map(|row| Some((u32::try_from(row.number).ok()?, &row.marks)));
    let mut others = keys::problems(conn, &import.firm_id, marks).await?;
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let others = u32::try_from(row.number).ok().and_then(|number| others.remove(&number));
        shown.push(row.show(app, others.unwrap_or_default())?);
    }
    Ok(shown)
}

impl Line {
    fn show(self, app: &App, others: Vec<CellProblem>) -> Result<ResultRow> {
        let (link, id) = match (&self.link_id, &self.token_key, self.token_generation) {
            (Some(id), Some(key), Some(generation)) => (url(app, key, id, generation)?, id.to_string()),
            _ => (String::new(), String::new()),
        };
        let status = match &self.status {
            Some(status) => status.label().to_owned(),
            None => self.why_not(others)?,
        };
        Ok(ResultRow { cells: json(&self.cells)?, link, status, id })
    }

    /// Why a row has no link: its first error.
    fn why_not(&self, others: Vec<CellProblem>) -> Result<String> {
        let own: Vec<CellProblem> = self.problems.as_deref().map_or_else(|| Ok(Vec::new()), json)?;
        let first = own.into_iter().chain(others).find(|problem| problem.severity == Severity::Error);
        Ok(match first {
            Some(problem) if self.rank == Some(rank::ERROR) => format!("Not sent: {}", problem.detail),
            _ => "Not sent".to_owned(),
        })
    }
}
