//! Asking for a file.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Problem,
    api::{
        audit::EventKind,
        selections::{Export, NewExport},
    },
    id::{ExportId, FirmId},
    table::{
        TableName, clients::ClientColumn, events::AppointmentColumn, invoices::InvoiceColumn, links::LinkColumn,
        matters::MatterColumn, payments::PaymentColumn, postings::PostingColumn,
    },
};

use super::{Exported, row::Stored, write};
use crate::{
    audit::Event,
    db::Tx,
    firm,
    http::{CanLook, Error, Result, Staff, idempotency::Once},
    jobs::Job,
    selection::Chosen,
    state::App,
    table,
};

/// Files of one firm that are being written.
const AT_ONCE: i64 = 3;
/// Files are written one after the other in so many lanes, whatever the number of firms and processes: each holds a
/// worker and a connection, and payments must not wait for files.
const LANES: i64 = 2;

/// What someone asked for, checked.
pub(super) struct Asked<C> {
    pub columns: Vec<C>,
    pub chosen: Chosen<C>,
}

impl<C: Exported> Asked<C> {
    /// Reads what was asked for.
    ///
    /// # Errors
    /// 422 at the field that needs another look.
    pub fn parse(new: &NewExport) -> Result<Self> {
        let columns = write::columns(&new.columns)?;
        let mut chosen = Chosen::<C>::parse(&new.selection)?;
        if let Some(sort) = new.sort.as_deref().filter(|sort| !sort.is_empty()) {
            chosen.sort(sort).map_err(|why| Error::field("/sort", why))?;
        }
        Ok(Self { columns, chosen })
    }

    /// Looks at the first row: filters or an order that would have to look through too many are refused now, and not
    /// when the file is half written.
    async fn try_out(&mut self, app: &App, firm: &FirmId) -> Result<()> {
        let scope = self.chosen.scope(app, firm).await?;
        let mut conn = app.db.read().acquire().await?;
        table::slice(&mut conn, &scope, &self.chosen.query, None, 1).await.map(drop)
    }
}

/// Have a file made of all rows that match. It is written in the background; ask for the export to see how far it is.
/// Amounts are numbers, days and moments dates in the firm's zone, and texts are never formulas.
#[utoipa::path(
    post, path = "/api/v1/exports", tag = "exports", operation_id = "create_export", request_body = NewExport,
    responses(
        (status = 202, body = Export), (status = 403, body = Problem),
        (status = 409, description = "Three are being written", body = Problem), (status = 422, body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn create(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Once(new, mut ticket): Once<NewExport>,
) -> Result<Response> {
    let table: TableName =
        new.table.parse().map_err(|_| Error::field("/table", "Choose one of the tables, such as links or payments"))?;
    match table {
        TableName::Links => Asked::<LinkColumn>::parse(&new)?.try_out(&app, &staff.firm).await?,
        TableName::Payments => Asked::<PaymentColumn>::parse(&new)?.try_out(&app, &staff.firm).await?,
        TableName::Clients => Asked::<ClientColumn>::parse(&new)?.try_out(&app, &staff.firm).await?,
        TableName::Matters => Asked::<MatterColumn>::parse(&new)?.try_out(&app, &staff.firm).await?,
        TableName::Invoices => Asked::<InvoiceColumn>::parse(&new)?.try_out(&app, &staff.firm).await?,
        TableName::Events => Asked::<AppointmentColumn>::parse(&new)?.try_out(&app, &staff.firm).await?,
        TableName::Postings => Asked::<PostingColumn>::parse(&new)?.try_out(&app, &staff.firm).await?,
    }
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let id = insert(&app, &mut tx, &staff, &new, table).await?;
    let detail = format!("{table} as {}, {} columns", new.format, new.columns.len());
    Event::new(&staff.firm, EventKind::ExportCreated, &staff).detail(detail).record(&app, &mut tx).await?;
    let export = Export::from(Stored::find(tx.conn(), &staff, &id, app.now()).await?);
    let answer = ticket.store(&app, &mut tx, StatusCode::ACCEPTED, &export).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn insert(app: &App, tx: &mut Tx, staff: &Staff, new: &NewExport, table: TableName) -> Result<ExportId> {
    firm::lock(tx, &staff.firm).await?;
    leave_room(tx, &staff.firm).await?;
    let id = ExportId::from_u128(app.new_id());
    let today = firm::today(&firm::load_in(tx.conn(), &staff.firm).await?, app.now());
    let lane = lane(&staff.firm);
    sqlx::query(
        "INSERT INTO exports (id, firm_id, format, request, file_name, state, lane, created_by, created_by_id,
             created_at)
         VALUES ($1, $2, $3, $4, $5, 'running', $6, $7, $8, $9)",
    )
    .bind(id.as_str())
    .bind(staff.firm.as_str())
    .bind(new.format.as_str())
    .bind(serde_json::to_string(new).map_err(anyhow::Error::from)?)
    .bind(format!("{table}-{today}.{}", new.format))
    .bind(lane)
    .bind(staff.name.as_str())
    .bind(staff.id())
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    Job::WriteExports { firm: staff.firm.clone(), lane }.enqueue(app, tx, app.now()).await?;
    Ok(id)
}

async fn leave_room(tx: &mut Tx, firm: &FirmId) -> Result<()> {
    let running: i64 =
        sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM exports WHERE firm_id = $1 AND state = 'running'")
            .bind(firm.as_str())
            .fetch_one(tx.conn())
            .await?;
    if running < AT_ONCE {
        return Ok(());
    }
    Err(Problem::new(409, "too-many-exports", "Three files are being written for your firm already")
        .with_detail("Wait until one is ready, or withdraw one")
        .into())
}

/// Which lane a firm's files are written in.
fn lane(firm: &FirmId) -> i64 {
    let last = firm.as_str().bytes().last().unwrap_or_default();
    i64::from(last) % LANES
}
