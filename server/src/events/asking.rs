//! Asking for an appointment's money by link: the deposit at booking, the rest at check-out.
//!
//! One link of a kind is open at a time. Asking again answers with it, or puts one for today's amount in its place; a
//! link for the balance takes the place of one for the deposit, since it asks for that, too.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Money, Problem,
    api::{
        audit::EventKind,
        events::{AppointmentLink, AppointmentLinks, NewAppointmentLink},
        links::{Link, NewLink},
    },
    event::{AppointmentStatus, AskKind},
    id::{AppointmentId, FirmId, LinkId},
};
use sqlx::AnyConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{cancel, row::AppointmentRow};
use crate::{
    accounts::AccountRow,
    audit::Event,
    db::{Col, Tx},
    firm,
    http::{CanBill, CanLook, Error, Json, Path, Result, Staff, idempotency::Once},
    link_columns,
    links::{deliveries, insert, row::LinkRow},
    mail,
    state::App,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create, list))
}

/// The links of an appointment, newest first.
#[utoipa::path(get, path = "/api/v1/events/{id}/links", tag = "events", operation_id = "list_event_links",
    params(("id" = String, Path)),
    responses((status = 200, body = AppointmentLinks), (status = 404, body = Problem)))]
async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<AppointmentId>,
) -> Result<Json<AppointmentLinks>> {
    let mut conn = app.db.read().acquire().await?;
    AppointmentRow::find(&mut conn, &staff.firm, &id).await?;
    let look = firm::load_in(&mut conn, &staff.firm).await?;
    let today = firm::today(&look, app.now());
    let kinds: Vec<(Col<LinkId>, Col<AskKind>)> = sqlx::query_as(
        "SELECT id, event_ask FROM links WHERE firm_id = $1 AND event_id = $2 ORDER BY id DESC LIMIT 50",
    )
    .bind(staff.firm.as_str())
    .bind(id.as_str())
    .fetch_all(&mut *conn)
    .await?;
    let rows: Vec<LinkRow> = sqlx::query_as(concat!(
        "SELECT ",
        link_columns!(),
        " WHERE l.firm_id = $1 AND l.event_id = $2 ORDER BY l.id DESC LIMIT 50"
    ))
    .bind(staff.firm.as_str())
    .bind(id.as_str())
    .fetch_all(&mut *conn)
    .await?;
    let kind = |id: &LinkId| kinds.iter().find(|(of, _)| of.0 == *id).map_or(AskKind::Balance, |(_, kind)| kind.0);
    let shown = rows.into_iter().map(|row| {
        let kind = kind(&row.id);
        row.show(&app, today).map(|link| AppointmentLink { kind, link })
    });
    Ok(Json(AppointmentLinks { data: shown.collect::<Result<_>>()? }))
}

/// Ask for the deposit, or for everything that is still to be paid, by link. If a link asks for just that already, it
/// is the answer (200), and mailed again if you say `send`.
#[utoipa::path(post, path = "/api/v1/events/{id}/links", tag = "events", operation_id = "create_event_link",
    params(("id" = String, Path)), request_body = NewAppointmentLink,
    responses(
        (status = 200, description = "A link asked for it already", body = Link), (status = 201, body = Link),
        (status = 404, body = Problem),
        (status = 409, description = "It is paid, under way, or cancelled", body = Problem),
        (status = 422, body = Problem),
    ))]
