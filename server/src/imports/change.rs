//! Another account, or another way of delivery; and what every change of an import asks first.

use axum::extract::State;
use domain::{
    Problem,
    api::imports::{ImportChange, ImportDetail, ImportState},
    id::{FirmId, ImportId},
    imports::Delivery,
};

use super::{check::has_links, draft, row::Stored};
use crate::{
    db::Tx,
    http::{CanBill, Error, Json, Path, Result},
    jobs::Job,
    state::App,
};

/// Choose the receiving account, or what will be done with the rows. The rows are checked again. The account stays what
/// it is once a link was made.
#[utoipa::path(
    patch, path = "/api/v1/imports/{id}", tag = "imports", operation_id = "change_import",
    params(("id" = ImportId, Path)), request_body = ImportChange,
    responses(
        (status = 200, body = ImportDetail), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "Links are being made, or were", body = Problem), (status = 422, body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn edit(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ImportId>,
    Json(change): Json<ImportChange>,
) -> Result<Json<ImportDetail>> {
    let mut tx = app.db.begin().await?;
    let import = Stored::lock(&mut tx, &staff.firm, &id).await?;
    let account = match change.account_id.as_deref() {
        Some(text) => Some(draft::receiving_account(tx.conn(), &staff.firm, text).await?),
        None => None,
    };
    let account = account.filter(|account| import.account_id.as_ref().is_none_or(|now| now.0 != *account));
    let delivery = change.delivery.filter(|delivery| *delivery != import.delivery.0);
    if account.is_some() {
        refuse_after_links(&mut tx, &import, "account").await?;
    }
    if account.is_some() || delivery.is_some() {
        refuse_while_sending(&import)?;
        sqlx::query(
            "UPDATE imports SET account_id = COALESCE($1, account_id), delivery = COALESCE($2, delivery)
             WHERE firm_id = $3 AND id = $4",
        )
        .bind(account.as_ref().map(ToString::to_string))
        .bind(delivery.map(Delivery::as_str))
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
        check_again(&app, &mut tx, &staff.firm, &id).await?;
    }
    let detail = Stored::find(tx.conn(), &staff.firm, &id).await?.detail(tx.conn()).await?;
    tx.commit().await?;
    Ok(Json(detail))
}

/// Has all rows checked anew. Whoever checks them for what was said before stops.
pub(super) async fn check_again(app: &App, tx: &mut Tx, firm: &FirmId, id: &ImportId) -> Result<()> {
    sqlx::query(
        "UPDATE imports SET state = 'checking', round = round + 1, progress = 0, questions = '[]', trouble = NULL,
             touched_at = $1
         WHERE firm_id = $2 AND id = $3",
    )
    .bind(app.now().ms())
    .bind(firm.as_str())
    .bind(id.as_str())
    .execute(tx.conn())
    .await?;
    Job::CheckImport { firm: firm.clone(), import: id.clone() }.enqueue(app, tx, app.now()).await?;
    Ok(())
}

pub(super) fn refuse_while_sending(import: &Stored) -> Result<()> {
    if import.state.0 == ImportState::Sending {
        return Err(Error::conflict(
            "sending",
            "Links are being made of these rows: wait until that is done, or stop it",
        ));
    }
    Ok(())
}

pub(super) async fn refuse_after_links(tx: &mut Tx, import: &Stored, what: &str) -> Result<()> {
    if has_links(tx.conn(), import).await? {
        let why =
            format!("Links were made of these rows, so the {what} stays what it is: upload the others as a new file");
        return Err(Error::conflict("has-links", why));
    }
    Ok(())
}
