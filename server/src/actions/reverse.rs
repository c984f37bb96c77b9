//! Taking back what an action did, where that is possible.

use domain::{
    LinkState,
    action::LeftAlone,
    api::selections::ActionKind,
    id::{LinkId, MessageId},
};

use super::{
    batch::{self, BATCH, Outcome},
    row::Stored,
};
use crate::{
    db::{Col, Tx},
    http::Result,
    jobs::Failure,
    links::{expiry, items, row::LinkRow},
    mail,
    state::App,
};

#[derive(sqlx::FromRow)]
struct Changed {
    link_id: Col<LinkId>,
    expired_at: Option<i64>,
    message_id: Option<Col<MessageId>>,
}

/// Takes back the next links. Says whether there may be more. What can't be taken back stays done, with the reason.
///
/// # Errors
/// *Retry* when the database does not answer.
pub(super) async fn batch(app: &App, tx: &mut Tx, action: &Stored) -> Result<bool, Failure> {
    let changed: Vec<Changed> = sqlx::query_as(
        "SELECT link_id, expired_at, message_id FROM action_rows
         WHERE firm_id = $1 AND action_id = $2 AND done = 1 AND link_id > $3 ORDER BY link_id LIMIT $4",
    )
    .bind(action.firm_id.as_str())
    .bind(action.id.as_str())
    .bind(action.undone_to.as_str())
    .bind(BATCH)
    .fetch_all(tx.conn())
    .await?;
    items::hold(tx, &action.firm_id, changed.iter().map(|row| &row.link_id.0)).await?;
    let mut taken_back = 0_i64;
    for row in &changed {
        let outcome = match take_back(app, tx, action, row).await {
            Ok(why) => why.into(),
            Err(error) => batch::trouble(&row.link_id, error)?,
        };
        let is_back = outcome.reason == Some(LeftAlone::TakenBack);
        let message = row.message_id.clone().map(|id| id.0);
        let outcome = Outcome { expired_at: row.expired_at, message, ..outcome };
        batch::keep(tx, action, &row.link_id, !is_back, &outcome).await?;
        taken_back += i64::from(is_back);
    }
    let more = i64::try_from(changed.len()).is_ok_and(|worked_on| worked_on == BATCH);
    let last = changed.last().map_or(action.undone_to.as_str(), |row| row.link_id.as_str());
    sqlx::query(
        "UPDATE actions SET done = done - $1, skipped = skipped + $1, undone_to = $2, state = $3
         WHERE firm_id = $4 AND id = $5",
    )
    .bind(taken_back)
    .bind(last)
    .bind(if more { "running" } else { "undone" })
    .bind(action.firm_id.as_str())
    .bind(action.id.as_str())
    .execute(tx.conn())
    .await?;
    Ok(more)
}

async fn take_back(app: &App, tx: &mut Tx, action: &Stored, row: &Changed) -> Result<LeftAlone> {
    match (action.kind.0, &row.message_id) {
        (ActionKind::Resend, Some(message)) => {
            let withdrawn = mail::note_withdrawn(app, tx, &action.firm_id, message, action.actor()).await?;
            Ok(if withdrawn { LeftAlone::TakenBack } else { LeftAlone::MailSent })
        }
        (ActionKind::ExtendExpiry, _) => restore_end(app, tx, action, row).await,
        (ActionKind::Cancel | ActionKind::Resend, _) => Ok(LeftAlone::ChangedSince),
    }
}

/// Gives a link the end back that it had, if nothing has happened to it since. An end that is over by now stays away:
/// the link would have expired in the past, and a payment made since would count as late.
async fn restore_end(app: &App, tx: &mut Tx, action: &Stored, row: &Changed) -> Result<LeftAlone> {
    let link = LinkRow::lock(tx, &action.firm_id, &row.link_id).await?;
    let open = link.state() == LinkState::Outstanding && link.expires_at.is_none_or(|end| end > app.now().ms());
    if !open || link.expires_at != action.expires_at {
        return Ok(LeftAlone::ChangedSince);
    }
    let end = row.expired_at.map(domain::Instant::from_ms);
    if end.is_some_and(|end| end <= app.now()) {
        return Ok(LeftAlone::OldEndOver);
    }
    expiry::change(app, tx, &action.firm_id, &row.link_id, end, action.actor()).await?;
    Ok(LeftAlone::TakenBack)
}
