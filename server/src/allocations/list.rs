//! What a payment pays.

use axum::extract::State;
use domain::{
    Currency, Instant, PaymentStatus,
    allocation::TargetKind,
    api::{
        Page,
        allocations::{Allocation, Allocations},
    },
    id::{AllocationId, ClientId, FirmId, InvoiceId, MatterId, PaymentId},
};
use sqlx::AnyConnection;

use super::Funds;
use crate::{
    db::{Col, Tx},
    http::{CanLook, Path, Result},
    state::App,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Col<AllocationId>,
    payment_id: Col<PaymentId>,
    target: Col<TargetKind>,
    client_id: Col<ClientId>,
    client_name: String,
    matter_id: Option<Col<MatterId>>,
    matter_number: Option<String>,
    invoice_id: Option<Col<InvoiceId>>,
    invoice_number: Option<String>,
    amount: i64,
    currency: Col<Currency>,
    created_at: i64,
    created_by: String,
}

/// The parts that stand of what `$whose` names by `$2`, the oldest first: as many as a person reads.
macro_rules! parts_of {
    ($whose:literal) => {
        concat!(
            "SELECT o.id, o.payment_id, o.target, o.client_id, c.name AS client_name, o.matter_id,
                 m.number AS matter_number, o.invoice_id, i.number AS invoice_number, o.amount - o.taken_back AS amount,
                 o.currency, o.created_at, o.created_by
             FROM allocations o
             JOIN clients c ON c.id = o.client_id AND c.firm_id = o.firm_id
             LEFT JOIN matters m ON m.id = o.matter_id AND m.firm_id = o.firm_id
             LEFT JOIN invoices i ON i.id = o.invoice_id AND i.firm_id = o.firm_id
             WHERE o.firm_id = $1 AND ",
            $whose,
            " = $2 AND o.taken_back < o.amount ORDER BY o.id LIMIT 1000"
        )
    };
}

impl From<Row> for Allocation {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.0,
            payment_id: row.payment_id.0,
            target: row.target.0,
            client_id: row.client_id.0,
            client_name: row.client_name,
            matter_id: row.matter_id.map(|id| id.0),
            matter_number: row.matter_number,
            invoice_id: row.invoice_id.map(|id| id.0),
            invoice_number: row.invoice_number,
            amount: row.amount,
            currency: row.currency.0,
            created_at: Instant::from_ms(row.created_at),
            created_by: row.created_by,
        }
    }
}

/// What a payment pays, and what is left of it.
#[utoipa::path(get, path = "/api/v1/payments/{id}/allocations", tag = "payments", operation_id = "list_allocations",
    params(("id" = String, Path)), responses((status = 200, body = Allocations), (status = 404, body = domain::Problem)))]
pub(super) async fn index(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<PaymentId>,
) -> Result<axum::Json<Allocations>> {
    let mut conn = app.db.read().acquire().await?;
    read(&mut conn, &staff.firm, &id).await.map(axum::Json)
}

/// The same, inside of a transaction.
pub(super) async fn of(tx: &mut Tx, firm: &FirmId, id: &PaymentId) -> Result<Allocations> {
    read(tx.conn(), firm, id).await
}

/// What pays an invoice; empty for one that is unknown or another firm's.
#[utoipa::path(get, path = "/api/v1/invoices/{id}/allocations", tag = "invoices",
    operation_id = "list_invoice_allocations", params(("id" = String, Path)),
    responses((status = 200, body = Page<Allocation>)))]
pub(super) async fn of_invoice(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<InvoiceId>,
) -> Result<axum::Json<Page<Allocation>>> {
    let rows: Vec<Row> = sqlx::query_as(parts_of!("o.invoice_id"))
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .fetch_all(app.db.read())
        .await?;
    Ok(axum::Json(Page { data: rows.into_iter().map(Allocation::from).collect(), next_cursor: None }))
}

async fn read(conn: &mut AnyConnection, firm: &FirmId, id: &PaymentId) -> Result<Allocations> {
    let funds = Funds::look(conn, firm, id).await?;
    let rows: Vec<Row> =
        sqlx::query_as(parts_of!("o.payment_id")).bind(firm.as_str()).bind(id.as_str()).fetch_all(conn).await?;
    let is_there = funds.status.0 == PaymentStatus::Succeeded;
    Ok(Allocations {
        data: rows.into_iter().map(Allocation::from).collect(),
        unallocated: if is_there { funds.sums().unallocated().max(0) } else { 0 },
    })
}
