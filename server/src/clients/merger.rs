//! Two clients turn out to be one.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Currency,
    api::{
        audit::EventKind,
        clients::{Client, NewMerger},
    },
    client::ClientStatus,
    id::{AccountId, ClientId, MatterId},
    ledger::{JournalKind, LedgerKind},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{columns, row::ClientRow, show};
use crate::{
    audit::{Actor, Event},
    db::{Col, Tx},
    http::{CanBill, Error, Path, Result, Staff, idempotency::Once},
    ledger::{self, About, Account, Journal},
    state::App,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create))
}

/// Another client turned out to be this one. Its people, matters, invoices, links, payments and money become this one's;
/// facts that this one lacks are taken from it. It can't be taken back.
#[utoipa::path(post, path = "/api/v1/clients/{id}/merger", tag = "clients", operation_id = "merge_clients",
    params(("id" = String, Path)), request_body = NewMerger,
    responses(
        (status = 200, body = Client), (status = 403, body = domain::Problem), (status = 404, body = domain::Problem),
        (status = 409, description = "Money of the duplicate is under way", body = domain::Problem),
        (status = 422, body = domain::Problem),
    ))]
async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ClientId>,
    Once(new, mut ticket): Once<NewMerger>,
) -> Result<Response> {
    let duplicate = new.duplicate_id.trim().parse().map_err(|_| wrong("Choose the duplicate"))?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let (client, duplicate) = both(&mut tx, &staff, &id, &duplicate).await?;
    take_over(&mut tx, &client, &duplicate).await?;
    let shown = show::one(tx.conn(), &staff.firm, &id).await?;
    columns::keep_terms(&mut tx, &staff.firm, &shown).await?;
    columns::spread_name(&mut tx, &staff.firm, &id, &client.name).await?;
    for (about, detail) in [(&id, &duplicate.name), (&duplicate.id.0, &client.name)] {
        let event = Event::new(&staff.firm, EventKind::ClientMerged, &staff).client(about);
        event.detail(detail).record(&app, &mut tx).await?;
    }
    move_money(&app, &mut tx, &staff, &client, &duplicate).await?;
    let shown = show::one(tx.conn(), &staff.firm, &id).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::OK, &shown).await?;
    tx.commit().await?;
    Ok(answer)
}

fn wrong(why: &str) -> Error {
    Error::field("/duplicate_id", why)
}

/// Holds both, in the order of their ids, and looks whether they can be one.
async fn both(tx: &mut Tx, staff: &Staff, id: &ClientId, duplicate: &ClientId) -> Result<(ClientRow, ClientRow)> {
    if id == duplicate {
        return Err(wrong("Choose another client than this one"));
    }
    // Whether the first one is there decides between 404 and a wrong field.
    ClientRow::find(tx.conn(), &staff.firm, id).await?;
    let mut held = Vec::new();
    for id in [id.min(duplicate), id.max(duplicate)] {
        held.push(ClientRow::lock(tx, &staff.firm, id).await.map_err(|why| match why {
            Error::Problem(_) => wrong("Choose one of your clients"),
            other => other,
        })?);
    }
    let at = usize::from(held[0].id.0 != *id);
    let (client, duplicate) = (held.swap_remove(at), held.swap_remove(0));
    client.refuse_merged()?;
    if client.status.0 == ClientStatus::Archived {
        return Err(Error::conflict("client-archived", "This client is archived: restore it first"));
    }
    if duplicate.status.0 == ClientStatus::Merged {
        return Err(wrong("That client was merged into another one already"));
    }
    if client.mode != duplicate.mode {
        return Err(wrong("Test money and real money stay apart: choose a client of the same mode"));
    }
    Ok((client, duplicate))
}

/// All that is the duplicate's becomes the client's.
async fn take_over(tx: &mut Tx, client: &ClientRow, duplicate: &ClientRow) -> Result<()> {
    for statement in [
        // Two clients never have the same number, also for a moment.
        "UPDATE clients SET status = 'merged', merged_into = $1, number_fold = NULL, payer_id = NULL
         WHERE firm_id = $3 AND id = $2",
        "UPDATE clients SET merged_into = $1 WHERE firm_id = $3 AND merged_into = $2",
        "UPDATE contacts SET client_id = $1, position = position + 1000 WHERE firm_id = $3 AND client_id = $2",
        "UPDATE allocations SET client_id = $1 WHERE firm_id = $3 AND client_id = $2",
    ] {
        sqlx::query(statement)
            .bind(client.id.as_str())
            .bind(duplicate.id.as_str())
            .bind(client.firm_id.as_str())
            .execute(tx.conn())
            .await?;
    }
    for statement in [
        "UPDATE matters SET client_id = $1 WHERE firm_id = $3 AND mode = $4 AND client_id = $2",
        "UPDATE invoices SET client_id = $1 WHERE firm_id = $3 AND mode = $4 AND client_id = $2",
        "UPDATE links SET client_id = $1 WHERE firm_id = $3 AND mode = $4 AND client_id = $2",
        "UPDATE payments SET client_id = $1 WHERE firm_id = $3 AND mode = $4 AND client_id = $2",
        "UPDATE appointments SET client_id = $1 WHERE firm_id = $3 AND mode = $4 AND client_id = $2",
    ] {
        sqlx::query(statement)
            .bind(client.id.as_str())
            .bind(duplicate.id.as_str())
            .bind(client.firm_id.as_str())
            .bind(client.mode.as_str())
            .execute(tx.conn())
            .await?;
    }
    fill_gaps(tx, client, duplicate).await
}

