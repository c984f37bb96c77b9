//! Mending rows: edits, more rows, fewer rows. All of a request happens, or nothing.

mod asked;
mod write;

use std::collections::BTreeSet;

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Problem,
    api::imports::{ImportState, RowChanges, RowsChanged},
    id::ImportId,
    imports::{Mapping, check},
};

use self::{asked::Asked, write::Changes};
use super::{
    check::{Verdict, basis, store},
    keys::{self, Scope},
    lines::{self, Which},
    raw::RawRow,
    row::Stored,
};
use crate::{
    db::Tx,
    http::{CanBill, Error, Path, Result, idempotency::Once},
    state::App,
};

/// Change rows: write cells, add rows, remove some and put some back, at most 1,000 rows at once. Rows that have their
/// link stay what they are. Send an `Idempotency-Key` where rows are added, to ask again without adding them twice.
#[utoipa::path(
    patch, path = "/api/v1/imports/{id}/rows", tag = "imports", operation_id = "change_import_rows",
    params(("id" = ImportId, Path)), request_body = RowChanges,
    responses(
        (status = 200, body = RowsChanged), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "A row has its link, or the rows are at work", body = Problem),
        (status = 413, body = Problem), (status = 422, body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn edit(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ImportId>,
    Once(changes, mut ticket): Once<RowChanges>,
) -> Result<Response> {
    let asked = Asked::parse(changes)?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let import = Stored::lock(&mut tx, &staff.firm, &id).await?;
    refuse_at_work(&import)?;
    let changes = Changes::begin(&mut tx, &import, asked).await?;
    changes.store(&mut tx, &import, app.now()).await?;
    check_some(&app, &mut tx, &import, &changes).await?;
    let (account, now) = (import.account_id.as_ref().map(|id| &id.0), app.now());
    let scope = Scope { firm: &staff.firm, import: &id, account, now };
    let edited: Vec<i64> = changes.kept.union(&changes.removed).copied().collect();
    let looked_at = keys::mark(&mut tx, &scope, &edited, &changes.before).await?;
    let shown: BTreeSet<i64> = looked_at.union(&changes.kept).copied().collect();
    let import = Stored::find(tx.conn(), &staff.firm, &id).await?;
    let rows = lines::find(tx.conn(), &import, &Which::Numbers(shown.into_iter().collect())).await?;
    let import = import.detail(tx.conn()).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::OK, &RowsChanged { rows, import }).await?;
    tx.commit().await?;
    Ok(answer)
}

fn refuse_at_work(import: &Stored) -> Result<()> {
    let why = match import.state.0 {
        ImportState::Review | ImportState::Done => return Ok(()),
        ImportState::Checking => "These rows are still being checked: try again in a moment",
        ImportState::Mapping => "Say first what the columns of this upload mean",
        ImportState::Sending => "Links are being made of these rows: wait until that is done, or stop it",
    };
    Err(Error::conflict(import.state.as_str(), why))
}

/// Checks the rows that were written, added or put back.
async fn check_some(app: &App, tx: &mut Tx, import: &Stored, changes: &Changes) -> Result<()> {
    let mapping: &Mapping = &changes.mapping;
    let context = basis(app, tx.conn(), import, mapping, import.readings()?).await?;
    let rows = RawRow::of(tx.conn(), &import.firm_id, &import.id, changes.kept.iter().copied()).await?;
    let verdict = |row: &RawRow| Verdict::of(&check(&row.read(mapping)?, &context));
    let verdicts = rows.iter().map(verdict).collect::<Result<Vec<_>>>()?;
    Ok(store(tx, &import.id, &verdicts).await?)
}
