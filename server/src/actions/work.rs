//! Doing it: each link by the function that its own route uses.

use domain::{action, api::selections::ActionKind, id::LinkId, link::Closing};

use super::{
    batch::{self, BATCH, Outcome},
    facts,
    row::Stored,
};
use crate::{
    db::{Col, Tx},
    http::Result,
    jobs::Failure,
    links::{closing, deliveries, expiry, items},
    state::App,
};

/// Works on the next links that wait. Says whether there may be more.
///
/// # Errors
/// *Retry* when the database does not answer.
pub(super) async fn batch(app: &App, tx: &mut Tx, action: &Stored) -> Result<bool, Failure> {
    // In the order of their ids, as a settlement locks a link and its successor: nobody waits in a ring.
    let waiting: Vec<Col<LinkId>> = sqlx::query_scalar(
        "SELECT link_id FROM action_rows WHERE firm_id = $1 AND action_id = $2 AND done IS NULL
         ORDER BY link_id LIMIT $3",
    )
    .bind(action.firm_id.as_str())
    .bind(action.id.as_str())
    .bind(BATCH)
    .fetch_all(tx.conn())
    .await?;
    items::hold(tx, &action.firm_id, waiting.iter().map(|link| &link.0)).await?;
    let (mut done, mut skipped) = (0_i64, 0_i64);
    for link in &waiting {
        let outcome = match apply(app, tx, action, link).await {
            Ok(outcome) => outcome,
            Err(error) => batch::trouble(link, error)?,
        };
        let changed = outcome.reason.is_none();
        batch::keep(tx, action, link, changed, &outcome).await?;
        *(if changed { &mut done } else { &mut skipped }) += 1;
    }
    let more = i64::try_from(waiting.len()).is_ok_and(|worked_on| worked_on == BATCH);
    sqlx::query(
        "UPDATE actions SET done = done + $1, skipped = skipped + $2, state = $3 WHERE firm_id = $4 AND id = $5",
    )
    .bind(done)
    .bind(skipped)
    .bind(if more { "running" } else { "done" })
    .bind(action.firm_id.as_str())
    .bind(action.id.as_str())
    .execute(tx.conn())
    .await?;
    Ok(more)
}

async fn apply(app: &App, tx: &mut Tx, action: &Stored, link: &LinkId) -> Result<Outcome> {
    let (facts, expired_at) = facts::lock(tx, &action.firm_id, link, app.now(), action.end()).await?;
    if let Err(why) = action::applies(action.kind.0, &facts) {
        return Ok(why.into());
    }
    let firm = &action.firm_id;
    match action.kind.0 {
        ActionKind::Cancel => {
            closing::begin(app, tx, firm, link, Closing::Cancel, action.actor()).await?;
            Ok(Outcome::default())
        }
        ActionKind::Resend => {
            let message = deliveries::send(app, tx, firm, link, None).await?;
            Ok(Outcome { message, ..Outcome::default() })
        }
        ActionKind::ExtendExpiry => {
            expiry::change(app, tx, firm, link, action.end(), action.actor()).await?;
            Ok(Outcome { expired_at, ..Outcome::default() })
        }
    }
}
