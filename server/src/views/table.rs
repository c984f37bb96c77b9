//! How a table stands for the caller, and keeping how they leave it.

use axum::{extract::State, http::StatusCode};
use domain::{
    Problem,
    api::tables::{CurrentSetup, DefaultView, TableState, View},
    id::ViewId,
    table::TableName,
};

use super::{person, row::ViewRow, setup};
use crate::{
    db::Col,
    http::{CanLook, Error, Json, Path, Result, Staff},
    state::App,
};

#[derive(Default, sqlx::FromRow)]
struct OwnRow {
    setup: Option<String>,
    view_id: Option<Col<ViewId>>,
    default_view_id: Option<Col<ViewId>>,
}

/// The caller's set-up of a table, and the views that they see.
#[utoipa::path(
    get, path = "/api/v1/tables/{table}", tag = "views", operation_id = "get_table",
    params(("table" = TableName, Path)),
    responses((status = 200, body = TableState), (status = 404, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn get(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(table): Path<TableName>,
) -> Result<Json<TableState>> {
    let own = own(&app, &staff, table).await?;
    let mut conn = app.db.read().acquire().await?;
    let views: Vec<View> =
        ViewRow::all(&mut conn, &staff, table).await?.into_iter().map(|row| row.show(&staff)).collect();
    // A view that was deleted, or is no longer shared, is nobody's beginning any more.
    let seen = |id: Option<Col<ViewId>>| id.map(|id| id.0).filter(|id| views.iter().any(|view| view.id == *id));
    let view_id = seen(own.view_id);
    let current = own.setup.as_deref().and_then(setup::read).map(|setup| CurrentSetup { setup, view_id });
    Ok(Json(TableState { current, default_view_id: seen(own.default_view_id), views }))
}

async fn own(app: &App, staff: &Staff, table: TableName) -> Result<OwnRow> {
    let Ok(user) = staff.user() else { return Ok(OwnRow::default()) };
    let row = sqlx::query_as(
        "SELECT setup, view_id, default_view_id FROM table_setups
         WHERE firm_id = $1 AND user_id = $2 AND table_name = $3",
    )
    .bind(staff.firm.as_str())
    .bind(user.as_str())
    .bind(table.as_str())
    .fetch_optional(app.db.read())
    .await?;
    Ok(row.unwrap_or_default())
}

/// Keep the caller's own set-up: columns, order, filters. The last one who writes wins; what the table cannot read
/// is left out. It is no event: people do it all day.
#[utoipa::path(
    put, path = "/api/v1/tables/{table}/setup", tag = "views", operation_id = "keep_table_setup",
    params(("table" = TableName, Path)), request_body = CurrentSetup,
    responses((status = 204), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("session" = [])),
)]
pub(super) async fn keep(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(table): Path<TableName>,
    Json(current): Json<CurrentSetup>,
) -> Result<StatusCode> {
    let user = person(&staff)?;
    let setup = setup::tidy(table, &current.setup)?;
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "INSERT INTO table_setups (firm_id, user_id, table_name, setup, view_id, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (firm_id, user_id, table_name)
         DO UPDATE SET setup = excluded.setup, view_id = excluded.view_id, updated_at = excluded.updated_at",
    )
    .bind(staff.firm.as_str())
    .bind(user.as_str())
    .bind(table.as_str())
    .bind(setup::text(&setup)?)
    .bind(current.view_id.as_ref().map(ViewId::as_str))
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Choose the view that a first visit, and *reset*, begins with.
#[utoipa::path(
    put, path = "/api/v1/tables/{table}/default", tag = "views", operation_id = "choose_default_view",
    params(("table" = TableName, Path)), request_body = DefaultView,
    responses((status = 204), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("session" = [])),
)]
pub(super) async fn begin_with(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(table): Path<TableName>,
    Json(default): Json<DefaultView>,
) -> Result<StatusCode> {
    let user = person(&staff)?;
    let mut tx = app.db.begin().await?;
    if let Some(id) = &default.view_id {
        let view = ViewRow::find(tx.conn(), &staff, id).await.ok().filter(|view| view.table_name.0 == table);
        view.ok_or_else(|| Error::field("/view_id", "Choose one of the views of this table"))?;
    }
    sqlx::query(
        "INSERT INTO table_setups (firm_id, user_id, table_name, default_view_id, updated_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (firm_id, user_id, table_name)
         DO UPDATE SET default_view_id = excluded.default_view_id, updated_at = excluded.updated_at",
    )
    .bind(staff.firm.as_str())
    .bind(user.as_str())
    .bind(table.as_str())
    .bind(default.view_id.as_ref().map(ViewId::as_str))
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