async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<AppointmentId>,
    Once(new, mut ticket): Once<NewAppointmentLink>,
) -> Result<Response> {
    if let Some(answer) = ticket.replayed(&app, &staff).await? {
        return Ok(answer);
    }
    let kind: AskKind = new.kind.trim().parse().map_err(|_| Error::field("/kind", "Choose deposit or balance"))?;
    make_room(&app, &staff, &id, kind).await?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let (status, link) = match current(&mut tx, &staff.firm, &id, kind).await? {
        Some(link) => {
            send_again(&app, &mut tx, &staff.firm, &link, &new).await?;
            (StatusCode::OK, link)
        }
        None => (StatusCode::CREATED, ask(&app, &mut tx, &staff, &id, (kind, &new)).await?),
    };
    let link = show(&app, tx.conn(), &staff.firm, &link).await?;
    let answer = ticket.store(&app, &mut tx, status, &link).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn show(app: &App, conn: &mut AnyConnection, firm: &FirmId, id: &LinkId) -> Result<Link> {
    let row = LinkRow::find(conn, firm, id).await?;
    let look = firm::load_in(conn, firm).await?;
    row.show(app, firm::today(&look, app.now()))
}

/// What a link of the kind asks for now.
///
/// # Errors
/// 409 when there is nothing to ask for.
fn wanted(row: &AppointmentRow, kind: AskKind) -> Result<Money> {
    let nothing = |why: &str| Err(Error::conflict("nothing-to-pay", why));
    if row.status.0 == AppointmentStatus::Cancelled {
        return Err(Error::conflict("event-cancelled", "This appointment was cancelled: restore it first"));
    }
    let amount = match kind {
        AskKind::Deposit if row.deposit == 0 => return nothing("This appointment asks for no deposit"),
        AskKind::Deposit => row.deposit.min(row.fee) - row.coming(),
        AskKind::Balance if row.fee == 0 => return nothing("This appointment costs nothing"),
        AskKind::Balance => row.fee - row.coming(),
    };
    match (amount, row.processing) {
        (1.., _) => Ok(Money::new(amount, row.currency.0)),
        (_, 1..) => nothing("A payment of it is under way: wait until it has arrived"),
        (..=0, _) if kind == AskKind::Deposit => nothing("The deposit is paid"),
        (..=0, _) => nothing("It is paid: nothing is left to ask for"),
    }
}

#[derive(sqlx::FromRow)]
struct OpenLink {
    id: Col<LinkId>,
    event_ask: Col<AskKind>,
    amount: i64,
    closing: Option<String>,
}

/// The links that somebody can pay by, or could until a moment ago.
async fn open(conn: &mut AnyConnection, firm: &FirmId, id: &AppointmentId) -> Result<Vec<OpenLink>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, event_ask, amount, closing FROM links
         WHERE firm_id = $1 AND event_id = $2 AND status = 'outstanding' ORDER BY id LIMIT 50",
    )
    .bind(firm.as_str())
    .bind(id.as_str())
    .fetch_all(conn)
    .await
}

/// Withdraws what would ask for the same money twice. If one of them turns out to be paid, the payment wins, and what is
/// asked for follows from it.
async fn make_room(app: &App, staff: &Staff, id: &AppointmentId, kind: AskKind) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let row = AppointmentRow::lock(&mut tx, &staff.firm, id).await?;
    let money = wanted(&row, kind)?;
    let links = open(tx.conn(), &staff.firm, id).await?;
    let lives = |link: &&OpenLink| link.closing.is_none();
    if kind == AskKind::Deposit && links.iter().filter(lives).any(|link| link.event_ask.0 == AskKind::Balance) {
        let why = "A link asks for the whole balance already: cancel that one before you ask for the deposit";
        return Err(Error::conflict("balance-asked", why));
    }
    let stays = |link: &&OpenLink| link.event_ask.0 == kind && link.amount == money.amount;
    let goes: Vec<LinkId> =
        links.iter().filter(lives).filter(|link| !stays(link)).map(|link| link.id.0.clone()).collect();
    cancel::withdraw(app, &mut tx, staff, &goes, "Another link takes its place").await?;
    tx.commit().await?;
    cancel::finish(app, &goes).await;
    Ok(())
}

