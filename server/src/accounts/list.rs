//! Looking at accounts.

use axum::extract::State;
use domain::{
    Problem,
    api::{Page, accounts::Account},
    id::AccountId,
};

use super::{AccountRow, select_accounts};
use crate::{
    http::{
        CanLook, Json, Path, Query, Result,
        page::{Paging, page},
    },
    state::App,
};

/// All receiving accounts, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/accounts", tag = "accounts", operation_id = "list_accounts", params(Paging),
    responses((status = 200, body = Page<Account>), (status = 401, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn index(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Account>>> {
    let limit = paging.limit()?;
    let after: Option<AccountId> = paging.cursor()?;
    let rows: Vec<AccountRow> =
        sqlx::query_as(select_accounts!("WHERE a.firm_id = $1 AND a.id > $2 ORDER BY a.id LIMIT $3"))
            .bind(staff.firm.as_str())
            .bind(after.map_or_else(String::new, String::from))
            .bind(limit + 1)
            .fetch_all(app.db.read())
            .await?;
    page(rows, limit, |row| row.id.to_string(), |row| Ok(row.into())).map(Json)
}

/// One account.
#[utoipa::path(
    get, path = "/api/v1/accounts/{id}", tag = "accounts", operation_id = "show_account",
    params(("id" = AccountId, Path)),
    responses((status = 200, body = Account), (status = 404, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn show(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<AccountId>,
) -> Result<Json<Account>> {
    let row = AccountRow::find(app.db.read(), &staff.firm, &id).await?;
    Ok(Json(row.into()))
}