/// What the client lacks, and the duplicate has.
async fn fill_gaps(tx: &mut Tx, client: &ClientRow, duplicate: &ClientRow) -> Result<()> {
    let number = client.number.as_deref().or(duplicate.number.as_deref());
    let email = client.email.as_deref().or(duplicate.email.as_deref());
    sqlx::query(
        "UPDATE clients SET number = $1, number_key = $2, number_fold = $3, email = $4, email_key = $5,
             phone = COALESCE(phone, $6), address = COALESCE(address, $7), note = COALESCE(note, $8)
         WHERE firm_id = $9 AND id = $10",
    )
    .bind(number)
    .bind(number.map(crate::table::number_key))
    .bind(number.map(domain::imports::fold::key))
    .bind(email)
    .bind(email.map(str::to_lowercase))
    .bind(duplicate.phone.as_deref())
    .bind(duplicate.address.as_deref())
    .bind(duplicate.note.as_deref())
    .bind(client.firm_id.as_str())
    .bind(client.id.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the duplicate has in the books.
#[derive(sqlx::FromRow)]
struct Balance {
    kind: Col<LedgerKind>,
    currency: Col<Currency>,
    account_id: Option<Col<AccountId>>,
    matter_id: Option<Col<MatterId>>,
    balance: i64,
    held: i64,
}

impl Balance {
    /// The same account of another client.
    fn account(&self, client: &ClientId) -> Option<Account> {
        let client = client.clone();
        match (self.kind.0, &self.account_id) {
            (LedgerKind::Receivable, _) => Some(Account::Receivable(client)),
            (LedgerKind::Credit, _) => Some(Account::Credit(client)),
            (LedgerKind::Trust, Some(account)) => {
                Some(Account::Trust(account.0.clone(), client, self.matter_id.as_ref().map(|id| id.0.clone())))
            }
            _ => None,
        }
    }
}

/// Moves its balances: a journal for each kind and currency.
async fn move_money(app: &App, tx: &mut Tx, staff: &Staff, client: &ClientRow, duplicate: &ClientRow) -> Result<()> {
    let balances = balances(tx, duplicate).await?;
    if balances.iter().any(|balance| balance.held > 0) {
        let why = "Money of the duplicate is on its way out: merge the two once it has arrived";
        return Err(Error::conflict("money-under-way", why));
    }
    for same in balances.chunk_by(|a, b| a.kind == b.kind && a.currency == b.currency) {
        let mut lines = Vec::new();
        for balance in same {
            let (old, new) = (balance.account(&duplicate.id), balance.account(&client.id));
            let (old, new) = old.zip(new).ok_or_else(|| anyhow::anyhow!("{} of a client", balance.kind.0))?;
            lines.extend([(old, -balance.balance), (new, balance.balance)]);
        }
        let Some(Balance { kind, currency, .. }) = same.first() else { continue };
        let journal = Journal {
            firm: &staff.firm,
            mode: client.mode.0,
            currency: currency.0,
            kind: JournalKind::Transfer,
            cause: format!("merger:{}:{}:{}", duplicate.id.0, kind.0, currency.0),
            occurred_at: app.now(),
            actor: Actor::from(staff),
            about: About::default(),
            memo: Some(format!("{} became {}", duplicate.name, client.name)),
            lines,
        };
        ledger::post(app, tx, journal).await?;
    }
    Ok(())
}

/// The balances to be moved. The ledger is held first, so that they do not change any more.
async fn balances(tx: &mut Tx, duplicate: &ClientRow) -> Result<Vec<Balance>> {
    sqlx::query("UPDATE ledgers SET journals = journals WHERE firm_id = $1 AND mode = $2")
        .bind(duplicate.firm_id.as_str())
        .bind(duplicate.mode.as_str())
        .execute(tx.conn())
        .await?;
    Ok(sqlx::query_as(
        "SELECT kind, currency, account_id, matter_id, balance, held FROM ledger_accounts
         WHERE firm_id = $1 AND client_id = $2 AND (balance <> 0 OR held > 0) ORDER BY kind, currency, id",
    )
    .bind(duplicate.firm_id.as_str())
    .bind(duplicate.id.as_str())
    .fetch_all(tx.conn())
    .await?)
}
