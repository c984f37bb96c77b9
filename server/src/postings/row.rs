//! A posting, as the table shows it.

use domain::{
    Currency, Instant, Mode,
    allocation::TargetKind,
    api::postings::Posting,
    id::{AccountId, ClientId, FirmId, InvoiceId, MatterId, PaymentId, PostingBatchId, PostingId},
    posting::{PostingKind, PostingStatus},
};
use sqlx::AnyConnection;

use crate::{
    db::Col,
    http::{Error, Result},
};

/// What is selected for a [`PostingRow`], from `postings o` with [`posting_joins`].
#[macro_export]
macro_rules! posting_fields {
    () => {
        "o.id, o.sequence, o.status, o.kind, o.target, o.amount, o.currency, o.client_id, c.name AS client_name,
         c.number AS client_number, o.matter_id, m.number AS matter_number, o.invoice_id, i.number AS invoice_number,
         o.payment_id, p.payer_name, o.account_id, a.name AS account_name, o.batch_id, b.number AS batch_number,
         o.reference, o.reason, o.marked_at, o.marked_by, o.occurred_at, o.created_at, o.mode"
    };
}

/// What a posting is joined with.
#[macro_export]
macro_rules! posting_joins {
    () => {
        "JOIN clients c ON c.id = o.client_id AND c.firm_id = o.firm_id
         JOIN payments p ON p.id = o.payment_id AND p.firm_id = o.firm_id
         LEFT JOIN matters m ON m.id = o.matter_id AND m.firm_id = o.firm_id
         LEFT JOIN invoices i ON i.id = o.invoice_id AND i.firm_id = o.firm_id
         LEFT JOIN accounts a ON a.id = o.account_id AND a.firm_id = o.firm_id
         LEFT JOIN posting_batches b ON b.id = o.batch_id AND b.firm_id = o.firm_id"
    };
}

/// What a list shows of a posting.
#[derive(Debug, sqlx::FromRow)]
pub struct PostingRow {
    id: Col<PostingId>,
    sequence: i64,
    status: Col<PostingStatus>,
    kind: Col<PostingKind>,
    target: Col<TargetKind>,
    amount: i64,
    currency: Col<Currency>,
    client_id: Col<ClientId>,
    client_name: String,
    client_number: Option<String>,
    matter_id: Option<Col<MatterId>>,
    matter_number: Option<String>,
    invoice_id: Option<Col<InvoiceId>>,
    invoice_number: Option<String>,
    payment_id: Col<PaymentId>,
    payer_name: Option<String>,
    account_id: Option<Col<AccountId>>,
    account_name: Option<String>,
    batch_id: Option<Col<PostingBatchId>>,
    batch_number: Option<i64>,
    reference: Option<String>,
    reason: Option<String>,
    marked_at: Option<i64>,
    marked_by: Option<String>,
    occurred_at: i64,
    created_at: i64,
    mode: Col<Mode>,
}

impl From<PostingRow> for Posting {
    fn from(row: PostingRow) -> Self {
        Self {
            id: row.id.0,
            sequence: row.sequence,
            status: row.status.0,
            kind: row.kind.0,
            target: row.target.0,
            amount: row.amount,
            currency: row.currency.0,
            client_id: row.client_id.0,
            client_name: row.client_name,
            client_number: row.client_number,
            matter_id: row.matter_id.map(|id| id.0),
            matter_number: row.matter_number,
            invoice_id: row.invoice_id.map(|id| id.0),
            invoice_number: row.invoice_number,
            payment_id: row.payment_id.0,
            payer_name: row.payer_name,
            account_id: row.account_id.map(|id| id.0),
            account_name: row.account_name,
            batch_id: row.batch_id.map(|id| id.0),
            batch_number: row.batch_number,
            reference: row.reference,
            reason: row.reason,
            marked_at: row.marked_at.map(Instant::from_ms),
            marked_by: row.marked_by,
            occurred_at: Instant::from_ms(row.occurred_at),
            created_at: Instant::from_ms(row.created_at),
            mode: row.mode.0,
        }
    }
}

/// A posting of the firm.
///
/// # Errors
/// 404 for one that is unknown or another firm's.
pub(super) async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &PostingId) -> Result<Posting> {
    let row: Option<PostingRow> = sqlx::query_as(concat!(
        "SELECT ",
        posting_fields!(),
        " FROM postings o ",
        posting_joins!(),
        " WHERE o.firm_id = $1 AND o.id = $2"
    ))
    .bind(firm.as_str())
    .bind(id.as_str())
    .fetch_optional(conn)
    .await?;
    row.map(Posting::from).ok_or_else(|| Error::not_found("posting"))
}
