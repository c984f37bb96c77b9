//! Changing what someone may do, up to nothing. A firm always keeps an owner.

use axum::{extract::State, http::StatusCode};
use domain::{
    Permission, Problem, Role,
    api::{
        audit::EventKind,
        users::{EditUser, User},
    },
    id::{FirmId, UserId},
};

use super::find;
use crate::{
    audit::Event,
    db::Tx,
    firm,
    http::{CanLook, CanManageStaff, Error, Json, Path, Result, Staff},
    state::App,
};

/// Change someone's role or whether they get mails. Everyone may change the latter for themselves.
#[utoipa::path(
    patch, path = "/api/v1/users/{id}", tag = "users", operation_id = "edit_user", request_body = EditUser,
    params(("id" = UserId, Path)),
    responses(
        (status = 200, body = User), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "The firm would be left without an owner", body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn edit(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<UserId>,
    Json(edit): Json<EditUser>,
) -> Result<Json<User>> {
    let mut tx = app.db.begin().await?;
    firm::lock(&mut tx, &staff.firm).await?;
    let before = may_edit(&mut tx, &staff, &id, &edit).await?;
    store(&mut tx, &staff.firm, &id, &edit).await?;
    keep_an_owner(&mut tx, &staff.firm).await?;
    let after = find(tx.conn(), &staff.firm, &id).await?;
    if after != before {
        let event = Event::new(&staff.firm, EventKind::UserChanged, &staff);
        event.detail(difference(&before, &after)).record(&app, &mut tx).await?;
    }
    tx.commit().await?;
    Ok(Json(after))
}

/// Take someone's access away.
#[utoipa::path(
    delete, path = "/api/v1/users/{id}", tag = "users", operation_id = "remove_user",
    params(("id" = UserId, Path)),
    responses(
        (status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "The firm would be left without an owner", body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn remove(
    State(app): State<App>,
    CanManageStaff(staff): CanManageStaff,
    Path(id): Path<UserId>,
) -> Result<StatusCode> {
    let mut tx = app.db.begin().await?;
    firm::lock(&mut tx, &staff.firm).await?;
    let user = find(tx.conn(), &staff.firm, &id).await?;
    if !staff.role.may_grant(user.role) {
        return Err(Error::forbidden());
    }
    sqlx::query("UPDATE users SET removed_at = $1 WHERE firm_id = $2 AND id = $3")
        .bind(app.now().ms())
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    end_sessions(&mut tx, &staff.firm, &id).await?;
    keep_an_owner(&mut tx, &staff.firm).await?;
    let event = Event::new(&staff.firm, EventKind::UserChanged, &staff);
    event.detail(format!("{} removed", user.name)).record(&app, &mut tx).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The user as it is, if this member of staff may change it so.
async fn may_edit(tx: &mut Tx, staff: &Staff, id: &UserId, edit: &EditUser) -> Result<User> {
    let user = find(tx.conn(), &staff.firm, id).await?;
    if edit.role.is_some() || staff.id() != id.as_str() {
        staff.require(Permission::ManageStaff)?;
    }
    let may = edit.role.is_none_or(|role| staff.role.may_grant(role) && staff.role.may_grant(user.role));
    if may { Ok(user) } else { Err(Error::forbidden()) }
}

async fn store(tx: &mut Tx, firm: &FirmId, id: &UserId, edit: &EditUser) -> Result<()> {
    sqlx::query(
        "UPDATE users SET role = COALESCE($1, role), notify = COALESCE($2, notify) WHERE firm_id = $3 AND id = $4",
    )
    .bind(edit.role.map(Role::as_str))
    .bind(edit.notify.map(i64::from))
    .bind(firm.as_str())
    .bind(id.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Refuses what left the firm without an owner. Under the firm's lock, so two owners cannot take
/// each other's role at once.
async fn keep_an_owner(tx: &mut Tx, firm: &FirmId) -> Result<()> {
    let owner: Option<String> =
        sqlx::query_scalar("SELECT id FROM users WHERE firm_id = $1 AND role = $2 AND removed_at IS NULL LIMIT 1")
            .bind(firm.as_str())
            .bind(Role::Owner.as_str())
            .fetch_optional(tx.conn())
            .await?;
    let last = || Error::conflict("last-owner", "The firm needs an owner: make someone else an owner first");
    owner.map(drop).ok_or_else(last)
}

async fn end_sessions(tx: &mut Tx, firm: &FirmId, id: &UserId) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE firm_id = $1 AND user_id = $2")
        .bind(firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

fn difference(before: &User, after: &User) -> String {
    let mut parts = vec![after.name.clone()];
    if before.role != after.role {
        parts.push(format!("{} → {}", before.role, after.role));
    }
    if before.notify != after.notify {
        parts.push(if after.notify { "mails on" } else { "mails off" }.to_owned());
    }
    parts.join(", ")
}
