//! The entries of an account, newest first.

use axum::extract::State;
use domain::{
    Instant,
    api::{Page, ledger::Entry},
    id::{FirmId, InvoiceId, JournalId, LedgerAccountId, PaymentId, PayoutId},
    ledger::{JournalKind, LedgerKind},
};
use sqlx::AnyConnection;

use crate::{
    db::Col,
    http::{
        CanLook, Error, Path, Query, Result,
        page::{Paging, page},
    },
    state::App,
};

/// What is read of an entry.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    place: i64,
    journal_id: Col<JournalId>,
    kind: Col<JournalKind>,
    memo: Option<String>,
    pub occurred_at: i64,
    booked_at: i64,
    actor: String,
    pub amount: i64,
    pub balance: i64,
    payment_id: Option<Col<PaymentId>>,
    invoice_id: Option<Col<InvoiceId>>,
    payout_id: Option<Col<PayoutId>>,
}

/// What is selected for a [`Row`].
macro_rules! select_entries {
    ($rest:literal) => {
        concat!(
            "SELECT e.place, e.journal_id, j.kind, j.memo, e.occurred_at, j.booked_at, j.actor, e.amount, e.balance,
                 j.payment_id, j.invoice_id, j.payout_id
             FROM ledger_entries e JOIN journals j ON j.id = e.journal_id ",
            $rest
        )
    };
}
pub(super) use select_entries;

impl Row {
    /// As people read it, in an account of a kind.
    pub(super) fn show(self, kind: LedgerKind) -> Entry {
        Entry {
            journal_id: self.journal_id.0,
            kind: self.kind.0,
            memo: self.memo,
            occurred_at: Instant::from_ms(self.occurred_at),
            booked_at: Instant::from_ms(self.booked_at),
            actor: self.actor,
            amount: kind.natural(self.amount),
            balance: kind.natural(self.balance),
            payment_id: self.payment_id.map(|id| id.0),
            invoice_id: self.invoice_id.map(|id| id.0),
            payout_id: self.payout_id.map(|id| id.0),
        }
    }
}

/// The entries of an account of the ledger, in the order in which they were booked, the newest first.
#[utoipa::path(get, path = "/api/v1/ledger/accounts/{id}/entries", tag = "ledger", operation_id = "list_ledger_entries",
    params(("id" = String, Path), Paging),
    responses((status = 200, body = Page<Entry>), (status = 404, body = domain::Problem)))]
pub(super) async fn index(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<LedgerAccountId>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<Page<Entry>>> {
    let mut conn = app.db.read().acquire().await?;
    let kind = kind(&mut conn, &staff.firm, &id).await?;
    let limit = paging.limit()?;
    let before: i64 = paging.cursor()?.unwrap_or(i64::MAX);
    let rows: Vec<Row> = sqlx::query_as(select_entries!(
        "WHERE e.firm_id = $1 AND e.ledger_account_id = $2 AND e.place < $3 ORDER BY e.place DESC LIMIT $4"
    ))
    .bind(staff.firm.as_str())
    .bind(id.as_str())
    .bind(before)
    .bind(limit + 1)
    .fetch_all(&mut *conn)
    .await?;
    page(rows, limit, |row| row.place, |row| Ok(row.show(kind))).map(axum::Json)
}

async fn kind(conn: &mut AnyConnection, firm: &FirmId, id: &LedgerAccountId) -> Result<LedgerKind> {
    let kind: Option<Col<LedgerKind>> =
        sqlx::query_scalar("SELECT kind FROM ledger_accounts WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(id.as_str())
            .fetch_optional(conn)
            .await?;
    kind.map(|kind| kind.0).ok_or_else(|| Error::not_found("account of the ledger"))
}
