//! Everyone who may sign in, and adding someone.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Fields, Problem, Role,
    api::{
        Page,
        audit::EventKind,
        users::{NewUser, User},
    },
    id::UserId,
    text::{Email, Name, check_password},
};
use secrecy::SecretString;

use super::{NewStaff, UserRow, find, insert};
use crate::{
    audit::Event,
    crypto,
    http::{
        CanLook, CanManageStaff, Json, Query, Result,
        idempotency::Once,
        page::{Paging, page},
    },
    state::App,
};

/// Everyone who may sign in, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/users", tag = "users", operation_id = "list_users", params(Paging),
    responses((status = 200, body = Page<User>), (status = 401, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn index(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<User>>> {
    let limit = paging.limit()?;
    let after: Option<UserId> = paging.cursor()?;
    let rows: Vec<UserRow> = sqlx::query_as(
        "SELECT id, name, email, role, notify, created_at FROM users
         WHERE firm_id = $1 AND removed_at IS NULL AND id > $2 ORDER BY id LIMIT $3",
    )
    .bind(staff.firm.as_str())
    .bind(after.map_or_else(String::new, String::from))
    .bind(limit + 1)
    .fetch_all(app.db.read())
    .await?;
    page(rows, limit, |row| row.id.to_string(), |row| Ok(row.into())).map(Json)
}

/// Add someone.
#[utoipa::path(
    post, path = "/api/v1/users", tag = "users", operation_id = "create_user", request_body = NewUser,
    responses((status = 201, body = User), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn create(
    State(app): State<App>,
    CanManageStaff(staff): CanManageStaff,
    Once(new, mut ticket): Once<NewUser>,
) -> Result<Response> {
    let (name, email, role) = parse(&new, staff.role)?;
    let password_hash = crypto::hash_password(SecretString::from(new.password)).await?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let member = NewStaff { name: &name, email: &email, role, password_hash: &password_hash };
    let id = insert(&app, &mut tx, &staff.firm, &member).await?;
    let event = Event::new(&staff.firm, EventKind::UserCreated, &staff);
    event.detail(format!("{name}, {role}")).record(&app, &mut tx).await?;
    let user = find(tx.conn(), &staff.firm, &id).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &user).await?;
    tx.commit().await?;
    Ok(answer)
}

fn parse(new: &NewUser, own: Role) -> Result<(Name, Email, Role), Problem> {
    let mut fields = Fields::new();
    let name = fields.parse("/name", &new.name);
    let email = fields.parse("/email", &new.email);
    let role = fields.parse("/role", &new.role);
    if role.is_some_and(|role| !own.may_grant(role)) {
        fields.refuse("/role", "Only an owner makes someone an owner");
    }
    fields.take("/password", check_password(&new.password));
    let user = name.zip(email).zip(role).map(|((name, email), role)| (name, email, role));
    fields.finish(user)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_makes_a_mightier_one() {
        let new = |role: &str| NewUser {
            name: "Ann".into(),
            email: "ann@example.org".into(),
            role: role.into(),
            password: "correct horse".into(),
        };
        assert!(parse(&new("admin"), Role::Admin).is_ok());
        assert!(parse(&new("owner"), Role::Owner).is_ok());
        assert!(parse(&new("owner"), Role::Admin).err().unwrap().field("/role").is_some());
        assert!(parse(&new("king"), Role::Owner).err().unwrap().field("/role").is_some());
    }
}
