//! The file back, with the links.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderName, header},
    response::{IntoResponse as _, Response},
};
use domain::{
    Problem,
    api::{imports::ImportState, selections::ExportFormat},
    id::ImportId,
};
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::{Stored, file};
use crate::{
    firm,
    http::{CanBill, Error, Path, Query, Result},
    state::App,
};

/// Files that one process writes at once: each holds a thread as long as its reader takes.
static PLACES: Semaphore = Semaphore::const_new(16);

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    format: Option<String>,
}

/// The uploaded file as it is now, every column in its place, with the link, its status and its id beside each row.
/// Rows that were deleted are left out; 90 days after the last change of an upload its rows are gone.
#[utoipa::path(
    get, path = "/api/v1/imports/{id}/results", tag = "imports", operation_id = "get_import_results",
    params(("id" = ImportId, Path), ("format" = Option<String>, Query, description = "`csv`, or `xlsx` if absent")),
    responses(
        (status = 200, content_type = "application/octet-stream"), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, description = "Its columns are open", body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn results(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ImportId>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let format = format(asked.format.as_deref())?;
    let import = Stored::find(&mut *app.db.read().acquire().await?, &staff.firm, &id).await?;
    if matches!(import.state.0, ImportState::Checking | ImportState::Mapping) {
        return Err(Error::conflict("not-ready", "The rows of this upload have not been checked"));
    }
    let place = PLACES.try_acquire().map_err(|_| {
        Problem::new(503, "busy", "Many files are being downloaded right now").with_detail("Try again in a minute")
    })?;
    let today = firm::today(&firm::load(&app, &staff.firm).await?, app.now());
    let kind = match format {
        ExportFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ExportFormat::Csv => "text/csv; charset=utf-8",
    };
    let headers: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}-{today}.{format}\"", stem(&import.name))),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(file::stream(&app, import, format, place)?)).into_response())
}

fn format(asked: Option<&str>) -> Result<ExportFormat> {
    let asked = asked.unwrap_or(ExportFormat::Xlsx.as_str());
    asked.parse().map_err(|_| Problem::new(400, "bad-query", "Choose csv or xlsx as the format").into())
}

/// What the upload was called, as far as a file's name on every system can say it.
fn stem(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(60).collect();
    let plain = plain.trim_matches('-');
    if plain.is_empty() { "links".to_owned() } else { format!("{plain}-links") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_the_upload() {
        assert_eq!(stem("November 2026.xlsx"), "November-2026-links");
        assert_eq!(stem("\"; rm -rf\r\n/.csv"), "rm--rf-links");
        assert_eq!(stem("Rechnungen.final.csv"), "Rechnungen-final-links");
        assert_eq!(stem("請求書"), "links");
        assert!(stem(&"x".repeat(500)).len() < 70);
    }
}
