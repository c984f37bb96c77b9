//! What admins do with gateway connections.

use axum::{extract::State, http::StatusCode};
use domain::{
    Problem,
    api::{
        Page,
        audit::EventKind,
        connections::{Connection, EditConnection, NewConnection, WEBHOOK_EVENTS, WebhookSecret},
    },
    id::{ConnectionId, FirmId},
};
use secrecy::SecretString;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ConnectionRow, SECRET_KEY, WEBHOOK_SECRET,
    keys::{Keys, roll, try_keys},
    sweep,
};
use crate::{
    audit::{Actor, Event},
    db::{Col, Tx},
    gateways::stripe::objects::Account,
    http::{CanManage, Error, Json, Path, Result},
    state::App,
};

/// The routes of gateway connections.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(edit))
        .routes(routes!(make_endpoint))
        .routes(routes!(set_webhook_secret))
        .routes(routes!(sweep_now))
}

/// What a payment is called at the gateway until someone says otherwise.
const TEMPLATE: &str = "Payment for Invoice {invoice_number}";
/// The most characters of a description template.
const LONGEST_TEMPLATE: usize = 200;

/// The firm's gateway connections.
#[utoipa::path(get, path = "/api/v1/connections", tag = "connections", responses((status = 200, body = Page<Connection>)))]
async fn list(State(app): State<App>, CanManage(staff): CanManage) -> Result<axum::Json<Page<Connection>>> {
    let rows = ConnectionRow::all_of(&app, &staff.firm).await?;
    Ok(axum::Json(Page { data: rows.into_iter().map(|row| row.show(&app)).collect(), next_cursor: None }))
}

/// Connects Stripe. The keys are tried by a real call; keys of an account that is connected already
/// replace its old ones.
#[utoipa::path(post, path = "/api/v1/connections", tag = "connections", request_body = NewConnection,
    responses((status = 201, body = Connection), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Json(new): Json<NewConnection>,
) -> Result<(StatusCode, axum::Json<Connection>)> {
    let keys = Keys::parse(&new)?;
    let account = try_keys(&app, &keys).await?;
    let mut tx = app.db.begin().await?;
    let id = connect(&app, &mut tx, &staff.firm, &keys, &account, (&staff).into()).await?;
    let row = ConnectionRow::find(tx.conn(), &staff.firm, &id).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(row.show(&app))))
}

/// Changes the description, or rolls the keys.
#[utoipa::path(patch, path = "/api/v1/connections/{id}", tag = "connections", params(("id" = String, Path)),
    request_body = EditConnection, responses((status = 200, body = Connection), (status = 422, body = Problem)))]
async fn edit(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Path(id): Path<ConnectionId>,
    Json(edit): Json<EditConnection>,
) -> Result<axum::Json<Connection>> {
    let template = edit.description_template.as_deref().map(template).transpose()?;
    let known = ConnectionRow::find(&mut *app.db.read().acquire().await?, &staff.firm, &id).await?;
    let rolled = match replacement(&edit) {
        Some(keys) => Some(roll(&app, &known, &keys).await?),
        None => None,
    };
    let mut tx = app.db.begin().await?;
    if let Some((keys, account)) = &rolled {
        connect(&app, &mut tx, &staff.firm, keys, account, (&staff).into()).await?;
    }
    if let Some(template) = template {
        store_template(&app, &mut tx, &staff.firm, &id, template, (&staff).into()).await?;
    }
    let row = ConnectionRow::find(tx.conn(), &staff.firm, &id).await?;
    tx.commit().await?;
    Ok(axum::Json(row.show(&app)))
}

fn template(text: &str) -> Result<&str> {
    let fine = text.chars().count() <= LONGEST_TEMPLATE && !text.chars().any(char::is_control);
    let why = || format!("Use at most {LONGEST_TEMPLATE} characters in one line");
    fine.then(|| text.trim()).ok_or_else(|| Error::field("/description_template", why()))
}

/// The keys of a request that names any.
fn replacement(edit: &EditConnection) -> Option<NewConnection> {
    let text = |key: &Option<String>| key.clone().unwrap_or_default();
    let keys = NewConnection { publishable_key: text(&edit.publishable_key), secret_key: text(&edit.secret_key) };
    (keys != NewConnection::default()).then_some(keys)
}

/// Makes the webhook endpoint at Stripe, with the events that are needed.
#[utoipa::path(post, path = "/api/v1/connections/{id}/webhook_endpoint", tag = "connections", params(("id" = String, Path)),
    responses((status = 200, body = Connection), (status = 409, body = Problem)))]
async fn make_endpoint(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Path(id): Path<ConnectionId>,
) -> Result<axum::Json<Connection>> {
    let row = ConnectionRow::find(&mut *app.db.read().acquire().await?, &staff.firm, &id).await?;
    let client = row.client(&app)?;
    // A second click within the hour gets the same endpoint.
    let key = format!("endpoint-{id}-{}", app.now().seconds() / 3600);
    let endpoint = client.create_endpoint(&row.webhook_url(&app), &WEBHOOK_EVENTS, &key).await.map_err(|why| {
        Error::conflict(
            "webhook-refused",
            format!("Stripe did not make the endpoint: {why}. Make it by hand with the URL below."),
        )
    })?;
    let Some(secret) = endpoint.secret else {
        return Err(Error::conflict(
            "webhook-secret",
            "Stripe did not show the signing secret. Paste it from Stripe's dashboard.",
        ));
    };
    let old = row.webhook_endpoint_id.clone().filter(|old| *old != endpoint.id);
    let mut tx = app.db.begin().await?;
    store_secret(&app, &mut tx, &staff.firm, &id, Some(&endpoint.id), &secret.into(), (&staff).into()).await?;
    let row = ConnectionRow::find(tx.conn(), &staff.firm, &id).await?;
    tx.commit().await?;
    if let Some(old) = old
        && let Err(why) = client.delete_endpoint(&old).await
    {
        tracing::warn!(connection = %id, %why, "an old webhook endpoint stays behind");
    }
    Ok(axum::Json(row.show(&app)))
}

