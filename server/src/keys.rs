//! API keys: what an integration shows to act for the firm.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Fields, Instant, Problem, Role,
    api::{
        Page,
        audit::EventKind,
        keys::{ApiKey, CreatedApiKey, NewApiKey},
    },
    id::{ApiKeyId, FirmId},
    text::Name,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    audit::{Actor, Event},
    crypto::fingerprint,
    db::{Col, Tx},
    http::{
        CanManage, Error, Json, Path, Query, Result,
        idempotency::Once,
        page::{Paging, page},
    },
    state::App,
};

/// What secrets begin with, so that a leaked one is recognised.
const PREFIX: &str = "tnd_";
/// Characters of a secret that are kept to recognise it by.
const HINT: usize = 10;

/// The keys' routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(revoke))
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    id: Col<ApiKeyId>,
    name: String,
    role: Col<Role>,
    hint: String,
    created_at: i64,
    last_used_at: Option<i64>,
}

impl From<KeyRow> for ApiKey {
    fn from(row: KeyRow) -> Self {
        Self {
            id: row.id.0,
            name: row.name,
            role: row.role.0,
            hint: row.hint,
            created_at: Instant::from_ms(row.created_at),
            last_used_at: row.last_used_at.map(Instant::from_ms),
        }
    }
}

/// All keys that work, the newest first, without their secrets.
#[utoipa::path(
    get, path = "/api/v1/api_keys", tag = "api keys", operation_id = "list_api_keys", params(Paging),
    responses((status = 200, body = Page<ApiKey>), (status = 403, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
async fn list(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<ApiKey>>> {
    let limit = paging.limit()?;
    let before: Option<ApiKeyId> = paging.cursor()?;
    let rows: Vec<KeyRow> = sqlx::query_as(
        "SELECT id, name, role, hint, created_at, last_used_at FROM api_keys
         WHERE firm_id = $1 AND revoked_at IS NULL AND id < $2 ORDER BY id DESC LIMIT $3",
    )
    .bind(staff.firm.as_str())
    .bind(before.map_or_else(|| "~".to_owned(), String::from))
    .bind(limit + 1)
    .fetch_all(app.db.read())
    .await?;
    page(rows, limit, |row| row.id.to_string(), |row| Ok(row.into())).map(Json)
}

/// Make a key. Its secret is in this answer and never again.
#[utoipa::path(
    post, path = "/api/v1/api_keys", tag = "api keys", operation_id = "create_api_key", request_body = NewApiKey,
    responses((status = 201, body = CreatedApiKey), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
async fn create(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Once(new, mut ticket): Once<NewApiKey>,
) -> Result<Response> {
    let (name, role) = parse(&new, staff.role)?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let created = insert(&app, &mut tx, &staff.firm, &name, role).await?;
    let event = Event::new(&staff.firm, EventKind::KeyCreated, &staff);
    event.detail(format!("{name}, {role}")).record(&app, &mut tx).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &created).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Withdraw a key.
#[utoipa::path(
    delete, path = "/api/v1/api_keys/{id}", tag = "api keys", operation_id = "revoke_api_key",
    params(("id" = ApiKeyId, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
async fn revoke(State(app): State<App>, CanManage(staff): CanManage, Path(id): Path<ApiKeyId>) -> Result<StatusCode> {
    let mut tx = app.db.begin().await?;
    let name: Option<String> = sqlx::query_scalar(
        "UPDATE api_keys SET revoked_at = $1 WHERE firm_id = $2 AND id = $3 AND revoked_at IS NULL RETURNING name",
    )
    .bind(app.now().ms())
    .bind(staff.firm.as_str())
    .bind(id.as_str())
    .fetch_optional(tx.conn())
    .await?;
    let name = name.ok_or_else(|| Error::not_found("API key"))?;
    Event::new(&staff.firm, EventKind::KeyRevoked, &staff).detail(name).record(&app, &mut tx).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a key for the demo and answers its id and its secret.
///
/// # Errors
/// When the database refuses.
pub async fn create_key(app: &App, tx: &mut Tx, firm: &FirmId, name: &Name, role: Role) -> Result<(ApiKeyId, String)> {
    let created = insert(app, tx, firm, name, role).await?;
    let event = Event::new(firm, EventKind::KeyCreated, Actor::tender());
    event.detail(format!("{name}, {role}")).record(app, tx).await?;
    Ok((created.key.id, created.secret))
}

async fn insert(app: &App, tx: &mut Tx, firm: &FirmId, name: &Name, role: Role) -> Result<CreatedApiKey> {
    let (id, now) = (ApiKeyId::from_u128(app.new_id()), app.now());
    let secret = format!("{PREFIX}{}", app.chance.secret());
    let hint = format!("{}…", &secret[..HINT]);
    sqlx::query(
        "INSERT INTO api_keys (id, firm_id, name, role, secret_hash, hint, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id.as_str())
    .bind(firm.as_str())
    .bind(name.as_str())
    .bind(role.as_str())
    .bind(fingerprint(&secret))
    .bind(hint.as_str())
    .bind(now.ms())
    .execute(tx.conn())
    .await?;
    let key = ApiKey { id, name: name.to_string(), role, hint, created_at: now, last_used_at: None };
    Ok(CreatedApiKey { key, secret })
}

fn parse(new: &NewApiKey, own: Role) -> Result<(Name, Role), Problem> {
    let mut fields = Fields::new();
    let name = fields.parse("/name", &new.name);
    let role = fields.parse("/role", &new.role);
    if role.is_some_and(|role| role == Role::Owner || !own.may_grant(role)) {
        fields.refuse("/role", "A key is an admin, a biller or a viewer");
    }
    fields.finish(name.zip(role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_an_owner() {
        let new = |role: &str| NewApiKey { name: "Ledger sync".into(), role: role.into() };
        assert!(parse(&new("biller"), Role::Admin).is_ok());
        assert!(parse(&new("admin"), Role::Admin).is_ok());
        assert!(parse(&new("owner"), Role::Owner).err().unwrap().field("/role").is_some());
    }
}
