//! Invoices, beyond their table ([`super::pages`]).

use domain::{
    api::{
        Page,
        allocations::Allocation,
        audit::TimelineEntry,
        invoices::{Invoice, InvoiceChange, NewInvoice},
        links::Timeline,
    },
    id::InvoiceId,
};

use super::{ApiError, Transport};

/// Issues an invoice; once for each key.
///
/// # Errors
/// 422 with the wrong fields.
pub async fn create(transport: &Transport, invoice: &NewInvoice, idempotency_key: &str) -> Result<Invoice, ApiError> {
    transport.post("/api/v1/invoices", invoice, Some(idempotency_key)).await
}

/// Changes what is given.
///
/// # Errors
/// 422 with the wrong fields, 409 for lines of an invoice that something pays, or is about to.
pub async fn change(transport: &Transport, id: &InvoiceId, change: &InvoiceChange) -> Result<Invoice, ApiError> {
    transport.patch(&format!("/api/v1/invoices/{id}"), change).await
}

/// Withdraws an invoice: nobody owes it any more.
///
/// # Errors
/// 409 for one that something pays, or is about to.
pub async fn void(transport: &Transport, id: &InvoiceId) -> Result<Invoice, ApiError> {
    transport.post(&format!("/api/v1/invoices/{id}/voiding"), &serde_json::json!({}), None).await
}

/// What pays an invoice.
///
/// # Errors
/// 404 for one that is unknown or another firm's.
pub async fn allocations(transport: &Transport, id: &InvoiceId) -> Result<Vec<Allocation>, ApiError> {
    transport.get::<Page<Allocation>>(&format!("/api/v1/invoices/{id}/allocations")).await.map(|page| page.data)
}

/// What happened to an invoice; newest first.
///
/// # Errors
/// 404 for one that is unknown or another firm's.
pub async fn timeline(transport: &Transport, id: &InvoiceId) -> Result<Vec<TimelineEntry>, ApiError> {
    transport.get::<Timeline>(&format!("/api/v1/invoices/{id}/timeline")).await.map(|timeline| timeline.data)
}

/// Where the PDF of an invoice is.
#[must_use]
pub fn pdf(id: &str) -> String {
    format!("/api/v1/invoices/{id}/pdf")
}
