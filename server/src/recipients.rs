//! Whom links went to lately, so that nobody types an address twice.

use std::collections::HashSet;

use axum::extract::State;
use domain::{
    Problem,
    api::{Page, links::Recipient},
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    http::{CanBill, Json, Query, Result, page::contains},
    state::App,
};

/// Recipients that are offered.
const OFFERED: usize = 10;
/// How many links back one looks: nothing reads a whole table to offer a few names.
const LOOK_BACK: i64 = 2000;

/// The recipients' routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Search {
    /// A part of the name or the address.
    q: Option<String>,
}

/// People to whom the latest links went, at most ten, the most recent first.
#[utoipa::path(
    get, path = "/api/v1/recipients", tag = "links", operation_id = "list_recipients", params(Search),
    responses((status = 200, body = Page<Recipient>), (status = 403, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
async fn list(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Query(search): Query<Search>,
) -> Result<Json<Page<Recipient>>> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT name, email FROM (
             SELECT recipient_name AS name, recipient_email AS email, recipient_key, created_at, id
             FROM links WHERE firm_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2) AS recent
         WHERE name IS NOT NULL AND email IS NOT NULL
           AND (recipient_key LIKE $3 ESCAPE '\\' OR LOWER(email) LIKE $3 ESCAPE '\\')
         GROUP BY name, email ORDER BY MAX(created_at) DESC, MAX(id) DESC LIMIT $4",
    )
    .bind(staff.firm.as_str())
    .bind(LOOK_BACK)
    .bind(contains(search.q.as_deref().unwrap_or_default()))
    .bind(i64::try_from(4 * OFFERED).unwrap_or(i64::MAX))
    .fetch_all(app.db.read())
    .await?;
    Ok(Json(Page { data: distinct(rows), next_cursor: None }))
}

/// One entry an address, under the name that was used last.
fn distinct(rows: Vec<(String, String)>) -> Vec<Recipient> {
    let mut seen = HashSet::new();
    rows.into_iter()
        .filter(|(_, email)| seen.insert(email.to_lowercase()))
        .map(|(name, email)| Recipient { name, email })
        .take(OFFERED)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_offered_once() {
        let row = |name: &str, email: &str| (name.to_owned(), email.to_owned());
        let rows =
            vec![row("Ann Hale", "ann@example.org"), row("A. Hale", "Ann@example.org"), row("Bo", "bo@example.org")];
        let names: Vec<_> = distinct(rows).into_iter().map(|r| r.name).collect();
        assert_eq!(names, ["Ann Hale", "Bo"]);
    }
}