/// The open link that asks for just what is wanted, held with its appointment.
async fn current(tx: &mut Tx, firm: &FirmId, id: &AppointmentId, kind: AskKind) -> Result<Option<LinkId>> {
    let found = AppointmentRow::find(tx.conn(), firm, id).await?;
    // The order in which rows are held: account, client, matter, appointment, link.
    let account = found.account_id.as_ref().ok_or_else(|| Error::field("/kind", "Choose an account for it first"))?;
    AccountRow::lock(tx, firm, account).await?;
    crate::clients::ClientRow::lock(tx, firm, &found.client_id).await?;
    if let Some(matter) = &found.matter_id {
        crate::matters::MatterRow::lock(tx, firm, matter).await?;
    }
    let row = AppointmentRow::lock(tx, firm, id).await?;
    let money = wanted(&row, kind)?;
    let links = open(tx.conn(), firm, id).await?;
    if row.account_id != found.account_id || row.client_id != found.client_id || row.matter_id != found.matter_id {
        return Err(Error::conflict("event-changed", "Somebody changed this appointment meanwhile: load it again"));
    }
    match links.as_slice() {
        [] => Ok(None),
        [link] if link.closing.is_none() && link.event_ask.0 == kind && link.amount == money.amount => {
            Ok(Some(link.id.0.clone()))
        }
        _ => Err(Error::conflict("link-closing", "An earlier link is still being withdrawn: try again in a moment")),
    }
}

async fn send_again(app: &App, tx: &mut Tx, firm: &FirmId, link: &LinkId, new: &NewAppointmentLink) -> Result<()> {
    if !new.send {
        return Ok(());
    }
    let mut fields = domain::Fields::new();
    let to = new.recipient.as_ref().and_then(|to| insert::addressee(&mut fields, to));
    fields.finish(Some(()))?;
    deliveries::send(app, tx, firm, link, to.as_ref()).await.map(drop)
}

/// Makes the link as any other is made, and says what it is for.
async fn ask(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    id: &AppointmentId,
    (kind, new): (AskKind, &NewAppointmentLink),
) -> Result<LinkId> {
    let row = AppointmentRow::find(tx.conn(), &staff.firm, id).await?;
    let money = wanted(&row, kind)?;
    let (mut ask, named) = insert::parse(&request(&row, kind, money, new), app.now())?;
    let account = AccountRow::lock(tx, &staff.firm, &ask.account).await?;
    let connection = account.connection_for(money.currency)?;
    ask.belong(named.resolve(tx, &account, money).await?)?;
    let link = insert::ask(app, tx, &ask, &account, &connection, &staff.name).await?;
    sqlx::query("UPDATE links SET event_id = $1, event_ask = $2 WHERE firm_id = $3 AND id = $4")
        .bind(id.as_str())
        .bind(kind.as_str())
        .bind(staff.firm.as_str())
        .bind(link.as_str())
        .execute(tx.conn())
        .await?;
    let event = Event::new(&staff.firm, EventKind::LinkCreated, staff).link(&link, &link).client(&row.client_id);
    event.matter(row.matter_id.as_deref()).appointment(id).detail(money).record(app, tx).await?;
    if ask.send {
        mail::queue_link(app, tx, &staff.firm, &link, 1, mail::LinkMail::First).await?;
    }
    Ok(link)
}

fn request(row: &AppointmentRow, kind: AskKind, money: Money, new: &NewAppointmentLink) -> NewLink {
    let description = match kind {
        AskKind::Deposit => format!("Deposit: {}", row.title),
        AskKind::Balance => row.title.clone(),
    };
    NewLink {
        amount: money.amount,
        currency: money.currency.to_string(),
        account_id: row.account_id.as_ref().map(|id| id.to_string()).unwrap_or_default(),
        client_id: Some(row.client_id.to_string()),
        matter_id: row.matter_id.as_ref().map(|id| id.to_string()),
        description: Some(description),
        message: new.message.clone(),
        recipient: new.recipient.clone(),
        send: new.send,
        ..NewLink::default()
    }
}
