//! Doing without an import.

use axum::{extract::State, http::StatusCode};
use domain::{Problem, api::audit::EventKind, id::ImportId};

use super::{change::refuse_while_sending, check::has_links, row::Stored};
use crate::{
    audit::Event,
    http::{CanBill, Error, Path, Result},
    state::App,
};

/// Do without an import, as long as no link was made of it.
#[utoipa::path(
    delete, path = "/api/v1/imports/{id}", tag = "imports", operation_id = "delete_import",
    params(("id" = ImportId, Path)),
    responses(
        (status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "Links are being made, or were", body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn remove(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ImportId>,
) -> Result<StatusCode> {
    let mut tx = app.db.begin().await?;
    let import = Stored::lock(&mut tx, &staff.firm, &id).await?;
    refuse_while_sending(&import)?;
    if has_links(tx.conn(), &import).await? {
        return Err(Error::conflict("has-links", "Links were made of this upload, so it is kept with them"));
    }
    Event::new(&staff.firm, EventKind::ImportRemoved, &staff).detail(&id).record(&app, &mut tx).await?;
    // Nobody finds it any more. Its rows are dropped a few at a time, since others want to write, too: see `forget`.
    sqlx::query("UPDATE imports SET state = 'reading', touched_at = 0 WHERE firm_id = $1 AND id = $2")
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
