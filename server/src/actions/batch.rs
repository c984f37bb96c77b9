//! The job: one batch of an action's links, and then the next.

use domain::{
    action::LeftAlone,
    id::{ActionId, FirmId, LinkId, MessageId},
};

use super::{reverse, row::Stored, work};
use crate::{
    db::{self, Tx},
    http::Error,
    jobs::{Failure, Job},
    state::App,
};

/// Links that one transaction changes. A payer who wants to pay one of them waits for no more than these.
pub(super) const BATCH: i64 = 25;

/// Works on one batch, and asks for the next one. Between two batches others have their turn: the mails of the batch
/// go out before the next ones are written.
///
/// # Errors
/// *Retry* when the database does not answer.
pub async fn run(app: &App, firm: &FirmId, id: &ActionId) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    // Whoever else works on it, because this worker was taken for dead, waits here and finds the rows done.
    let action = match Stored::lock(&mut tx, firm, id).await {
        Ok(action) => action,
        Err(Error::Problem(_)) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if action.state.0 != domain::api::selections::ActionState::Running {
        return Ok(());
    }
    let more = match action.undone_by {
        None => work::batch(app, &mut tx, &action).await?,
        Some(_) => reverse::batch(app, &mut tx, &action).await?,
    };
    if more {
        Job::RunAction { firm: firm.clone(), action: id.clone() }.enqueue(app, &mut tx, app.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What became of a link.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Why it was left alone, or could not be taken back.
    pub reason: Option<LeftAlone>,
    /// The end that it had.
    pub expired_at: Option<i64>,
    /// The mail that was queued.
    pub message: Option<MessageId>,
}

impl From<LeftAlone> for Outcome {
    fn from(why: LeftAlone) -> Self {
        Self { reason: Some(why), ..Self::default() }
    }
}

/// What to make of a link that could not be changed. A database that does not answer ends the batch, and it is tried
/// again as a whole; anything else is this link's own trouble and must not hold up the others.
pub(super) fn trouble(link: &LinkId, error: Error) -> Result<Outcome, Failure> {
    match error {
        Error::Internal(error) if db::is_to_blame(&error) => Err(Failure::Retry(error)),
        Error::Internal(error) => {
            tracing::error!(%link, error = format!("{error:#}"), "an action left a link alone");
            Ok(LeftAlone::Failed.into())
        }
        Error::Problem(problem) => {
            tracing::warn!(%link, problem = problem.kind, "an action left a link alone");
            Ok(LeftAlone::Failed.into())
        }
    }
}

/// Keeps what became of a link.
pub(super) async fn keep(
    tx: &mut Tx,
    action: &Stored,
    link: &LinkId,
    done: bool,
    outcome: &Outcome,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE action_rows SET done = $1, reason = $2, expired_at = $3, message_id = $4
         WHERE firm_id = $5 AND action_id = $6 AND link_id = $7",
    )
    .bind(i64::from(done))
    .bind(outcome.reason.map(LeftAlone::as_str))
    .bind(outcome.expired_at)
    .bind(outcome.message.as_ref().map(MessageId::as_str))
    .bind(action.firm_id.as_str())
    .bind(action.id.as_str())
    .bind(link.as_str())
    .execute(tx.conn())
    .await
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_s_own_trouble_does_not_hold_up_the_others() {
        let link = LinkId::from_u128(1);
        let away = Error::from(Failure::from(sqlx::Error::PoolTimedOut));
        assert!(matches!(trouble(&link, away), Err(Failure::Retry(_))));
        let own = Error::Internal(anyhow::anyhow!("the key of its token is gone"));
        assert_eq!(trouble(&link, own).unwrap().reason, Some(LeftAlone::Failed));
        assert_eq!(trouble(&link, Error::not_found("link")).unwrap().reason, Some(LeftAlone::Failed));
    }
}
