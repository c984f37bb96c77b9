//! Issuing invoices.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    AccountKind, CivilDate, Fields,
    api::{
        audit::EventKind,
        invoices::{Invoice, NewInvoice},
    },
    id::{AccountId, ClientId, FirmId, InvoiceId, MatterId},
    text::InvoiceNumber,
};
use sqlx::AnyConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    books, columns,
    facts::{Facts, Issue},
    lines::{self, Lines},
    number,
    row::InvoiceRow,
};
use crate::{
    accounts::AccountRow,
    audit::Event,
    clients::ClientRow,
    db::{Col, Tx},
    firm,
    http::{CanBill, CanLook, Error, Json, Path, Result, Staff, idempotency::Once},
    matters,
    state::App,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(get))
}

/// Issue an invoice. It has the mode of its client and the currency of its account, and is in the books at once.
#[utoipa::path(post, path = "/api/v1/invoices", tag = "invoices", operation_id = "create_invoice",
    request_body = NewInvoice, responses((status = 201, body = Invoice), (status = 422, body = domain::Problem)))]
async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Once(new, mut ticket): Once<NewInvoice>,
) -> Result<Response> {
    let asked = Asked::parse(&new)?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let id = asked.issue(&app, &mut tx, &staff).await?;
    let row = InvoiceRow::find(tx.conn(), &staff.firm, &id).await?;
    columns::keep_terms(&mut tx, &row).await?;
    Event::new(&staff.firm, EventKind::InvoiceCreated, &staff)
        .client(&row.client_id)
        .matter(row.matter_id.as_deref())
        .invoice(&id)
        .detail(format!("{}: {}", row.number, row.money()))
        .record(&app, &mut tx)
        .await?;
    books::issue(&app, &mut tx, &row, (&staff).into()).await?;
    let invoice = show(&app, tx.conn(), &staff.firm, &id).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &invoice).await?;
    tx.commit().await?;
    Ok(answer)
}

/// One invoice, with its lines.
#[utoipa::path(get, path = "/api/v1/invoices/{id}", tag = "invoices", operation_id = "get_invoice",
    params(("id" = String, Path)), responses((status = 200, body = Invoice), (status = 404, body = domain::Problem)))]
async fn get(State(app): State<App>, CanLook(staff): CanLook, Path(id): Path<InvoiceId>) -> Result<Json<Invoice>> {
    let mut conn = app.db.read().acquire().await?;
    show(&app, &mut conn, &staff.firm, &id).await.map(Json)
}

pub(super) async fn show(app: &App, conn: &mut AnyConnection, firm: &FirmId, id: &InvoiceId) -> Result<Invoice> {
    let row = InvoiceRow::find(&mut *conn, firm, id).await?;
    let lines = lines::of(&mut *conn, firm, id).await?;
    let today = today(app, conn, firm).await?;
    row.show(app, today, lines)
}

async fn today(app: &App, conn: &mut AnyConnection, firm: &FirmId) -> Result<CivilDate> {
    Ok(firm::today(&firm::load_in(conn, firm).await?, app.now()))
}

/// What was asked for, each field in itself fit.
struct Asked {
    client: Option<ClientId>,
    matter: Option<MatterId>,
    account: Option<AccountId>,
    facts: Facts,
    lines: Lines,
}

impl Asked {
    fn parse(new: &NewInvoice) -> Result<Self> {
        let mut fields = Fields::new();
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let (client, matter, account) = (filled(&new.client_id), filled(&new.matter_id), filled(&new.account_id));
        if client.is_none() && matter.is_none() {
            fields.refuse("/client_id", "Choose whose invoice it is");
        }
        let client = client
            .and_then(|id| fields.take("/client_id", id.trim().parse().map_err(|_| "Choose one of your clients")));
        let matter = matter
            .and_then(|id| fields.take("/matter_id", id.trim().parse().map_err(|_| "Choose one of your matters")));
        let account = account.and_then(|id| fields.take("/account_id", id.trim().parse().map_err(|_| ACCOUNT)));
        let facts = Facts::parse(&mut fields, new);
        let lines = lines::parse(&mut fields, &new.lines);
        let lines = fields.finish(lines)?;
        Ok(Self { client, matter, account, facts, lines })
    }

    /// Holds whom it concerns, and stores it.
    async fn issue(&self, app: &App, tx: &mut Tx, staff: &Staff) -> Result<InvoiceId> {
        // Who gives an invoice a number holds the firm.
        firm::lock(tx, &staff.firm).await?;
        let account = self.account(tx, &staff.firm).await?;
        let (client, matter) = matters::whose(tx, &staff.firm, self.client.as_ref(), self.matter.as_ref()).await?;
        let today = today(app, tx.conn(), &staff.firm).await?;
        let issued_on = self.facts.issued_on(today)?;
        let number = self.number(tx, &client).await?;
        let issue = Issue {
            client: &client,
            matter: matter.as_ref().map(|matter| &matter.id.0),
            account: &account,
            number: &number,
            issued_on,
            facts: &self.facts,
            lines: &self.lines,
        };
        issue.insert(app, tx, staff).await
    }

    async fn account(&self, tx: &mut Tx, firm: &FirmId) -> Result<AccountRow> {
        let id = match &self.account {
            Some(id) => Some(id.clone()),
            None => first_operating(tx, firm).await?,
        };
        let id = id.ok_or_else(|| Error::field("/account_id", "Open an operating account first, in Settings"))?;
        let account = AccountRow::find(tx.conn(), firm, &id).await.map_err(|why| match why {
            Error::Problem(_) => Error::field("/account_id", ACCOUNT),
            other => other,
        })?;
        match account.kind.0 {
            AccountKind::Operating => Ok(account),
            AccountKind::Trust => Err(Error::field("/account_id", ACCOUNT)),
        }
    }

    async fn number(&self, tx: &mut Tx, client: &ClientRow) -> Result<InvoiceNumber> {
        let number = match &self.facts.number {
            Some(number) => Some(number.clone()),
            None => number::next(tx, &client.firm_id, client.mode.0).await?,
        };
        number.ok_or_else(|| Error::field("/number", "Enter an invoice number: the last ones do not end in digits"))
    }
}

/// Invoices are earned money.
const ACCOUNT: &str = "Choose one of your operating accounts: invoices are paid there";

async fn first_operating(tx: &mut Tx, firm: &FirmId) -> Result<Option<AccountId>> {
    let id: Option<Col<AccountId>> =
        sqlx::query_scalar("SELECT id FROM accounts WHERE firm_id = $1 AND kind = 'operating' ORDER BY id LIMIT 1")
            .bind(firm.as_str())
            .fetch_optional(tx.conn())
            .await?;
    Ok(id.map(|id| id.0))
}
