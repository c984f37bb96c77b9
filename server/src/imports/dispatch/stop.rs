//! Stopping it.

use axum::{Json, extract::State};
use domain::{
    Problem,
    api::{
        audit::EventKind,
        imports::{ImportDetail, ImportState},
    },
    id::ImportId,
};

use super::{Stored, end};
use crate::{
    audit::Event,
    http::{CanBill, Path, Result},
    state::App,
};

/// Stop sending. Links that were made stay, and so do mails that wait for their turn; the other rows can be sent later.
/// What is not being sent stays as it is.
#[utoipa::path(
    post, path = "/api/v1/imports/{id}/stoppage", tag = "imports", operation_id = "stop_import",
    params(("id" = ImportId, Path)),
    responses((status = 200, body = ImportDetail), (status = 403, body = Problem), (status = 404, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn stop(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ImportId>,
) -> Result<Json<ImportDetail>> {
    let mut tx = app.db.begin().await?;
    let import = Stored::lock(&mut tx, &staff.firm, &id).await?;
    if import.state.0 == ImportState::Sending {
        end(&app, &mut tx, &staff.firm, &import, None).await?;
        Event::new(&staff.firm, EventKind::ImportStopped, &staff).detail(&id).record(&app, &mut tx).await?;
    }
    let import = Stored::find(tx.conn(), &staff.firm, &id).await?.detail(tx.conn()).await?;
    tx.commit().await?;
    Ok(Json(import))
}
