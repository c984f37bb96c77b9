//! The table of links.

use axum::extract::State;
use domain::{
    api::{Page, links::Link, tables::Counts},
    imports::fold,
    table::links::LinkColumn,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{columns, insert::Addressee, overview, row::LinkRow};
use crate::{
    db::Tx,
    http::{CanLook, Result},
    state::App,
    table::{self, Scope, TableParams},
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(counts)).merge(overview::router())
}

/// The firm's links.
///
/// Every column can be filtered by, and most can be sorted by. Texts are looked for inside
/// (`filter[description]=lease`), sets take one or more words (`filter[status]=outstanding,expired`), amounts a range
/// of minor units (`filter[amount]=10000..50000`), days a range or its name (`filter[due_on]=2026-01-01..`,
/// `this_month`, `none`); `filter[q]` looks for beginnings of words. `sort=-due_on,amount` sorts by several columns;
/// rows without a value come last. Orders and filters without an index are answered while at most 10,000 rows match.
/// Without `filter[mode]` it is real money as soon as the firm can take any.
#[utoipa::path(get, path = "/api/v1/links", tag = "links",
    params(
        ("filter[status]" = Option<String>, Query, description = "`outstanding`, `processing`, `partly_paid`, `paid`, `cancelled`, `expired`; several with commas"),
        ("filter[q]" = Option<String>, Query, description = "Beginnings of words: name, address, invoice, amount, client, matter"),
        ("filter[account_id]" = Option<String>, Query, description = "Receiving accounts, with commas"),
        ("sort" = Option<String>, Query, description = "`-created_at` if absent"),
        ("limit" = Option<u32>, Query, description = "Rows of a page: 1 to 100, 25 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, body = Page<Link>), (status = 422, body = domain::Problem)))]
async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<LinkColumn>,
) -> Result<axum::Json<Page<Link>>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    let show = |row: LinkRow| row.show(&app, scope.today);
    table::page(&app, &scope, &params.query, &params.paging, show).await.map(axum::Json)
}

/// How many links match, in all and by status. Counting ends at 10,000.
#[utoipa::path(get, path = "/api/v1/links/counts", tag = "links", responses((status = 200, body = Counts)))]
async fn counts(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<LinkColumn>,
) -> Result<axum::Json<Counts>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    let mut conn = app.db.read().acquire().await?;
    table::counts(&mut conn, &scope, &params.query).await.map(axum::Json)
}

/// Gives a link another recipient.
pub(super) async fn readdress(tx: &mut Tx, link: &LinkRow, to: &Addressee) -> Result<()> {
    sqlx::query(
        "UPDATE links SET recipient_name = $1, recipient_email = $2, recipient_key = $3, alike = $4
         WHERE firm_id = $5 AND id = $6",
    )
    .bind(to.name.as_str())
    .bind(to.email.as_str())
    .bind(to.name.as_str().to_lowercase())
    .bind(fold::alike(to.email.as_str(), link.amount))
    .bind(link.firm_id.as_str())
    .bind(link.id.as_str())
    .execute(tx.conn())
    .await?;
    let link = LinkRow::find(tx.conn(), &link.firm_id, &link.id).await?;
    Ok(columns::keep_terms(tx, &link).await?)
}
