//! The same said of many rows of the table, and taking it back.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Problem,
    api::{
        audit::EventKind,
        postings::{MAX_POSTINGS, Mark, NewMark},
        stream::{Change, ChangeKind},
    },
    id::{PostingBatchId, PostingMarkId},
    table::postings::PostingColumn,
};
use sqlx::{AnyConnection, AssertSqlSafe};

use super::mark::{Marking, Said};
use crate::{
    audit::Event,
    db::{Col, Tx},
    firm,
    http::{CanBill, Error, Path, Result, Staff, idempotency::Once},
    selection::Chosen,
    state::App,
    table::{Matching, Scope},
};

/// Say the same of many postings: those that stand where it can be said of them.
#[utoipa::path(
    post, path = "/api/v1/postings/marks", tag = "postings", operation_id = "mark_postings", request_body = NewMark,
    responses((status = 201, body = Mark), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Once(new, mut ticket): Once<NewMark>,
) -> Result<Response> {
    let said = Said::parse(&new.said, "")?;
    let mut chosen = Chosen::<PostingColumn>::parse(&new.selection)?;
    let scope = chosen.scope(&app, &staff.firm).await?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    firm::lock(&mut tx, &staff.firm).await?;
    let (ids, total) = some(tx.conn(), &chosen, &scope).await?;
    let marking = Marking::begin(&app, &mut tx, &staff, said.outcome.status(), Some(&said)).await?;
    let changed = marking.choose(&mut tx, ids, said.outcome.from()).await?;
    marking.say(&app, &mut tx, &staff, &said).await?;
    let detail = format!("{changed} postings: {}", said.outcome.status().label());
    Event::new(&staff.firm, EventKind::PostingsMarked, &staff).detail(detail).record(&app, &mut tx).await?;
    let mark = Mark { id: marking.id, changed, skipped: total - changed };
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &mark).await?;
    tx.commit().await?;
    Ok(answer)
}

/// The chosen, and how many they are: not more than fit.
pub(super) async fn some(
    conn: &mut AnyConnection,
    chosen: &Chosen<PostingColumn>,
    scope: &Scope,
) -> Result<(Matching, i64)> {
    let ids = chosen.ids(conn, scope, MAX_POSTINGS + 1).await?;
    let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM ({}) counted", ids.sql);
    let total: i64 = ids.args.clone().bind_scalar(sqlx::query_scalar(AssertSqlSafe(sql))).fetch_one(conn).await?;
    match total {
        0 => Err(Error::field("/selection", "No posting is chosen by this")),
        1..=MAX_POSTINGS => Ok((ids, total)),
        _ => Err(Error::field("/selection", "Choose at most 5,000 postings at once")),
    }
}

#[derive(sqlx::FromRow)]
struct Made {
    batch_id: Option<Col<PostingBatchId>>,
    total: i64,
    standing: i64,
}

/// Take back what was said: each posting stands where it stood before, unless something else was said of it since. A batch is
/// taken back as a whole, or not at all.
#[utoipa::path(
    delete, path = "/api/v1/postings/marks/{id}", tag = "postings", operation_id = "unmark_postings",
    params(("id" = PostingMarkId, Path)),
    responses(
        (status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "Something else was said since", body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn undo(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<PostingMarkId>,
) -> Result<StatusCode> {
    let mut tx = app.db.begin().await?;
    firm::lock(&mut tx, &staff.firm).await?;
    let made = find(&mut tx, &staff, &id).await?;
    if made.standing == 0 || (made.batch_id.is_some() && made.standing < made.total) {
        return Err(Error::conflict(
            "said-since",
            "Something else was said of these postings since. Change those that are wrong one by one",
        ));
    }
    restore(&app, &mut tx, &staff, &id).await?;
    if let Some(batch) = &made.batch_id {
        sqlx::query("UPDATE posting_batches SET withdrawn_at = $1 WHERE firm_id = $2 AND id = $3")
            .bind(app.now().ms())
            .bind(staff.firm.as_str())
            .bind(batch.as_str())
            .execute(tx.conn())
            .await?;
    }
    let event = Event::new(&staff.firm, EventKind::PostingsUnmarked, &staff);
    event.detail(format!("{} postings", made.standing)).record(&app, &mut tx).await?;
    tx.announce(&staff.firm, Change::of(ChangeKind::Payment));
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn find(tx: &mut Tx, staff: &Staff, id: &PostingMarkId) -> Result<Made> {
    let made: Option<Made> = sqlx::query_as(
        "SELECT m.batch_id,
             (SELECT CAST(COUNT(*) AS BIGINT) FROM posting_changes c WHERE c.mark_id = m.id) AS total,
             (SELECT CAST(COUNT(*) AS BIGINT) FROM postings p WHERE p.firm_id = m.firm_id AND p.mark_id = m.id) AS standing
         FROM posting_marks m WHERE m.firm_id = $1 AND m.id = $2 AND m.undone_at IS NULL",
    )
    .bind(staff.firm.as_str())
    .bind(id.as_str())
    .fetch_optional(tx.conn())
    .await?;
    made.ok_or_else(|| Error::not_found("mark that can be taken back"))
}

async fn restore(app: &App, tx: &mut Tx, staff: &Staff, id: &PostingMarkId) -> Result<()> {
    sqlx::query("UPDATE posting_marks SET undone_at = $1 WHERE firm_id = $2 AND id = $3")
        .bind(app.now().ms())
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    sqlx::query(
        "UPDATE postings SET status = c.was_status, batch_id = c.was_batch_id, reference = c.was_reference,
             reason = c.was_reason, marked_at = c.was_marked_at, marked_by = c.was_marked_by, mark_id = c.was_mark_id
         FROM posting_changes c
         WHERE c.mark_id = $1 AND c.posting_id = postings.id AND postings.firm_id = $2 AND postings.mark_id = $1",
    )
    .bind(id.as_str())
    .bind(staff.firm.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}
