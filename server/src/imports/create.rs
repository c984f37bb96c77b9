//! An import without a file.

use std::collections::BTreeSet;

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Fields, Problem,
    api::imports::{ImportDetail, MAX_CHANGED_ROWS, NewImport, NewRow},
    imports::{Cell, Column, FileRow, MappedHeader, Mapping},
};

use super::{
    draft::Draft,
    raw::{self, NewRaw},
};
use crate::{
    http::{CanBill, Result, idempotency::Once},
    state::App,
};

/// Characters of a cell: as many as are read from a file.
const LONGEST_CELL: usize = 10_000;
/// The row of the headers, if it were a file.
const HEADERS: i64 = 1;

/// Begin an import without a file: its rows are given here, and by changes to its rows.
#[utoipa::path(
    post, path = "/api/v1/imports", tag = "imports", operation_id = "create_import", request_body = NewImport,
    responses(
        (status = 201, body = ImportDetail), (status = 403, body = Problem),
        (status = 409, description = "There are too many that nobody has sent", body = Problem),
        (status = 422, body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Once(new, mut ticket): Once<NewImport>,
) -> Result<Response> {
    check_rows("/rows", &new.rows)?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let about = (new.name.as_deref(), new.account_id.as_deref(), new.delivery);
    let draft = Draft::new(&app, tx.conn(), &staff, about).await?;
    let mapping = columns_of(&new.rows);
    draft.insert(&app, &mut tx, &staff, "reading", &mapping, None).await?;
    let rows = (HEADERS + 1..).zip(&new.rows).map(|(number, row)| typed(number, row, &mapping));
    raw::store(&mut tx, &draft.id, &rows.collect::<Result<Vec<_>>>()?).await?;
    let total = i64::try_from(new.rows.len()).unwrap_or(i64::MAX);
    let detail = draft.complete(&app, &mut tx, &staff, total, &[]).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &detail).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Checks that rows are not too many, and that what was typed can be kept.
///
/// # Errors
/// 422 at the cells.
pub(super) fn check_rows(pointer: &str, rows: &[NewRow]) -> Result<()> {
    let mut fields = Fields::new();
    if rows.len() > MAX_CHANGED_ROWS {
        fields.refuse(pointer, "Give at most 1,000 rows at once");
    }
    for (at, row) in rows.iter().take(MAX_CHANGED_ROWS).enumerate() {
        for (column, text) in row {
            check_text(&mut fields, &format!("{pointer}/{at}/{column}"), text);
        }
    }
    Ok(fields.finish(Some(()))?)
}

/// Checks that a text can be kept.
pub(super) fn check_text(fields: &mut Fields, pointer: &str, text: &str) {
    if text.chars().count() > LONGEST_CELL {
        fields.refuse(pointer, "Use at most 10,000 characters");
    }
    if text.contains('\0') {
        fields.refuse(pointer, "Remove the NUL characters");
    }
}

/// The columns that rows have, in the order of the template; there is always one for the amount.
fn columns_of(rows: &[NewRow]) -> Mapping {
    let used: BTreeSet<Column> = rows.iter().flat_map(|row| row.keys().copied()).chain([Column::Amount]).collect();
    Mapping { headers: used.into_iter().map(synthetic).collect(), ..Mapping::default() }
}

/// The header of a column that no file has.
pub(super) fn synthetic(column: Column) -> MappedHeader {
    MappedHeader { header: column.label().to_owned(), column: Some(column) }
}

/// A row as someone typed it, by the places of its columns.
///
/// # Errors
/// None that could be expected: the cells are written as JSON.
pub(super) fn typed(number: i64, row: &NewRow, mapping: &Mapping) -> Result<NewRaw> {
    let cell = |column: Option<Column>| column.and_then(|column| row.get(&column)).map(Cell::text);
    let cells = mapping.headers.iter().map(|mapped| cell(mapped.column).unwrap_or_default()).collect();
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    NewRaw::new(FileRow { number, cells }, mapping.headers.len())
}