/// Stores the signing secret of an endpoint that was made by hand.
#[utoipa::path(put, path = "/api/v1/connections/{id}/webhook_secret", tag = "connections", params(("id" = String, Path)),
    request_body = WebhookSecret, responses((status = 200, body = Connection), (status = 422, body = Problem)))]
async fn set_webhook_secret(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Path(id): Path<ConnectionId>,
    Json(new): Json<WebhookSecret>,
) -> Result<axum::Json<Connection>> {
    let secret = new.secret.trim();
    let fine = secret
        .strip_prefix("whsec_")
        .is_some_and(|rest| (8..=200).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_graphic()));
    if !fine {
        return Err(Error::field("/secret", "Paste the signing secret: it begins with whsec_"));
    }
    let mut tx = app.db.begin().await?;
    ConnectionRow::find(tx.conn(), &staff.firm, &id).await?;
    store_secret(&app, &mut tx, &staff.firm, &id, None, &secret.to_owned().into(), (&staff).into()).await?;
    let row = ConnectionRow::find(tx.conn(), &staff.firm, &id).await?;
    tx.commit().await?;
    Ok(axum::Json(row.show(&app)))
}

/// Asks the gateway now about everything that is not final.
#[utoipa::path(post, path = "/api/v1/connections/{id}/sweep", tag = "connections", params(("id" = String, Path)),
    responses((status = 200, body = Connection), (status = 503, body = Problem)))]
async fn sweep_now(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Path(id): Path<ConnectionId>,
) -> Result<axum::Json<Connection>> {
    let row = ConnectionRow::find(&mut *app.db.read().acquire().await?, &staff.firm, &id).await?;
    sweep::everything(&app, &row).await.map_err(|error| {
        tracing::warn!(connection = %id, error = format!("{error:#}"), "a sweep on request");
        Problem::new(503, "gateway-unavailable", "Stripe does not answer right now")
            .with_detail("Try again in a minute.")
    })?;
    let row = ConnectionRow::find(&mut *app.db.read().acquire().await?, &staff.firm, &id).await?;
    Ok(axum::Json(row.show(&app)))
}

/// Stores a connection, or the new keys of one that is there: one per account and mode.
///
/// # Errors
/// When the database refuses.
pub async fn connect(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    keys: &Keys,
    account: &Account,
    actor: Actor,
) -> Result<ConnectionId> {
    let sealed = app.keyring().seal(&app.chance, SECRET_KEY, &keys.secret)?;
    let new = ConnectionId::from_u128(app.new_id());
    let id: Col<ConnectionId> = sqlx::query_scalar(
        "INSERT INTO connections (id, firm_id, gateway, mode, gateway_account, account_name, publishable_key,
             secret_key_sealed, secret_key_hint, description_template, swept_until, created_at)
         VALUES ($1, $2, 'stripe', $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (firm_id, gateway, gateway_account, mode) DO UPDATE SET account_name = excluded.account_name,
             publishable_key = excluded.publishable_key, secret_key_sealed = excluded.secret_key_sealed,
             secret_key_hint = excluded.secret_key_hint
         RETURNING id",
    )
    .bind(new.as_str())
    .bind(firm.as_str())
    .bind(keys.mode.as_str())
    .bind(account.id.as_str())
    .bind(account.name())
    .bind(keys.publishable.as_str())
    .bind(sealed)
    .bind(keys.hint.as_str())
    .bind(TEMPLATE)
    // What moved before the connection was made is not ours.
    .bind(app.now().seconds())
    .bind(app.now().ms())
    .fetch_one(tx.conn())
    .await?;
    let kind = if id.0 == new { EventKind::ConnectionCreated } else { EventKind::ConnectionChanged };
    Event::new(firm, kind, actor).detail(format!("Stripe {} ({})", account.id, keys.mode)).record(app, tx).await?;
    Ok(id.0)
}

async fn store_template(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    id: &ConnectionId,
    template: &str,
    actor: Actor,
) -> Result<()> {
    sqlx::query("UPDATE connections SET description_template = $1 WHERE firm_id = $2 AND id = $3")
        .bind(template)
        .bind(firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    Event::new(firm, EventKind::ConnectionChanged, actor).detail("Description").record(app, tx).await?;
    Ok(())
}

async fn store_secret(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    id: &ConnectionId,
    endpoint: Option<&str>,
    secret: &SecretString,
    actor: Actor,
) -> Result<()> {
    let sealed = app.keyring().seal(&app.chance, WEBHOOK_SECRET, secret)?;
    sqlx::query(
        "UPDATE connections SET webhook_secret_sealed = $1, webhook_endpoint_id = $2 WHERE firm_id = $3 AND id = $4",
    )
    .bind(sealed)
    .bind(endpoint)
    .bind(firm.as_str())
    .bind(id.as_str())
    .execute(tx.conn())
    .await?;
    Event::new(firm, EventKind::WebhookConfigured, actor).record(app, tx).await?;
    Ok(())
}
