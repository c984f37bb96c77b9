//! What staff do with links.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::{
    Fields,
    api::{
        audit::EventKind,
        links::{Link, NewDelivery, NewLink, Timeline},
    },
    id::{FirmId, LinkId},
    link::Closing,
};
use sqlx::AnyConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    closing, deliveries, insert,
    items::{self, Item},
    row::LinkRow,
};
use crate::{
    accounts::AccountRow,
    audit::{Event, EventRow},
    firm,
    http::{CanBill, CanLook, Error, Path, Result, idempotency::Once},
    mail,
    state::App,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(get))
        .routes(routes!(cancel))
        .routes(routes!(send))
        .routes(routes!(timeline))
        .routes(routes!(qr))
}

/// Asks someone for money.
#[utoipa::path(post, path = "/api/v1/links", tag = "links", request_body = NewLink,
    responses((status = 201, body = Link), (status = 422, body = domain::Problem)))]
async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Once(new, mut ticket): Once<NewLink>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let (mut ask, named) = insert::parse(&new, app.now())?;
    let account = AccountRow::lock(&mut tx, &staff.firm, &ask.account)
        .await
        .map_err(|_| Error::field("/account_id", "Choose one of your receiving accounts"))?;
    let connection = account.connection_for(ask.money.currency)?;
    ask.belong(named.resolve(&mut tx, &account, ask.money).await?)?;
    let id = insert::ask(&app, &mut tx, &ask, &account, &connection, &staff.name).await?;
    let mut event = Event::new(&staff.firm, EventKind::LinkCreated, &staff).link(&id, &id).detail(ask.money);
    if let Some(whose) = &ask.whose {
        event = event.client(&whose.client).matter(whose.matter.as_ref().map(|(id, _)| id));
    }
    event.record(&app, &mut tx).await?;
    if ask.send {
        mail::queue_link(&app, &mut tx, &staff.firm, &id, 1, mail::LinkMail::First).await?;
    }
    let link = show(&app, &mut tx, &staff.firm, &id).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &link).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn show(app: &App, tx: &mut crate::db::Tx, firm: &FirmId, id: &LinkId) -> Result<Link> {
    whole(app, tx.conn(), firm, id).await
}

/// The link with the invoices that it asks for.
async fn whole(app: &App, conn: &mut AnyConnection, firm: &FirmId, id: &LinkId) -> Result<Link> {
    let row = LinkRow::find(&mut *conn, firm, id).await?;
    let items = items::of(&mut *conn, firm, id).await?;
    let firm = firm::load_in(conn, firm).await?;
    let link = row.show(app, firm::today(&firm, app.now()))?;
    Ok(Link { items: items.into_iter().map(Item::show).collect(), ..link })
}

async fn reload(app: &App, firm: &FirmId, id: &LinkId) -> Result<Link> {
    let mut conn = app.db.read().acquire().await?;
    whole(app, &mut conn, firm, id).await
}

/// One link.
#[utoipa::path(get, path = "/api/v1/links/{id}", tag = "links", params(("id" = String, Path)),
    responses((status = 200, body = Link), (status = 404, body = domain::Problem)))]
async fn get(State(app): State<App>, CanLook(staff): CanLook, Path(id): Path<LinkId>) -> Result<axum::Json<Link>> {
    reload(&app, &staff.firm, &id).await.map(axum::Json)
}

/// Withdraws a link. While the gateway is asked to end an open session, `closing` is `cancel`.
#[utoipa::path(post, path = "/api/v1/links/{id}/cancellation", tag = "links", params(("id" = String, Path)),
    responses((status = 200, body = Link), (status = 409, body = domain::Problem)))]
async fn cancel(State(app): State<App>, CanBill(staff): CanBill, Path(id): Path<LinkId>) -> Result<axum::Json<Link>> {
    let mut tx = app.db.begin().await?;
    closing::begin(&app, &mut tx, &staff.firm, &id, Closing::Cancel, (&staff).into()).await?;
    tx.commit().await?;
    // Usually the gateway answers at once; if not, the queue goes on.
    if let Err(why) = closing::finish(&app, &id).await {
        tracing::warn!(link = %id, %why, "the link is still closing");
    }
    reload(&app, &staff.firm, &id).await.map(axum::Json)
}

/// Mails a link, or mails it again, also to another address.
#[utoipa::path(post, path = "/api/v1/links/{id}/deliveries", tag = "links", params(("id" = String, Path)),
    request_body = NewDelivery, responses((status = 200, body = Link), (status = 409, body = domain::Problem)))]
async fn send(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<LinkId>,
    Once(new, mut ticket): Once<NewDelivery>,
) -> Result<Response> {
    let mut fields = Fields::new();
    let addressee = new.recipient.as_ref().and_then(|r| insert::addressee(&mut fields, r));
    fields.finish(Some(()))?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    deliveries::send(&app, &mut tx, &staff.firm, &id, addressee.as_ref()).await?;
    let link = show(&app, &mut tx, &staff.firm, &id).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::OK, &link).await?;
    tx.commit().await?;
    Ok(answer)
}

/// What happened to a link and its chain of part payments, newest first: the last 200 entries.
#[utoipa::path(get, path = "/api/v1/links/{id}/timeline", tag = "links", params(("id" = String, Path)),
    responses((status = 200, body = Timeline)))]
async fn timeline(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<LinkId>,
) -> Result<axum::Json<Timeline>> {
    let mut conn = app.db.read().acquire().await?;
    let link = LinkRow::find(&mut conn, &staff.firm, &id).await?;
    let rows: Vec<EventRow> = sqlx::query_as(
        "SELECT id, at, kind, actor, detail, link_id, payment_id, client_id, matter_id, invoice_id FROM events
         WHERE firm_id = $1 AND root_id = $2 ORDER BY at DESC, id DESC LIMIT 200",
    )
    .bind(staff.firm.as_str())
    .bind(link.root_id.as_str())
    .fetch_all(&mut *conn)
    .await?;
    Ok(axum::Json(Timeline { data: rows.into_iter().map(Into::into).collect() }))
}

/// The link's URL as a QR code.
#[utoipa::path(get, path = "/api/v1/links/{id}/qr.svg", tag = "links", params(("id" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml")))]
async fn qr(State(app): State<App>, CanLook(staff): CanLook, Path(id): Path<LinkId>) -> Result<Response> {
    use fast_qr::{
        QRBuilder,
        convert::{Builder as _, svg::SvgBuilder},
    };
    let mut conn = app.db.read().acquire().await?;
    let url = LinkRow::find(&mut conn, &staff.firm, &id).await?.url(&app)?;
    let code = QRBuilder::new(url).build().map_err(|e| anyhow::anyhow!("making a QR code: {e}"))?;
    let svg = SvgBuilder::default().margin(4).to_str(&code);
    let kind = HeaderValue::from_static("image/svg+xml");
    Ok(([(header::CONTENT_TYPE, kind)], svg).into_response())
}
