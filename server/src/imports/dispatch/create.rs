//! Asking for it.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Problem,
    api::{
        audit::EventKind,
        imports::{ImportCounts, ImportDetail, ImportState, NewDispatch},
    },
    id::{FirmId, ImportId},
    imports::Delivery,
};

use super::{Stored, scope};
use crate::{
    accounts::AccountRow,
    audit::Event,
    db::Tx,
    http::{CanBill, Error, Path, Result, Staff, idempotency::Once},
    imports::{check::currency, keys},
    jobs::Job,
    state::App,
};

/// Make a link of each row, and mail it if the import's delivery is `mail`. It is done in the background; ask for the
/// import to see how far it is. What is sent again makes links of the rows that have none.
#[utoipa::path(
    post, path = "/api/v1/imports/{id}/dispatch", tag = "imports", operation_id = "dispatch_import",
    params(("id" = ImportId, Path)), request_body = NewDispatch,
    responses(
        (status = 202, body = ImportDetail), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "Rows have errors, nothing is left to send, or it is not ready", body = Problem),
        (status = 422, description = "Account or delivery is open", body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ImportId>,
    Once(new, mut ticket): Once<NewDispatch>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let rows = match look(&app, &mut tx, &staff.firm, &id, new).await? {
        Ok(rows) => rows,
        Err(why) => {
            drop(tx);
            keep_marks(&app, &staff.firm, &id).await?;
            return Err(why.into());
        }
    };
    begin(&app, &mut tx, &staff, &id, rows).await?;
    let import = Stored::find(tx.conn(), &staff.firm, &id).await?.detail(tx.conn()).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::ACCEPTED, &import).await?;
    tx.commit().await?;
    Ok(answer)
}

/// How many rows will be sent. The inner refusal is about rows, as they are marked by then.
async fn look(app: &App, tx: &mut Tx, firm: &FirmId, id: &ImportId, new: NewDispatch) -> Result<Result<i64, Problem>> {
    let import = Stored::lock(tx, firm, id).await?;
    waits(import.state.0)?;
    let nobody = || Error::field("/account_id", "Choose the receiving account first");
    let account = AccountRow::lock(tx, firm, import.account_id.as_ref().ok_or_else(nobody)?).await?;
    account.connection_for(currency(tx.conn(), &import).await?)?;
    if import.delivery.0 == Delivery::Undecided {
        return Err(Error::field("/delivery", "Choose whether the links are mailed, or downloaded"));
    }
    keys::mark_all(tx, &scope(app, &import, &account.id)).await?;
    Ok(sendable(import.counts(tx.conn()).await?, new.only_ready))
}

fn waits(state: ImportState) -> Result<()> {
    let (kind, why) = match state {
        ImportState::Review | ImportState::Done => return Ok(()),
        ImportState::Checking => ("not-ready", "The rows are still being checked: try again in a moment"),
        ImportState::Mapping => ("not-ready", "Say first what the columns mean"),
        ImportState::Sending => ("sending", "This upload is being sent already"),
    };
    Err(Error::conflict(kind, why))
}

fn sendable(counts: ImportCounts, only_ready: bool) -> Result<i64, Problem> {
    let (ready, wrong) = (counts.sendable(), counts.error);
    let rows = |count: i64| if count == 1 { "1 row".to_owned() } else { format!("{count} rows") };
    if wrong > 0 && (!only_ready || ready == 0) {
        let what = if wrong == 1 { "1 row needs attention".to_owned() } else { format!("{wrong} rows need attention") };
        let rest = match ready {
            0 => "Mend or delete them".to_owned(),
            _ => format!("Mend or delete them, or send only the {} without errors", rows(ready)),
        };
        return Err(Problem::new(409, "rows-need-attention", what).with_detail(rest));
    }
    if ready == 0 {
        let why = if counts.created > 0 { "Every row has its link" } else { "There are no rows to send" };
        return Err(Problem::new(409, "nothing-to-send", why));
    }
    Ok(ready)
}

/// Rows that are errors only since other links were made are shown as such, also if nothing is sent.
async fn keep_marks(app: &App, firm: &FirmId, id: &ImportId) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let import = Stored::lock(&mut tx, firm, id).await?;
    if let (Ok(()), Some(account)) = (waits(import.state.0), &import.account_id) {
        keys::mark_all(&mut tx, &scope(app, &import, account)).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn begin(app: &App, tx: &mut Tx, staff: &Staff, id: &ImportId, rows: i64) -> Result<()> {
    let now = app.now();
    sqlx::query(
        "UPDATE imports SET state = 'sending', trouble = NULL, sent_at = $1, touched_at = $1, sent_by = $2,
             sent_by_id = $3 WHERE firm_id = $4 AND id = $5",
    )
    .bind(now.ms())
    .bind(staff.name.as_str())
    .bind(staff.id())
    .bind(staff.firm.as_str())
    .bind(id.as_str())
    .execute(tx.conn())
    .await?;
    let event = Event::new(&staff.firm, EventKind::ImportSent, staff);
    event.detail(format!("{id}: {rows} rows")).record(app, tx).await?;
    Job::DispatchImport { firm: staff.firm.clone(), import: id.clone() }.enqueue(app, tx, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(ready: i64, warning: i64, error: i64, created: i64) -> ImportCounts {
        ImportCounts { ready, warning, error, created }
    }

    #[test]
    fn rows_with_errors_hold_back_the_file_unless_they_are_left_out() {
        assert_eq!(sendable(counts(3, 2, 0, 9), false), Ok(5));
        assert_eq!(sendable(counts(3, 0, 1, 0), true), Ok(3));
        let refused = sendable(counts(1, 0, 12, 0), false).unwrap_err();
        assert_eq!(refused.title, "12 rows need attention");
        assert_eq!(refused.detail.as_deref(), Some("Mend or delete them, or send only the 1 row without errors"));
        assert_eq!(sendable(counts(0, 0, 1, 0), true).unwrap_err().title, "1 row needs attention");
    }

    #[test]
    fn nothing_is_sent_twice() {
        assert_eq!(sendable(counts(0, 0, 0, 4), false).unwrap_err().title, "Every row has its link");
        assert_eq!(sendable(counts(0, 0, 0, 0), true).unwrap_err().title, "There are no rows to send");
    }
}
