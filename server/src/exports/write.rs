//! The job: reads a table and writes its file. It begins again from the first row if it was killed.

use std::collections::HashSet;

use anyhow::Context as _;
use domain::{
    Instant,
    api::selections::{ExportFormat, NewExport},
    id::FirmId,
    table::{
        TableName, clients::ClientColumn, events::AppointmentColumn, invoices::InvoiceColumn, links::LinkColumn,
        matters::MatterColumn, payments::PaymentColumn, postings::PostingColumn,
    },
};
use jiff::tz::TimeZone;
use sqlx::any::AnyRow;
use tokio::{sync::mpsc, task::spawn_blocking};

use super::{
    Exported, Projection, chunks,
    create::Asked,
    csv,
    pieces::Pieces,
    row::Stored,
    sheet::{Rows, Sheet, Step},
    xlsx,
};
use crate::{
    db, firm,
    http::{Error, Result as HttpResult},
    jobs::Failure,
    state::App,
    table,
};

/// Rows of a page.
const PAGE: i64 = 1_000;
/// It tells how far it is, and asks whether anyone still wants it, each time it has read so many pages: each time is a
/// transaction that waits for the disk.
const PAGES_BETWEEN: u64 = 10;
/// The most rows of a file: with header and totals they fit on one sheet of Excel, which has 1,048,576.
pub(super) const MOST_ROWS: usize = 1_000_000;

/// Why there is no file.
enum Trouble {
    /// Nobody wants it any more, or someone else writes it.
    Unwanted,
    /// It is to be tried again.
    Again(anyhow::Error),
    /// It can't be written; a sentence for who asked.
    Never(String),
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        Self::Again(error.into())
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error {
            Error::Problem(problem) => Self::Never(problem.detail.unwrap_or(problem.title)),
            Error::Internal(error) if db::is_to_blame(&error) => Self::Again(error),
            Error::Internal(error) => Self::from(error),
        }
    }
}

impl From<anyhow::Error> for Trouble {
    fn from(error: anyhow::Error) -> Self {
        tracing::error!(error = format!("{error:#}"), "a file could not be written");
        Self::Never("Something went wrong here. Try again; if it stays, tell your administrator.".into())
    }
}

/// Writes the oldest file of a lane that waits.
///
/// # Errors
/// *Retry* when the database does not answer, or the server stops.
pub async fn run(app: &App, lane: i64) -> Result<(), Failure> {
    let attempt = hex::encode(app.chance.bytes::<8>());
    let mut tx = app.db.begin().await?;
    let export = Stored::take(&mut tx, lane, &attempt).await?;
    tx.commit().await?;
    let Some(export) = export else { return Ok(()) };
    let outcome = match write(app, &export, &attempt).await {
        Ok(size) => Ok(size),
        Err(Trouble::Never(why)) => Err(why),
        Err(Trouble::Unwanted) => return Ok(()),
        Err(Trouble::Again(error)) => return Err(Failure::Retry(error)),
    };
    export.end(app, lane, outcome).await?;
    Ok(())
}

async fn write(app: &App, export: &Stored, attempt: &str) -> Result<i64, Trouble> {
    let new: NewExport = serde_json::from_str(&export.request).context("an export of another version")?;
    match new.table.parse().map_err(anyhow::Error::new)? {
        TableName::Links => table_of::<LinkColumn>(app, export, &new, attempt).await,
        TableName::Payments => table_of::<PaymentColumn>(app, export, &new, attempt).await,
        TableName::Clients => table_of::<ClientColumn>(app, export, &new, attempt).await,
        TableName::Matters => table_of::<MatterColumn>(app, export, &new, attempt).await,
        TableName::Invoices => table_of::<InvoiceColumn>(app, export, &new, attempt).await,
        TableName::Events => table_of::<AppointmentColumn>(app, export, &new, attempt).await,
        TableName::Postings => table_of::<PostingColumn>(app, export, &new, attempt).await,
    }
}

