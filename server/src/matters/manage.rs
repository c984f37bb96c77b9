//! Entering matters, and changing what is known of them.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    CivilDate, Currency, Fields, Money, Problem,
    api::{
        audit::EventKind,
        matters::{Matter, MatterChange, NewMatter},
    },
    client::MatterStatus,
    id::{ClientId, FirmId, MatterId},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    columns,
    facts::{self, Facts},
    row::MatterRow,
    show,
};
use crate::{
    audit::Event,
    clients::ClientRow,
    db::{Col, Tx},
    firm,
    http::{CanBill, CanLook, Error, Json, Path, Result, Staff, idempotency::Once},
    state::App,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(get, edit))
}

/// Enter a matter of a client, in the client's mode.
#[utoipa::path(post, path = "/api/v1/matters", tag = "matters", operation_id = "create_matter",
    request_body = NewMatter, responses((status = 201, body = Matter), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Once(new, mut ticket): Once<NewMatter>,
) -> Result<Response> {
    let mut fields = Fields::new();
    let client: Option<ClientId> =
        fields.take("/client_id", new.client_id.trim().parse().map_err(|_| "Choose one of your clients"));
    let facts = Facts::parse(&mut fields, &new);
    let (client, facts) = fields.finish(client.zip(facts))?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let client = ClientRow::lock_active(&mut tx, &staff.firm, &client, "/client_id").await?;
    let people = facts.people(&mut tx, &staff.firm, &client.id, None).await?;
    let today = today(&app, &mut tx, &staff.firm).await?;
    let id = facts.insert(&app, &mut tx, &staff, &client, &people, today).await?;
    let event = Event::new(&staff.firm, EventKind::MatterCreated, &staff).client(&client.id).matter(Some(&id));
    event.detail(&facts.name).record(&app, &mut tx).await?;
    let matter = keep(&mut tx, &staff, &id).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &matter).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn today(app: &App, tx: &mut Tx, firm: &FirmId) -> Result<CivilDate> {
    Ok(firm::today(&firm::load_in(tx.conn(), firm).await?, app.now()))
}

/// What a search finds it by follows from how it is now.
async fn keep(tx: &mut Tx, staff: &Staff, id: &MatterId) -> Result<Matter> {
    let row = MatterRow::find(tx.conn(), &staff.firm, id).await?;
    columns::keep_terms(tx, &row).await?;
    show::one(tx.conn(), &staff.firm, id).await
}

/// One matter.
#[utoipa::path(get, path = "/api/v1/matters/{id}", tag = "matters", operation_id = "get_matter",
    params(("id" = String, Path)), responses((status = 200, body = Matter), (status = 404, body = Problem)))]
async fn get(State(app): State<App>, CanLook(staff): CanLook, Path(id): Path<MatterId>) -> Result<Json<Matter>> {
    let mut conn = app.db.read().acquire().await?;
    show::one(&mut conn, &staff.firm, &id).await.map(Json)
}

/// Change a matter, close it or open it again. What is absent stays as it is.
#[utoipa::path(patch, path = "/api/v1/matters/{id}", tag = "matters", operation_id = "edit_matter",
    params(("id" = String, Path)), request_body = MatterChange,
    responses(
        (status = 200, body = Matter), (status = 404, body = Problem),
        (status = 409, description = "It has money in trust", body = Problem),
        (status = 422, body = Problem),
    ))]
async fn edit(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<MatterId>,
    Json(change): Json<MatterChange>,
) -> Result<Json<Matter>> {
    let mut tx = app.db.begin().await?;
    let before = lock(&mut tx, &staff.firm, &id).await?;
    let mut fields = Fields::new();
    let facts = Facts::parse(&mut fields, &facts::changed(&before, &change));
    let status = match change.status.as_deref() {
        None => None,
        Some(text) => fields.take("/status", text.trim().parse().map_err(|_| "Choose open or closed")),
    };
    let facts = fields.finish(facts)?;
    let people = facts.people(&mut tx, &staff.firm, &before.client_id, before.responsible_id.as_deref()).await?;
    let was = show::one(tx.conn(), &staff.firm, &id).await?;
    facts.update(&mut tx, &staff.firm, &id, &people).await?;
    if let Some(status) = status.filter(|status| *status != before.status.0) {
        move_to(&app, &mut tx, &staff, &id, status).await?;
    }
    let is = keep(&mut tx, &staff, &id).await?;
    if is != was {
        let event = Event::new(&staff.firm, EventKind::MatterChanged, &staff).client(&is.client_id).matter(Some(&id));
        event.detail(difference(&was, &is)).record(&app, &mut tx).await?;
    }
    tx.commit().await?;
    Ok(Json(is))
}

/// Holds a matter and its client, whose people it points at.
async fn lock(tx: &mut Tx, firm: &FirmId, id: &MatterId) -> Result<MatterRow> {
    let found = MatterRow::find(tx.conn(), firm, id).await?;
    let client = ClientRow::lock(tx, firm, &found.client_id).await?;
    let matter = MatterRow::lock(tx, firm, id).await?;
    if matter.client_id == client.id {
        return Ok(matter);
    }
    Err(Error::conflict("matter-changed", "The matter became another client's meanwhile: load it again"))
}

/// Closes it, or opens it again. What lies in trust is somebody's: a matter that has some stays open.
async fn move_to(app: &App, tx: &mut Tx, staff: &Staff, id: &MatterId, status: MatterStatus) -> Result<()> {
    let closed_on = match status {
        MatterStatus::Open => None,
        MatterStatus::Closed => {
            refuse_trust(tx, &staff.firm, id).await?;
            Some(today(app, tx, &staff.firm).await?.to_string())
        }
    };
    sqlx::query("UPDATE matters SET status = $1, closed_on = $2 WHERE firm_id = $3 AND id = $4")
        .bind(status.as_str())
        .bind(closed_on)
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn refuse_trust(tx: &mut Tx, firm: &FirmId, id: &MatterId) -> Result<()> {
    let trust: Option<(i64, Col<Currency>)> = sqlx::query_as(
        "SELECT -balance, currency FROM ledger_accounts
         WHERE firm_id = $1 AND matter_id = $2 AND kind = 'trust' AND (balance <> 0 OR held > 0) ORDER BY id LIMIT 1",
    )
    .bind(firm.as_str())
    .bind(id.as_str())
    .fetch_optional(tx.conn())
    .await?;
    let Some((amount, currency)) = trust else { return Ok(()) };
    let lies = Money::new(amount, currency.0);
    Err(Problem::new(409, "matter-has-trust-money", format!("This matter has {lies} in trust"))
        .with_detail("Pay it out, or move it to another matter, before you close this one.")
        .into())
}

/// Which facts changed, for the trail.
fn difference(before: &Matter, after: &Matter) -> String {
    let changed = [
        ("number", before.number != after.number),
        ("name", before.name != after.name),
        ("responsible", before.responsible_id != after.responsible_id),
        ("payer", before.payer_id != after.payer_id),
        ("opening day", before.opened_on != after.opened_on),
        ("note", before.note != after.note),
    ];
    let mut names: Vec<&str> = changed.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect();
    if before.status != after.status {
        names.push(if after.status == MatterStatus::Closed { "closed" } else { "opened again" });
    }
    names.join(", ")
}
