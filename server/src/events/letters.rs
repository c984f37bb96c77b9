//! What a mail about money says of the appointment that it is for.

use minijinja::{Value, context};
use sqlx::AnyConnection;

use super::when;
use crate::{http::Result, links::row::LinkRow, state::App};

/// The appointment that a link asks money for, for its payer: when and where it is, and where a calendar finds it; unless
/// it was cancelled. `zone` is the firm's.
///
/// # Errors
/// When the database does not answer, or the link's URL can't be made.
pub async fn of_link(app: &App, conn: &mut AnyConnection, link: &LinkRow, zone: &str) -> Result<Option<Value>> {
    let found: Option<(i64, i64, Option<String>)> = sqlx::query_as(
        "SELECT e.starts_at, e.ends_at, e.place FROM links l
         JOIN appointments e ON e.id = l.event_id AND e.firm_id = l.firm_id
         WHERE l.firm_id = $1 AND l.id = $2 AND e.status <> 'cancelled'",
    )
    .bind(link.firm_id.as_str())
    .bind(link.id.as_str())
    .fetch_optional(conn)
    .await?;
    let Some((starts_at, ends_at, place)) = found else { return Ok(None) };
    let when = when::say(starts_at, ends_at, &when::zone(zone));
    let calendar = format!("{}/event.ics", link.url(app)?);
    Ok(Some(context! { when => when, place => place, calendar => calendar }))
}
