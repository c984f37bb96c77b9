//! Staff: who may sign in, as what.

mod list;
mod password;
mod roles;

use domain::{
    Instant, Role,
    api::{audit::EventKind, users::User},
    id::{FirmId, UserId},
    text::{Email, Name},
};
use sqlx::{Any, Executor};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    audit::{Actor, Event},
    db::{Col, Flag, Tx},
    http::{Error, Result},
    state::App,
};

/// The staff's routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::index, list::create))
        .routes(routes!(roles::edit, roles::remove))
        .routes(routes!(password::change))
}

#[derive(sqlx::FromRow)]
struct UserRow {
    id: Col<UserId>,
    name: String,
    email: String,
    role: Col<Role>,
    notify: Flag,
    created_at: i64,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.id.0,
            name: row.name,
            email: row.email,
            role: row.role.0,
            notify: row.notify.0,
            created_at: Instant::from_ms(row.created_at),
        }
    }
}

async fn find<'c>(db: impl Executor<'c, Database = Any>, firm: &FirmId, id: &UserId) -> Result<User> {
    let row: Option<UserRow> = sqlx::query_as(
        "SELECT id, name, email, role, notify, created_at FROM users
         WHERE firm_id = $1 AND id = $2 AND removed_at IS NULL",
    )
    .bind(firm.as_str())
    .bind(id.as_str())
    .fetch_optional(db)
    .await?;
    row.map(User::from).ok_or_else(|| Error::not_found("user"))
}

/// Adds a user for the command line, the set-up and the demo.
///
/// # Errors
/// 422 at `/email` when someone else signs in with that address.
pub async fn create_user(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    name: &Name,
    email: &Email,
    role: Role,
    password_hash: &str,
) -> Result<UserId> {
    let id = insert(app, tx, firm, &NewStaff { name, email, role, password_hash }).await?;
    let event = Event::new(firm, EventKind::UserCreated, Actor::tender());
    event.detail(format!("{name}, {role}")).record(app, tx).await?;
    Ok(id)
}

struct NewStaff<'a> {
    name: &'a Name,
    email: &'a Email,
    role: Role,
    password_hash: &'a str,
}

async fn insert(app: &App, tx: &mut Tx, firm: &FirmId, new: &NewStaff<'_>) -> Result<UserId> {
    let id = UserId::from_u128(app.new_id());
    let done = sqlx::query(
        "INSERT INTO users (id, firm_id, name, email, email_key, role, password_hash, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
    )
    .bind(id.as_str())
    .bind(firm.as_str())
    .bind(new.name.as_str())
    .bind(new.email.as_str())
    .bind(new.email.folded())
    .bind(new.role.as_str())
    .bind(new.password_hash)
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::field("/email", "Someone signs in with this address already"));
    }
    Ok(id)
}