/// Three at once: the rows are read, the file is written, its pieces are stored.
async fn table_of<C: Exported>(app: &App, export: &Stored, new: &NewExport, attempt: &str) -> Result<i64, Trouble> {
    let mut asked = Asked::<C>::parse(new)?;
    let sheet = sheet(app, &export.firm_id, &asked, Instant::from_ms(export.created_at)).await?;
    let (steps, rows) = Rows::channel();
    let (pieces, waiting) = Pieces::channel();
    let format = export.format.0;
    let writer = spawn_blocking(move || write_file(format, &sheet, rows, pieces));
    let reading = feed(app, export, &mut asked, steps);
    let (read, stored) = tokio::join!(reading, chunks::store(app, &export.id, attempt, waiting));
    let written = writer.await.map_err(anyhow::Error::new);
    // Who broke off first is to blame; the others only noticed.
    read?;
    let size = stored?;
    written??;
    Ok(size)
}

fn write_file(format: ExportFormat, sheet: &Sheet, mut rows: Rows, mut pieces: Pieces) -> anyhow::Result<()> {
    match format {
        ExportFormat::Csv => csv::write(sheet, &mut rows, &mut pieces)?,
        ExportFormat::Xlsx => xlsx::write(sheet, &mut rows, &mut pieces)?,
    }
    Ok(pieces.finish()?)
}

async fn sheet<C: Exported>(app: &App, firm: &FirmId, asked: &Asked<C>, made_at: Instant) -> HttpResult<Sheet> {
    let zone = firm::load(app, firm).await?.time_zone;
    Ok(Sheet {
        title: C::TITLE,
        headings: asked.columns.iter().map(|column| (*column).into()).collect(),
        zone: TimeZone::get(&zone).unwrap_or(TimeZone::UTC),
        made_at,
        folder: app.config.data.clone(),
    })
}

/// Reads the table as it is now, whatever happens to it meanwhile, and hands its rows on.
async fn feed<C: Exported>(
    app: &App,
    export: &Stored,
    asked: &mut Asked<C>,
    steps: mpsc::Sender<Step>,
) -> Result<(), Trouble> {
    let scope = asked.chosen.scope(app, &export.firm_id).await?;
    let mut snapshot = app.db.snapshot().await?;
    let (chosen, projection) = (&asked.chosen, Projection::of(&asked.columns));
    let cells = |row: &AnyRow| match chosen.leaves_out(projection.id(row)?) {
        true => Ok(None),
        false => projection.cells(row).map(Some),
    };
    let (mut after, mut written) = (None, 0);
    for number in 1_u64.. {
        let sql = projection.sql();
        let slice = table::read(&mut snapshot, &scope, &chosen.query, after.as_ref(), PAGE, sql, cells).await?;
        let page: Vec<_> = slice.rows.into_iter().flatten().collect();
        written += page.len();
        if written > MOST_ROWS {
            return Err(Trouble::Never(
                "More than 1,000,000 rows match: narrow the list down, and make two files".into(),
            ));
        }
        if steps.send(Step::Rows(page)).await.is_err() {
            // The writer broke off, and knows why.
            return Ok(());
        }
        if app.stopping.is_cancelled() {
            return Err(Trouble::Again(anyhow::anyhow!("the server stops: the file begins again later")));
        }
        after = slice.next;
        let tells = after.is_none() || number.is_multiple_of(PAGES_BETWEEN);
        if tells && !export.progress(app, i64::try_from(written).unwrap_or(i64::MAX)).await? {
            return Err(Trouble::Unwanted);
        }
        if after.is_none() {
            break;
        }
    }
    snapshot.rollback().await?;
    // Without this step the writer takes the file for broken off.
    let _ = steps.send(Step::End).await;
    Ok(())
}

/// The columns, each once.
pub(super) fn columns<C: Exported>(names: &[String]) -> HttpResult<Vec<C>> {
    if names.is_empty() {
        return Err(Error::field("/columns", "Choose at least one column"));
    }
    let mut seen = HashSet::new();
    let mut columns = Vec::new();
    for name in names {
        let known = name.parse::<C>().ok().filter(|column| seen.insert(*column));
        columns.push(known.ok_or_else(|| {
            let name: String = name.chars().take(40).collect();
            Error::field(
                "/columns",
                format!("Name each column of the table once, as it calls them: {name:?} is not one"),
            )
        })?);
    }
    Ok(columns)
}
