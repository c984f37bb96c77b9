//! Making, changing and deleting views.
//!
//! Anyone may have views of their own. Sharing one takes the permission to bill: it puts something before all
//! colleagues, and who only looks changes nothing that others see.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Fields, Permission, Problem,
    api::{
        audit::EventKind,
        tables::{NewView, Setup, View},
    },
    id::{FirmId, UserId, ViewId},
    table::TableName,
    text::ViewName,
};

use super::{
    person,
    row::{self, ViewRow},
    setup,
};
use crate::{
    audit::Event,
    db::Tx,
    firm,
    http::{CanLook, Error, Json, Path, Result, Staff, idempotency::Once},
    state::App,
};

/// The most views of one person.
pub(super) const OWN: i64 = 100;
/// The most views that a firm shares.
pub(super) const SHARED: i64 = 200;

/// What someone asked for, checked.
#[derive(Debug)]
pub(super) struct Asked {
    pub table: TableName,
    pub name: ViewName,
    pub shared: bool,
    pub setup: Setup,
}

impl Asked {
    fn parse(new: &NewView) -> Result<Self> {
        let mut fields = Fields::new();
        let table: Option<TableName> = fields.parse("/table", &new.table);
        let name: Option<ViewName> = fields.parse("/name", &new.name);
        let (table, name) = fields.finish(table.zip(name))?;
        Ok(Self { table, name, shared: new.shared, setup: setup::tidy(table, &new.setup)? })
    }

    /// Two names that differ in their capitals are one.
    pub fn name_key(&self) -> String {
        self.name.as_str().to_lowercase()
    }
}

