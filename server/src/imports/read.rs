//! Imports, how far they are, and their rows.

use axum::extract::State;
use domain::{
    Problem,
    api::{
        Page,
        imports::{Import, ImportDetail, ImportLine, RowState},
    },
    id::ImportId,
};
use serde::Deserialize;

use super::{
    lines::{self, Which},
    row::{Stored, select_imports},
    sums::Sums,
};
use crate::{
    http::{
        CanBill, Json, Path, Query, Result,
        page::{Paging, bad_query, page},
    },
    state::App,
};

/// The firm's imports, the newest first.
#[utoipa::path(
    get, path = "/api/v1/imports", tag = "imports", operation_id = "list_imports", params(Paging),
    responses((status = 200, body = Page<Import>), (status = 403, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn index(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Import>>> {
    let limit = paging.limit()?;
    let before: Option<ImportId> = paging.cursor()?;
    let mut conn = app.db.read().acquire().await?;
    let rows: Vec<Stored> = sqlx::query_as(select_imports!("i.id < $2 ORDER BY i.id DESC LIMIT $3"))
        .bind(staff.firm.as_str())
        .bind(before.map_or_else(|| "~".to_owned(), String::from))
        .bind(limit + 1)
        .fetch_all(&mut *conn)
        .await?;
    let ids: Vec<ImportId> = rows.iter().map(|row| row.id.0.clone()).collect();
    let mut sums = Sums::of_each(&mut conn, &staff.firm, &ids).await?;
    let show = |row: Stored| {
        let sums = sums.remove(&row.id.0).unwrap_or_default();
        Ok(row.show(&sums))
    };
    page(rows, limit, |row| row.id.to_string(), show).map(Json)
}

/// An import with its columns.
#[utoipa::path(
    get, path = "/api/v1/imports/{id}", tag = "imports", operation_id = "get_import", params(("id" = ImportId, Path)),
    responses((status = 200, body = ImportDetail), (status = 403, body = Problem), (status = 404, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn get(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ImportId>,
) -> Result<Json<ImportDetail>> {
    let mut conn = app.db.read().acquire().await?;
    let import = Stored::find(&mut conn, &staff.firm, &id).await?;
    import.detail(&mut conn).await.map(Json)
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RowsOf {
    /// Only rows in these states, with commas between them: `error,warning`.
    #[serde(rename = "filter[state]")]
    state: Option<String>,
    /// Rows of a page: 1 to 100, 25 if absent.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl RowsOf {
    fn states(&self) -> Result<Vec<RowState>> {
        let words = self.state.as_deref().unwrap_or_default().split(',').filter(|word| !word.is_empty());
        words.take(RowState::ALL.len()).map(|word| word.parse().map_err(bad_query)).collect()
    }
}

/// The rows of an import, in the order of the file, with what is wrong with each cell.
#[utoipa::path(
    get, path = "/api/v1/imports/{id}/rows", tag = "imports", operation_id = "list_import_rows",
    params(("id" = ImportId, Path), RowsOf),
    responses((status = 200, body = Page<ImportLine>), (status = 403, body = Problem), (status = 404, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn rows(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ImportId>,
    Query(of): Query<RowsOf>,
) -> Result<Json<Page<ImportLine>>> {
    let states = of.states()?;
    let paging = Paging { limit: of.limit, cursor: of.cursor };
    let limit = paging.limit()?;
    let after: i64 = paging.cursor()?.unwrap_or(0);
    let mut conn = app.db.read().acquire().await?;
    let import = Stored::find(&mut conn, &staff.firm, &id).await?;
    let lines = lines::find(&mut conn, &import, &Which::Page { states, after, limit: limit + 1 }).await?;
    page(lines, limit, |line| i64::from(line.number), Ok).map(Json)
}
