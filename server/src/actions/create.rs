//! Asking for an action, and seeing first what it would do.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Fields, Instant, Problem,
    action::{self, Facts},
    api::{
        audit::EventKind,
        selections::{Action, ActionKind, ActionPreview, MAX_ACTION_ROWS, NewAction, Skip},
    },
    id::ActionId,
    table::links::LinkColumn,
};
use sqlx::AssertSqlSafe;

use super::{
    facts::{self, FactsRow},
    row::Stored,
};
use crate::{
    audit::Event,
    db::Tx,
    http::{CanBill, Error, Json, Result, Staff, idempotency::Once},
    jobs::Job,
    links::expiry,
    selection::Chosen,
    state::App,
    table::{Matching, Scope},
};

/// One more than that is not looked at.
const PROBE: i64 = MAX_ACTION_ROWS + 1;

/// What someone asked for, checked.
struct Asked {
    kind: ActionKind,
    chosen: Chosen<LinkColumn>,
    end: Option<Instant>,
}

impl Asked {
    fn parse(new: &NewAction) -> Result<Self> {
        let mut fields = Fields::new();
        let end = fields.optional("/expires_at", new.expires_at.as_deref());
        if new.expires_at.is_some() && new.kind != ActionKind::ExtendExpiry {
            fields.refuse("/expires_at", "Only links that are given more time have a new end");
        }
        fields.finish(Some(()))?;
        Ok(Self { kind: new.kind, chosen: Chosen::parse(&new.selection)?, end })
    }

    /// Whether links may end then. A request that is repeated is answered again, also after that end.
    fn check_end(&self, now: Instant) -> Result<()> {
        match self.end.map(|end| expiry::check(end, now)) {
            Some(Err(why)) => Err(Error::field("/expires_at", why)),
            Some(Ok(_)) | None => Ok(()),
        }
    }
}

/// What an action would do. It changes nothing.
#[utoipa::path(
    post, path = "/api/v1/actions/preview", tag = "actions", operation_id = "preview_action", request_body = NewAction,
    responses((status = 200, body = ActionPreview), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn preview(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Json(new): Json<NewAction>,
) -> Result<Json<ActionPreview>> {
    let mut asked = Asked::parse(&new)?;
    asked.check_end(app.now())?;
    let scope = asked.chosen.scope(&app, &staff.firm).await?;
    let mut conn = app.db.read().acquire().await?;
    let Matching { sql: ids, mut args } = asked.chosen.ids(&mut conn, &scope, PROBE).await?;
    let fields = facts::fields(&mut args, app.now(), asked.end);
    let sql = format!(
        "SELECT {fields}, CAST(COUNT(*) AS BIGINT) AS links
         FROM ({ids}) chosen JOIN links l ON l.id = chosen.id AND l.firm_id = $1
         GROUP BY l.status, l.closing, 3, 4, 5, 6"
    );
    let alike: Vec<Alike> = args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch_all(&mut *conn).await?;
    Ok(Json(count(asked.kind, &alike)))
}

/// Links with the same facts.
#[derive(Debug, sqlx::FromRow)]
struct Alike {
    #[sqlx(flatten)]
    facts: FactsRow,
    links: i64,
}

fn count(kind: ActionKind, alike: &[Alike]) -> ActionPreview {
    let mut preview = ActionPreview::default();
    for Alike { facts, links } in alike {
        preview.total += links;
        match action::applies(kind, &Facts::from(facts)) {
            Ok(()) => preview.applies += links,
            Err(why) => match preview.skipped.iter_mut().find(|skip| skip.reason == why.label()) {
                Some(skip) => skip.count += links,
                None => preview.skipped.push(Skip { reason: why.label().to_owned(), count: *links }),
            },
        }
    }
    preview.skipped.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.reason.cmp(&b.reason)));
    preview
}

/// Do something to many links. It is done in the background; ask for the action to see how far it is.
#[utoipa::path(
    post, path = "/api/v1/actions", tag = "actions", operation_id = "create_action", request_body = NewAction,
    responses(
        (status = 202, body = Action), (status = 403, body = Problem),
        (status = 409, description = "One of this kind is at work", body = Problem), (status = 422, body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Once(new, mut ticket): Once<NewAction>,
) -> Result<Response> {
    let mut asked = Asked::parse(&new)?;
    let scope = asked.chosen.scope(&app, &staff.firm).await?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    asked.check_end(app.now())?;
    let id = begin(&app, &mut tx, &staff, &asked).await?;
    let total = write_down(&mut tx, &scope, &asked, &id).await?;
    let event = Event::new(&staff.firm, EventKind::ActionStarted, &staff);
    event.detail(format!("{}: {total} links", asked.kind)).record(&app, &mut tx).await?;
    Job::RunAction { firm: staff.firm.clone(), action: id.clone() }.enqueue(&app, &mut tx, app.now()).await?;
    let action = Action::from(Stored::find(tx.conn(), &staff.firm, &id).await?);
    let answer = ticket.store(&app, &mut tx, StatusCode::ACCEPTED, &action).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Takes the firm's place for an action of this kind.
async fn begin(app: &App, tx: &mut Tx, staff: &Staff, asked: &Asked) -> Result<ActionId> {
    let id = ActionId::from_u128(app.new_id());
    let begun = sqlx::query(
        "INSERT INTO actions (id, firm_id, kind, state, expires_at, total, created_by, created_by_id, created_at)
         VALUES ($1, $2, $3, 'running', $4, 0, $5, $6, $7) ON CONFLICT DO NOTHING",
    )
    .bind(id.as_str())
    .bind(staff.firm.as_str())
    .bind(asked.kind.as_str())
    .bind(asked.end.map(Instant::ms))
    .bind(staff.name.as_str())
    .bind(staff.id())
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    if begun.rows_affected() == 1 { Ok(id) } else { Err(at_work()) }
}

/// 409: another one of this kind is at work.
pub(super) fn at_work() -> Error {
    Problem::new(409, "action-at-work", "Your firm has an action of this kind at work")
        .with_detail("Wait until it is done, or stop it")
        .into()
}

/// Writes down the links that were chosen, as they are now, and says how many.
async fn write_down(tx: &mut Tx, scope: &Scope, asked: &Asked, id: &ActionId) -> Result<i64> {
    let Matching { sql: ids, mut args } = asked.chosen.ids(tx.conn(), scope, PROBE).await?;
    let action = args.add(id.as_str());
    let sql = format!(
        "INSERT INTO action_rows (action_id, firm_id, link_id) SELECT {action}, $1, chosen.id FROM ({ids}) chosen"
    );
    let written = args.bind(sqlx::query(AssertSqlSafe(sql))).execute(tx.conn()).await?.rows_affected();
    let total = i64::try_from(written).unwrap_or(i64::MAX);
    match total {
        0 => return Err(Error::field("/selection", "No link is chosen by this")),
        1..=MAX_ACTION_ROWS => {}
        _ => return Err(Error::field("/selection", "Choose at most 100,000 links at once")),
    }
    sqlx::query("UPDATE actions SET total = $1 WHERE firm_id = $2 AND id = $3")
        .bind(total)
        .bind(scope.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    Ok(total)
}
