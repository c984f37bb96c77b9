//! Changing invoices.

use axum::extract::State;
use domain::{
    Fields, Problem,
    api::{
        audit::EventKind,
        invoices::{Invoice, InvoiceChange},
    },
    id::InvoiceId,
    invoice::InvoiceStatus,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    books, columns,
    facts::{self, Facts},
    lines::{self, Lines},
    manage::show,
    row::InvoiceRow,
};
use crate::{
    audit::Event,
    checkouts::yielding,
    db::Tx,
    firm,
    http::{CanBill, Error, Json, Path, Result, Staff},
    links::fitting,
    state::App,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(edit))
}

/// Change an invoice. Its lines can change while nothing pays it: payment pages that are open for it end, and links ask for
/// no more than is owed then.
#[utoipa::path(patch, path = "/api/v1/invoices/{id}", tag = "invoices", operation_id = "edit_invoice",
    params(("id" = String, Path)), request_body = InvoiceChange,
    responses(
        (status = 200, body = Invoice), (status = 404, body = Problem),
        (status = 409, description = "It was withdrawn, or its lines can't change now", body = Problem),
        (status = 422, body = Problem),
    ))]
async fn edit(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<InvoiceId>,
    Json(change): Json<InvoiceChange>,
) -> Result<Json<Invoice>> {
    let row = InvoiceRow::find(&mut *app.db.read().acquire().await?, &staff.firm, &id).await?;
    refuse_void(&row)?;
    if parse(&row, &change)?.1.is_some() {
        yielding::make_room(&app, &staff.firm, &id, None).await?;
    }
    let mut tx = app.db.begin().await?;
    if change.number.is_some() {
        // Who gives an invoice a number holds the firm.
        firm::lock(&mut tx, &staff.firm).await?;
    }
    let before = InvoiceRow::hold(&mut tx, &staff.firm, &id).await?;
    refuse_void(&before)?;
    let (facts, lines) = parse(&before, &change)?;
    let was = show(&app, tx.conn(), &staff.firm, &id).await?;
    facts::update(&mut tx, &staff.firm, &before, &facts).await?;
    if let Some(lines) = &lines {
        replace(&mut tx, &before, lines).await?;
    }
    let is = show(&app, tx.conn(), &staff.firm, &id).await?;
    if is != was {
        keep(&app, &mut tx, &staff, &id, &difference(&was, &is)).await?;
    }
    if lines.is_some() {
        fitting::review(&app, &mut tx, &staff.firm, &id).await?;
        let after = InvoiceRow::find(tx.conn(), &staff.firm, &id).await?;
        books::withdraw(&app, &mut tx, &before, (&staff).into(), "changed").await?;
        books::issue(&app, &mut tx, &after, (&staff).into()).await?;
    }
    tx.commit().await?;
    Ok(Json(is))
}

/// What a change comes to.
fn parse(before: &InvoiceRow, change: &InvoiceChange) -> Result<(Facts, Option<Lines>), Problem> {
    let mut fields = Fields::new();
    let new = facts::changed(&mut fields, before, change);
    let facts = Facts::parse(&mut fields, &new);
    let lines = change.lines.as_ref().and_then(|new| lines::parse(&mut fields, new));
    fields.finish(Some((facts, lines)))
}

fn refuse_void(row: &InvoiceRow) -> Result<()> {
    if row.status.0 == InvoiceStatus::Void {
        return Err(Problem::new(409, "invoice-void", "This invoice was withdrawn")
            .with_detail("Issue a new one instead.")
            .into());
    }
    Ok(())
}

/// Whether what is owed may become another amount, or nothing. The caller holds the invoice.
///
/// # Errors
/// 409 with what to do first.
pub(super) fn refuse_if_in_use(invoice: &InvoiceRow) -> Result<()> {
    let refuse = |kind, title: &str, detail| Err(Problem::new(409, kind, title).with_detail(detail).into());
    if invoice.paid > 0 {
        let detail = "Unlink the payment or give the money back first, or issue another invoice for the difference.";
        return refuse("invoice-paid", "Money pays this invoice", detail);
    }
    if invoice.reserved > 0 {
        let detail = "Wait until the payment that is under way has ended.";
        return refuse("invoice-reserved", "A client is about to pay this invoice", detail);
    }
    Ok(())
}

/// Other lines make another issue of it: what was booked for the one before is taken back.
async fn replace(tx: &mut Tx, before: &InvoiceRow, lines: &Lines) -> Result<()> {
    refuse_if_in_use(before)?;
    let changed = sqlx::query(
        "UPDATE invoices SET subtotal = $1, tax = $2, total = $3, issue = issue + 1
         WHERE firm_id = $4 AND id = $5 AND paid = 0 AND reserved = 0",
    )
    .bind(lines.sum.subtotal)
    .bind(lines.sum.tax)
    .bind(lines.sum.total)
    .bind(before.firm_id.as_str())
    .bind(before.id.as_str())
    .execute(tx.conn())
    .await?;
    if changed.rows_affected() == 0 {
        return Err(Error::conflict("invoice-changed", "The invoice has changed meanwhile: load it again"));
    }
    lines.store(tx, &before.firm_id, &before.id).await
}

/// Writes the change down, and what a search finds it by.
async fn keep(app: &App, tx: &mut Tx, staff: &Staff, id: &InvoiceId, what: &str) -> Result<()> {
    let row = InvoiceRow::find(tx.conn(), &staff.firm, id).await?;
    columns::keep_terms(tx, &row).await?;
    Event::new(&staff.firm, EventKind::InvoiceChanged, staff)
        .client(&row.client_id)
        .matter(row.matter_id.as_deref())
        .invoice(id)
        .detail(what)
        .record(app, tx)
        .await?;
    Ok(())
}

/// Which facts changed, for the trail.
fn difference(before: &Invoice, after: &Invoice) -> String {
    let changed = [
        ("number", before.number != after.number),
        ("day of issue", before.issued_on != after.issued_on),
        ("due date", before.due_on != after.due_on),
        ("lines", before.lines != after.lines),
        ("note", before.note != after.note),
    ];
    let names: Vec<&str> = changed.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect();
    names.join(", ")
}
