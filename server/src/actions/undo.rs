//! Stopping an action, and having it taken back.

use axum::extract::State;
use domain::{
    Problem,
    action::LeftAlone,
    api::{
        audit::EventKind,
        selections::{Action, ActionKind, ActionState},
    },
    id::ActionId,
};

use super::{create::at_work, row::Stored};
use crate::{
    audit::Event,
    db::Tx,
    http::{CanBill, Error, Json, Path, Result, Staff},
    jobs::Job,
    state::App,
};

/// Stop an action. What it did so far stays; the links that wait are left alone.
#[utoipa::path(
    post, path = "/api/v1/actions/{id}/stoppage", tag = "actions", operation_id = "stop_action",
    params(("id" = ActionId, Path)),
    responses(
        (status = 200, body = Action), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "It is not at work any more", body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn stop(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ActionId>,
) -> Result<Json<Action>> {
    let mut tx = app.db.begin().await?;
    let action = Stored::lock(&mut tx, &staff.firm, &id).await?;
    if action.state.0 != ActionState::Running || action.undone_by.is_some() {
        return Err(Error::conflict("not-at-work", "This action is not at work any more"));
    }
    leave_the_rest(&mut tx, &action).await?;
    set_state(&mut tx, &action, ActionState::Stopped).await?;
    record(&app, &mut tx, &staff, EventKind::ActionStopped, &action).await?;
    let after = Stored::find(tx.conn(), &staff.firm, &id).await?;
    tx.commit().await?;
    Ok(Json(after.into()))
}

/// Take an action back where that is possible: links get the end back that they had, mails that have not gone out are
/// withdrawn. One that is at work stops first. It is `running` until everything is back, then `undone`.
#[utoipa::path(
    delete, path = "/api/v1/actions/{id}", tag = "actions", operation_id = "undo_action",
    params(("id" = ActionId, Path)),
    responses(
        (status = 200, body = Action), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "It can't be taken back", body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn undo(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ActionId>,
) -> Result<Json<Action>> {
    let mut tx = app.db.begin().await?;
    let action = Stored::lock(&mut tx, &staff.firm, &id).await?;
    refuse_what_stays(&action)?;
    leave_the_rest(&mut tx, &action).await?;
    withdraw_mails(&mut tx, &action).await?;
    sqlx::query("UPDATE actions SET undone_by = $1, undone_by_id = $2 WHERE firm_id = $3 AND id = $4")
        .bind(staff.name.as_str())
        .bind(staff.id())
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    set_state(&mut tx, &action, ActionState::Running).await?;
    record(&app, &mut tx, &staff, EventKind::ActionUndone, &action).await?;
    Job::RunAction { firm: staff.firm.clone(), action: id.clone() }.enqueue(&app, &mut tx, app.now()).await?;
    let after = Stored::find(tx.conn(), &staff.firm, &id).await?;
    tx.commit().await?;
    Ok(Json(after.into()))
}

/// 409 with a sentence for what can't be taken back.
fn refuse_what_stays(action: &Stored) -> Result<()> {
    let (title, detail) = match action.kind.0 {
        ActionKind::Cancel if action.state.0 == ActionState::Running => {
            ("Cancelled links can't be opened again", "Stop the action to keep the links that wait")
        }
        ActionKind::Cancel => ("Cancelled links can't be opened again", "Make new links instead"),
        _ if action.undone_by.is_some() => ("This action has been taken back already", "Nothing is left to do"),
        _ if action.done == 0 && action.state.0 != ActionState::Running => {
            ("This action changed nothing", "There is nothing to take back")
        }
        ActionKind::Resend if !action.undoable.0 && action.state.0 != ActionState::Running => {
            ("All emails have gone out", "They can't be called back")
        }
        ActionKind::Resend | ActionKind::ExtendExpiry => return Ok(()),
    };
    Err(Problem::new(409, "not-undoable", title).with_detail(detail).into())
}

/// Links that wait stay as they are.
async fn leave_the_rest(tx: &mut Tx, action: &Stored) -> Result<()> {
    let left = sqlx::query(
        "UPDATE action_rows SET done = 0, reason = $1 WHERE firm_id = $2 AND action_id = $3 AND done IS NULL",
    )
    .bind(LeftAlone::Stopped.as_str())
    .bind(action.firm_id.as_str())
    .bind(action.id.as_str())
    .execute(tx.conn())
    .await?;
    sqlx::query("UPDATE actions SET skipped = skipped + $1 WHERE firm_id = $2 AND id = $3")
        .bind(i64::try_from(left.rows_affected()).unwrap_or(0))
        .bind(action.firm_id.as_str())
        .bind(action.id.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps mails from going out, at once: the job that tells it to each link may come behind them in the queue.
async fn withdraw_mails(tx: &mut Tx, action: &Stored) -> Result<()> {
    sqlx::query(
        "UPDATE messages SET state = 'withdrawn' WHERE firm_id = $1 AND state = 'queued' AND id IN (
             SELECT message_id FROM action_rows
             WHERE firm_id = $1 AND action_id = $2 AND done = 1 AND message_id IS NOT NULL)",
    )
    .bind(action.firm_id.as_str())
    .bind(action.id.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn set_state(tx: &mut Tx, action: &Stored, state: ActionState) -> Result<()> {
    let set = sqlx::query("UPDATE actions SET state = $1 WHERE firm_id = $2 AND id = $3")
        .bind(state.as_str())
        .bind(action.firm_id.as_str())
        .bind(action.id.as_str())
        .execute(tx.conn())
        .await;
    match set {
        Ok(_) => Ok(()),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Err(at_work()),
        Err(error) => Err(error.into()),
    }
}

async fn record(app: &App, tx: &mut Tx, staff: &Staff, kind: EventKind, action: &Stored) -> Result<()> {
    let event = Event::new(&staff.firm, kind, staff);
    Ok(event.detail(format!("{}: {} links", action.kind.0, action.total)).record(app, tx).await?)
}
