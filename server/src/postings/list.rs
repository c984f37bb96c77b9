//! The table of postings, which is also what a connector reads.

use axum::extract::State;
use domain::{
    Problem,
    api::{Page, postings::Posting, tables::Counts},
    id::PostingId,
    table::postings::PostingColumn,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::row::find;
use crate::{
    http::{CanLook, Path, Result},
    state::App,
    table::{self, Scope, TableParams},
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(counts)).routes(routes!(show))
}

/// The firm's postings, in the order of the books.
///
/// A connector asks for `filter[status]=to_post`, follows `next_cursor`, and says what became of each; what was said of
/// is not in that list any more. Who mirrors all of them remembers the last number and goes on with
/// `filter[sequence]=1285..`: numbers have no gaps and appear in their order, so nothing that is committed late is
/// passed over. Without `filter[mode]` it is real money as soon as the firm can take any.
#[utoipa::path(get, path = "/api/v1/postings", tag = "postings", operation_id = "list_postings",
    params(
        ("filter[status]" = Option<String>, Query, description = "`to_post`, `batched`, `posted`, `failed`, `excluded`; several with commas"),
        ("filter[sequence]" = Option<String>, Query, description = "`1285..` for those from that number on"),
        ("filter[batch_id]" = Option<String>, Query, description = "Of these batches"),
        ("filter[client_id]" = Option<String>, Query, description = "Of these clients"),
        ("filter[q]" = Option<String>, Query, description = "Beginnings of words: client, matter, invoice"),
        ("sort" = Option<String>, Query, description = "`sequence` if absent"),
        ("limit" = Option<u32>, Query, description = "Rows of a page: 1 to 100, 25 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, body = Page<Posting>), (status = 422, body = Problem)))]
async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<PostingColumn>,
) -> Result<axum::Json<Page<Posting>>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    table::page(&app, &scope, &params.query, &params.paging, |row| Ok(Posting::from(row))).await.map(axum::Json)
}

/// How many postings match, in all and by status. Counting ends at 10,000.
#[utoipa::path(get, path = "/api/v1/postings/counts", tag = "postings", operation_id = "count_postings",
    responses((status = 200, body = Counts)))]
async fn counts(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<PostingColumn>,
) -> Result<axum::Json<Counts>> {
    let scope = Scope::of(&app, &staff.firm, &params.query).await?;
    let mut conn = app.db.read().acquire().await?;
    table::counts(&mut conn, &scope, &params.query).await.map(axum::Json)
}

/// One posting.
#[utoipa::path(get, path = "/api/v1/postings/{id}", tag = "postings", operation_id = "get_posting",
    params(("id" = PostingId, Path)), responses((status = 200, body = Posting), (status = 404, body = Problem)))]
async fn show(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<PostingId>,
) -> Result<axum::Json<Posting>> {
    let mut conn = app.db.read().acquire().await?;
    find(&mut conn, &staff.firm, &id).await.map(axum::Json)
}