/// Keep a set-up under a name.
#[utoipa::path(
    post, path = "/api/v1/views", tag = "views", operation_id = "create_view", request_body = NewView,
    responses(
        (status = 201, body = View), (status = 403, body = Problem),
        (status = 409, description = "There are too many", body = Problem), (status = 422, body = Problem),
    ),
    security(("session" = [])),
)]
pub(super) async fn create(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Once(new, mut ticket): Once<NewView>,
) -> Result<Response> {
    let owner = person(&staff)?;
    let asked = Asked::parse(&new)?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    firm::lock(&mut tx, &staff.firm).await?;
    check(&mut tx, &staff, owner, &asked, None).await?;
    let id = insert(&app, &mut tx, &staff.firm, owner, &asked).await?;
    if asked.shared {
        record(&app, &mut tx, &staff, EventKind::ViewShared, asked.name.as_str()).await?;
    }
    let view = ViewRow::find(tx.conn(), &staff, &id).await?.show(&staff);
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &view).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Change a view: its name, its set-up, or whether it is shared. An admin who takes back a shared view gives it to
/// its owner alone.
#[utoipa::path(
    put, path = "/api/v1/views/{id}", tag = "views", operation_id = "edit_view", request_body = NewView,
    params(("id" = ViewId, Path)),
    responses(
        (status = 200, body = View), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "There are too many", body = Problem), (status = 422, body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn edit(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<ViewId>,
    Json(mut new): Json<NewView>,
) -> Result<Json<View>> {
    let mut tx = app.db.begin().await?;
    firm::lock(&mut tx, &staff.firm).await?;
    let before = changeable(&mut tx, &staff, &id).await?;
    if new.table.is_empty() {
        new.table = before.table_name.to_string();
    }
    let asked = Asked::parse(&new)?;
    if asked.table != before.table_name.0 {
        return Err(Error::field("/table", "A view stays with its table"));
    }
    check(&mut tx, &staff, &before.owner_id, &asked, Some(&before)).await?;
    let kind = match (before.shared.0, asked.shared) {
        (false, true) => Some(EventKind::ViewShared),
        (true, true) => Some(EventKind::ViewChanged),
        (true, false) => Some(EventKind::ViewWithdrawn),
        (false, false) => None,
    };
    if let Some(kind) = kind {
        record(&app, &mut tx, &staff, kind, asked.name.as_str()).await?;
    }
    update(&app, &mut tx, &staff.firm, &id, &asked).await?;
    let after = before.changed(&asked, app.now())?.show(&staff);
    tx.commit().await?;
    Ok(Json(after))
}

/// Delete a view. Who began with it begins with the table as it is made.
#[utoipa::path(
    delete, path = "/api/v1/views/{id}", tag = "views", operation_id = "delete_view",
    params(("id" = ViewId, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn remove(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<ViewId>,
) -> Result<StatusCode> {
    let mut tx = app.db.begin().await?;
    firm::lock(&mut tx, &staff.firm).await?;
    let view = changeable(&mut tx, &staff, &id).await?;
    sqlx::query("DELETE FROM views WHERE firm_id = $1 AND id = $2")
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    if view.shared.0 {
        record(&app, &mut tx, &staff, EventKind::ViewWithdrawn, &view.name).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A view that this person may change.
async fn changeable(tx: &mut Tx, staff: &Staff, id: &ViewId) -> Result<ViewRow> {
    let view = ViewRow::find(tx.conn(), staff, id).await?;
    if view.may_be_changed_by(staff) { Ok(view) } else { Err(only_its_owner(&view)) }
}

fn only_its_owner(view: &ViewRow) -> Error {
    Problem::new(403, "forbidden", "This view belongs to someone else")
        .with_detail(format!(
            "{} and your admins may change it. Save a copy of your own under another name.",
            view.owner
        ))
        .into()
}

/// What holds for a new view and a changed one, under the firm's lock.
async fn check(tx: &mut Tx, staff: &Staff, owner: &UserId, asked: &Asked, before: Option<&ViewRow>) -> Result<()> {
    let (own, shared) = counts(tx, &staff.firm, owner).await?;
    if before.is_none() && own >= OWN {
        return Err(too_many(format!("You have {OWN} views already")));
    }
    if asked.shared && before.is_none_or(|before| !before.shared.0) {
        staff.require(Permission::Bill)?;
        if shared >= SHARED {
            return Err(too_many(format!("Your firm shares {SHARED} views already")));
        }
    }
    if row::is_taken(tx.conn(), &staff.firm, owner, asked, before.map(|before| &before.id.0)).await? {
        return Err(Error::field("/name", "There is a view of this name already: choose another one"));
    }
    Ok(())
}

/// How many views a person has, and how many the firm shares.
async fn counts(tx: &mut Tx, firm: &FirmId, owner: &UserId) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query_as(
        "SELECT CAST(COALESCE(SUM(CASE WHEN owner_id = $2 THEN 1 ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(shared), 0) AS BIGINT) FROM views WHERE firm_id = $1",
    )
    .bind(firm.as_str())
    .bind(owner.as_str())
    .fetch_one(tx.conn())
    .await
}

fn too_many(why: String) -> Error {
    Problem::new(409, "too-many-views", why).with_detail("Delete one that nobody needs").into()
}

async fn insert(app: &App, tx: &mut Tx, firm: &FirmId, owner: &UserId, asked: &Asked) -> Result<ViewId> {
    let id = ViewId::from_u128(app.new_id());
    sqlx::query(
        "INSERT INTO views (id, firm_id, owner_id, table_name, name, name_key, shared, setup, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
    )
    .bind(id.as_str())
    .bind(firm.as_str())
    .bind(owner.as_str())
    .bind(asked.table.as_str())
    .bind(asked.name.as_str())
    .bind(asked.name_key())
    .bind(i64::from(asked.shared))
    .bind(setup::text(&asked.setup)?)
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    Ok(id)
}

async fn update(app: &App, tx: &mut Tx, firm: &FirmId, id: &ViewId, asked: &Asked) -> Result<()> {
    sqlx::query(
        "UPDATE views SET name = $1, name_key = $2, shared = $3, setup = $4, updated_at = $5
         WHERE firm_id = $6 AND id = $7",
    )
    .bind(asked.name.as_str())
    .bind(asked.name_key())
    .bind(i64::from(asked.shared))
    .bind(setup::text(&asked.setup)?)
    .bind(app.now().ms())
    .bind(firm.as_str())
    .bind(id.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn record(app: &App, tx: &mut Tx, staff: &Staff, kind: EventKind, name: &str) -> Result<()> {
    Ok(Event::new(&staff.firm, kind, staff).detail(name).record(app, tx).await?)
}
