//! The mail that a row would send.

use axum::extract::State;
use domain::{
    Mode, Problem,
    api::imports::MailPreview,
    id::ImportId,
    imports::{RowValues, check},
    link::PartPolicy,
    text::{Description, InvoiceNumber, Message},
};
use sqlx::AnyConnection;

use super::{check::basis, raw::RawRow, row::Stored};
use crate::{
    accounts::AccountRow,
    firm,
    http::{CanBill, Error, Json, Path, Result},
    links::row::purpose,
    mail::Letter,
    state::App,
};

/// The mail that a row would send now. The link in it leads nowhere.
#[utoipa::path(
    get, path = "/api/v1/imports/{id}/rows/{number}/mail", tag = "imports", operation_id = "preview_import_mail",
    params(("id" = ImportId, Path), ("number" = u32, Path)),
    responses(
        (status = 200, body = MailPreview), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "The row does not say whom to ask for what", body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn preview(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path((id, number)): Path<(ImportId, u32)>,
) -> Result<Json<MailPreview>> {
    let mut conn = app.db.read().acquire().await?;
    let import = Stored::find(&mut conn, &staff.firm, &id).await?;
    let values = values(&app, &mut conn, &import, number).await?;
    let (Some(money), Some(email)) = (values.money(), &values.email) else { return Err(unready()) };
    let name = values.name.as_ref().map_or(email.as_str(), |name| name.as_str());
    let letter = Letter {
        name,
        money,
        min_amount: values.min_amount,
        part_policy: PartPolicy::Continue,
        purpose: purpose(
            values.description.as_ref().map(Description::as_str),
            values.invoice_number.as_ref().map(InvoiceNumber::as_str),
        ),
        message: values.message.as_ref().map(Message::as_str),
        due_on: values.due_on,
        url: app.config.url("/l/preview"),
        test: is_test(&mut conn, &import).await?,
    };
    let mail = letter.preview(&firm::load_in(&mut conn, &staff.firm).await?)?;
    Ok(Json(MailPreview { to: format!("{name} <{email}>"), subject: mail.subject, html: mail.html, text: mail.text }))
}

async fn values(app: &App, conn: &mut AnyConnection, import: &Stored, number: u32) -> Result<RowValues> {
    let rows = RawRow::of(conn, &import.firm_id, &import.id, [i64::from(number)]).await?;
    let row = rows.into_iter().find(|row| !row.removed.0).ok_or_else(|| Error::not_found("row"))?;
    let mapping = import.mapping()?;
    let context = basis(app, conn, import, &mapping, import.readings()?).await?;
    Ok(check(&row.read(&mapping)?, &context).values)
}

/// As a link would be made: of test money, unless the account's connection is live.
async fn is_test(conn: &mut AnyConnection, import: &Stored) -> Result<bool> {
    let Some(account) = &import.account_id else { return Ok(false) };
    let account = AccountRow::find(conn, &import.firm_id, account).await?;
    Ok(account.mode.is_none_or(|mode| mode.0 == Mode::Test))
}

fn unready() -> Error {
    Problem::new(409, "row-not-ready", "This row has no address or no amount yet")
        .with_detail("Mend it, and look at the mail again")
        .into()
}
