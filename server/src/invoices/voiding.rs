//! Withdrawing invoices.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    api::{audit::EventKind, invoices::Invoice},
    id::InvoiceId,
    invoice::InvoiceStatus,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{books, edit::refuse_if_in_use, manage::show, row::InvoiceRow};
use crate::{
    audit::Event,
    checkouts::yielding,
    http::{CanBill, Error, Path, Result, idempotency::Once},
    links::fitting,
    state::App,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create))
}

/// Nothing is asked for beside the address.
#[derive(Debug, serde::Deserialize)]
struct Nothing {}

/// Withdraw an invoice: nobody owes it any more. One that money pays is not withdrawn. Payment pages that are open for it
/// end, and links do not ask for it any more.
#[utoipa::path(post, path = "/api/v1/invoices/{id}/voiding", tag = "invoices", operation_id = "void_invoice",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = Invoice), (status = 404, body = domain::Problem), (status = 409, body = domain::Problem),
    ))]
async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<InvoiceId>,
    Once(Nothing {}, mut ticket): Once<Nothing>,
) -> Result<Response> {
    if let Some(answer) = ticket.replayed(&app, &staff).await? {
        return Ok(answer);
    }
    yielding::make_room(&app, &staff.firm, &id, None).await?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let row = InvoiceRow::hold(&mut tx, &staff.firm, &id).await?;
    if row.status.0 != InvoiceStatus::Void {
        refuse_if_in_use(&row)?;
        let done = sqlx::query(
            "UPDATE invoices SET status = 'void' WHERE firm_id = $1 AND id = $2 AND paid = 0 AND reserved = 0",
        )
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
        if done.rows_affected() == 0 {
            return Err(Error::conflict("invoice-changed", "The invoice has changed meanwhile: load it again"));
        }
        Event::new(&staff.firm, EventKind::InvoiceVoided, &staff)
            .client(&row.client_id)
            .matter(row.matter_id.as_deref())
            .invoice(&id)
            .detail(&row.number)
            .record(&app, &mut tx)
            .await?;
        fitting::review(&app, &mut tx, &staff.firm, &id).await?;
        books::withdraw(&app, &mut tx, &row, (&staff).into(), "withdrawn").await?;
    }
    let invoice = show(&app, tx.conn(), &staff.firm, &id).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::OK, &invoice).await?;
    tx.commit().await?;
    Ok(answer)
}
