//! The template that people fill in.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use domain::{CivilDate, Problem, api::selections::ExportFormat};
use jiff::ToSpan as _;
use serde::Deserialize;

use super::{
    draft::receiving_account,
    writer::{Example, template_csv, template_xlsx},
};
use crate::{
    accounts::AccountRow,
    firm,
    http::{CanBill, Query, Result, Staff},
    state::App,
};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TemplateOf {
    /// `csv` or `xlsx`.
    format: ExportFormat,
    /// The receiving account, for its currency.
    account_id: Option<String>,
}

/// The template: a row of headers and an example. As a workbook, its cells say what belongs into them.
#[utoipa::path(
    get, path = "/api/v1/imports/template", tag = "imports", operation_id = "get_import_template", params(TemplateOf),
    responses(
        (status = 200, content_type = "application/octet-stream"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn get(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Query(of): Query<TemplateOf>,
) -> Result<Response> {
    let example = example(&app, &staff, of.account_id.as_deref()).await?;
    let (kind, bytes) = match of.format {
        ExportFormat::Csv => ("text/csv; charset=utf-8", template_csv(example)),
        ExportFormat::Xlsx => {
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", template_xlsx(example))
        }
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"links-template.{}\"", of.format)),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, bytes.map_err(anyhow::Error::new)?).into_response())
}

async fn example(app: &App, staff: &Staff, account: Option<&str>) -> Result<Example> {
    let mut conn = app.db.read().acquire().await?;
    let firm = firm::load_in(&mut conn, &staff.firm).await?;
    let currency = match account.filter(|id| !id.is_empty()) {
        Some(text) => {
            let id = receiving_account(&mut conn, &staff.firm, text).await?;
            AccountRow::find(&mut *conn, &staff.firm, &id).await?.currency.0
        }
        None => firm.currency,
    };
    let today = firm::today(&firm, app.now());
    let in_days = |days: i32| today.date().checked_add(days.days()).map_or(today, CivilDate::new);
    Ok(Example { currency, due_on: in_days(14), expires_on: in_days(45) })
}
