//! How far actions are, and what became of each link.

use axum::extract::State;
use domain::{
    LinkStatus, Problem,
    action::LeftAlone,
    api::{
        Page,
        selections::{Action, ActionKind, ActionRow},
    },
    id::{ActionId, LinkId},
};
use serde::Deserialize;

use super::row::{Stored, action_columns};
use crate::{
    db::{Col, Flag},
    http::{
        CanBill, Json, Path, Query, Result,
        page::{Paging, page},
    },
    state::App,
};

/// The firm's actions, the newest first.
#[utoipa::path(
    get, path = "/api/v1/actions", tag = "actions", operation_id = "list_actions", params(Paging),
    responses((status = 200, body = Page<Action>), (status = 403, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn index(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Action>>> {
    let limit = paging.limit()?;
    let before: Option<ActionId> = paging.cursor()?;
    let rows: Vec<Stored> = sqlx::query_as(concat!(
        "SELECT ",
        action_columns!(),
        " FROM actions WHERE firm_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"
    ))
    .bind(staff.firm.as_str())
    .bind(before.map_or_else(|| "~".to_owned(), String::from))
    .bind(limit + 1)
    .fetch_all(app.db.read())
    .await?;
    page(rows, limit, |row| row.id.to_string(), |row| Ok(row.into())).map(Json)
}

/// How far an action is.
#[utoipa::path(
    get, path = "/api/v1/actions/{id}", tag = "actions", operation_id = "get_action", params(("id" = ActionId, Path)),
    responses((status = 200, body = Action), (status = 403, body = Problem), (status = 404, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn get(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ActionId>,
) -> Result<Json<Action>> {
    let mut conn = app.db.read().acquire().await?;
    Ok(Json(Stored::find(&mut conn, &staff.firm, &id).await?.into()))
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RowsOf {
    /// `true` for links that were changed, `false` for those that were left alone.
    #[serde(rename = "filter[done]")]
    done: Option<bool>,
    /// Rows of a page: 1 to 100, 25 if absent.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    link_id: Col<LinkId>,
    done: Option<Flag>,
    reason: Option<Col<LeftAlone>>,
    status: Col<LinkStatus>,
    label: Option<String>,
}

macro_rules! select_rows {
    ($filter:literal) => {
        concat!(
            "SELECT r.link_id, r.done, r.reason, l.status,
                 COALESCE(l.recipient_name, l.recipient_email, l.invoice_number, l.description) AS label
             FROM action_rows r JOIN links l ON l.id = r.link_id AND l.firm_id = r.firm_id
             WHERE r.firm_id = $1 AND r.action_id = $2 AND r.link_id > $3 AND ",
            $filter,
            " ORDER BY r.link_id LIMIT $5"
        )
    };
}

/// What became of each link, in the order in which the links were made.
#[utoipa::path(
    get, path = "/api/v1/actions/{id}/rows", tag = "actions", operation_id = "list_action_rows",
    params(("id" = ActionId, Path), RowsOf),
    responses((status = 200, body = Page<ActionRow>), (status = 403, body = Problem), (status = 404, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn rows(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ActionId>,
    Query(asked): Query<RowsOf>,
) -> Result<Json<Page<ActionRow>>> {
    let paging = Paging { limit: asked.limit, cursor: asked.cursor };
    let limit = paging.limit()?;
    let after: Option<LinkId> = paging.cursor()?;
    let mut conn = app.db.read().acquire().await?;
    let action = Stored::find(&mut conn, &staff.firm, &id).await?;
    let sql = match asked.done {
        Some(_) => select_rows!("r.done = $4"),
        None => select_rows!("$4 = -1"),
    };
    let rows: Vec<Row> = sqlx::query_as(sql)
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .bind(after.map_or_else(String::new, String::from))
        .bind(asked.done.map_or(-1, i64::from))
        .bind(limit + 1)
        .fetch_all(&mut *conn)
        .await?;
    page(rows, limit, |row| row.link_id.to_string(), |row| Ok(row.show(action.kind.0))).map(Json)
}

impl Row {
    fn show(self, kind: ActionKind) -> ActionRow {
        let done = self.done.map(|done| done.0);
        // Cancelling blocks a link at once; if its payer had confirmed just before, the payment wins.
        let paid = matches!(self.status.0, LinkStatus::Paid | LinkStatus::PartlyPaid | LinkStatus::Processing);
        let won = (kind == ActionKind::Cancel && done == Some(true) && paid).then_some(LeftAlone::PaymentWon);
        ActionRow {
            label: self.label.unwrap_or_else(|| self.link_id.to_string()),
            link_id: self.link_id.0,
            done,
            reason: self.reason.map(|why| why.0).or(won).map(|why| why.label().to_owned()),
        }
    }
}
