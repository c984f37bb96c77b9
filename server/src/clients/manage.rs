//! Entering clients, and changing what is known of them.

use std::collections::HashSet;

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Fields, Mode,
    api::{
        audit::EventKind,
        clients::{Client, ClientChange, NewClient},
    },
    client::ClientStatus,
    id::ClientId,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    columns, contacts,
    facts::{self, Facts},
    row::ClientRow,
    show,
};
use crate::{
    audit::Event,
    db::Tx,
    http::{CanBill, CanLook, Json, Path, Result, Staff, idempotency::Once},
    state::App,
    table,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(get, edit))
}

/// Enter a client.
#[utoipa::path(post, path = "/api/v1/clients", tag = "clients", operation_id = "create_client",
    request_body = NewClient, responses((status = 201, body = Client), (status = 422, body = domain::Problem)))]
async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Once(new, mut ticket): Once<NewClient>,
) -> Result<Response> {
    let mut fields = Fields::new();
    let facts = Facts::parse(&mut fields, &new);
    let people = contacts::parse(&mut fields, &new.contacts, &HashSet::new());
    let mode: Option<Mode> = fields.optional("/mode", new.mode.as_deref());
    let facts = fields.finish(facts)?;
    let mode = match mode {
        Some(mode) => mode,
        None => table::usual_mode(&app, &staff.firm).await?,
    };
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let id = facts.insert(&app, &mut tx, &staff, mode).await?;
    contacts::replace(&app, &mut tx, (&staff.firm, &id), &HashSet::new(), &people).await?;
    let event = Event::new(&staff.firm, EventKind::ClientCreated, &staff).client(&id);
    event.detail(&facts.name).record(&app, &mut tx).await?;
    let client = keep(&mut tx, &staff, &id).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &client).await?;
    tx.commit().await?;
    Ok(answer)
}

/// What a search finds it by follows from how it is now.
async fn keep(tx: &mut Tx, staff: &Staff, id: &ClientId) -> Result<Client> {
    let client = show::one(tx.conn(), &staff.firm, id).await?;
    columns::keep_terms(tx, &staff.firm, &client).await?;
    Ok(client)
}

/// One client. One that was merged says into which.
#[utoipa::path(get, path = "/api/v1/clients/{id}", tag = "clients", operation_id = "get_client",
    params(("id" = String, Path)), responses((status = 200, body = Client), (status = 404, body = domain::Problem)))]
async fn get(State(app): State<App>, CanLook(staff): CanLook, Path(id): Path<ClientId>) -> Result<Json<Client>> {
    let mut conn = app.db.read().acquire().await?;
    show::one(&mut conn, &staff.firm, &id).await.map(Json)
}

/// Change a client. What is absent stays as it is.
#[utoipa::path(patch, path = "/api/v1/clients/{id}", tag = "clients", operation_id = "edit_client",
    params(("id" = String, Path)), request_body = ClientChange,
    responses(
        (status = 200, body = Client), (status = 404, body = domain::Problem),
        (status = 409, description = "It was merged into another one", body = domain::Problem),
        (status = 422, body = domain::Problem),
    ))]
async fn edit(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ClientId>,
    Json(change): Json<ClientChange>,
) -> Result<Json<Client>> {
    let mut tx = app.db.begin().await?;
    let before = ClientRow::lock(&mut tx, &staff.firm, &id).await?;
    before.refuse_merged()?;
    let was = show::one(tx.conn(), &staff.firm, &id).await?;
    let status = store(&app, &mut tx, &before, &change).await?;
    let is = keep(&mut tx, &staff, &id).await?;
    if is != was {
        let event = Event::new(&staff.firm, EventKind::ClientChanged, &staff).client(&id);
        event.detail(difference(&was, &is)).record(&app, &mut tx).await?;
    }
    let client = match status {
        Some(status) if status != before.status.0 => {
            archive(&app, &mut tx, &staff, &id, status).await?;
            show::one(tx.conn(), &staff.firm, &id).await?
        }
        _ => is,
    };
    tx.commit().await?;
    Ok(Json(client))
}

/// Checks and stores what changes of the facts and the people; says which status is asked for.
async fn store(app: &App, tx: &mut Tx, before: &ClientRow, change: &ClientChange) -> Result<Option<ClientStatus>> {
    let (firm, id) = (&before.firm_id.0, &before.id.0);
    let known = contacts::known(tx.conn(), firm, id).await?;
    let new = facts::changed(before, change);
    let mut fields = Fields::new();
    let facts = Facts::parse(&mut fields, &new);
    let people = contacts::parse(&mut fields, &new.contacts, &known);
    let status = status(&mut fields, change.status.as_deref());
    let facts = fields.finish(facts)?;
    facts.update(tx, firm, id).await?;
    if change.contacts.is_some() {
        contacts::replace(app, tx, (firm, id), &known, &people).await?;
    }
    if facts.name.as_str() != before.name {
        columns::spread_name(tx, firm, id, facts.name.as_str()).await?;
    }
    Ok(status)
}

fn status(fields: &mut Fields, text: Option<&str>) -> Option<ClientStatus> {
    let read = match text?.trim() {
        "active" => Ok(ClientStatus::Active),
        "archived" => Ok(ClientStatus::Archived),
        _ => Err("Choose active or archived"),
    };
    fields.take("/status", read)
}

/// Puts it out of the way, or brings it back.
async fn archive(app: &App, tx: &mut Tx, staff: &Staff, id: &ClientId, status: ClientStatus) -> Result<()> {
    sqlx::query("UPDATE clients SET status = $1 WHERE firm_id = $2 AND id = $3")
        .bind(status.as_str())
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    let detail = if status == ClientStatus::Archived { "Archived" } else { "Restored" };
    let event = Event::new(&staff.firm, EventKind::ClientArchived, staff).client(id);
    event.detail(detail).record(app, tx).await?;
    Ok(())
}

/// Which facts changed, for the trail; what they are is a matter of the client's page.
fn difference(before: &Client, after: &Client) -> String {
    let changed = [
        ("kind", before.kind != after.kind),
        ("name", before.name != after.name),
        ("number", before.number != after.number),
        ("email", before.email != after.email),
        ("phone", before.phone != after.phone),
        ("address", before.address != after.address),
        ("note", before.note != after.note),
        ("contacts", before.contacts != after.contacts),
        ("payer", before.payer_id != after.payer_id),
    ];
    let names: Vec<&str> = changed.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect();
    names.join(", ")
}
