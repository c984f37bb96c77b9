//! The firm: its name, its look, its calendar.

mod logo;
mod picture;
mod settings;
mod zone;

use domain::{
    CivilDate, Color, Currency, Instant,
    api::{audit::EventKind, firm::Firm, public::PublicFirm},
    id::FirmId,
    text::Name,
};
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;

pub use self::zone::{Zone, end_of_day, local_date, start_of_day};
use crate::{
    audit::{Actor, Event},
    db::{Col, Tx},
    http::{Error, Result},
    state::App,
};

/// The firm's routes.
pub fn router() -> OpenApiRouter<App> {
    settings::router().merge(logo::router())
}

#[derive(sqlx::FromRow)]
struct FirmRow {
    id: Col<FirmId>,
    name: String,
    tagline: Option<String>,
    color: Col<Color>,
    logo_hash: Option<String>,
    disclaimer: Option<String>,
    contact_email: Option<String>,
    contact_phone: Option<String>,
    time_zone: String,
    currency: Col<Currency>,
}

impl From<FirmRow> for Firm {
    fn from(row: FirmRow) -> Self {
        let logo_url = row.logo_hash.map(|hash| format!("/firm-logo/{}/{hash}", row.id.0));
        Self {
            id: row.id.0,
            name: row.name,
            tagline: row.tagline,
            color: row.color.0,
            logo_url,
            disclaimer: row.disclaimer,
            contact_email: row.contact_email,
            contact_phone: row.contact_phone,
            time_zone: row.time_zone,
            currency: row.currency.0,
        }
    }
}

/// A firm. Its `logo_url` is a path on this server; for a mail, give it to `Config::url`.
///
/// # Errors
/// When there is no such firm, or the database does not answer.
pub async fn load(app: &App, firm: &FirmId) -> Result<Firm> {
    load_in(&mut *app.db.read().acquire().await?, firm).await
}

/// [`load`], inside of a transaction.
///
/// # Errors
/// When there is no such firm, or the database does not answer.
pub async fn load_in(conn: &mut AnyConnection, firm: &FirmId) -> Result<Firm> {
    let row: Option<FirmRow> = sqlx::query_as(
        "SELECT id, name, tagline, color, logo_hash, disclaimer, contact_email, contact_phone, time_zone, currency
         FROM firms WHERE id = $1",
    )
    .bind(firm.as_str())
    .fetch_optional(conn)
    .await?;
    row.map(Firm::from).ok_or_else(|| Error::not_found("firm"))
}

/// As much of a firm as a payer should know.
#[must_use]
pub fn public(firm: &Firm) -> PublicFirm {
    PublicFirm {
        name: firm.name.clone(),
        tagline: firm.tagline.clone(),
        color: firm.color,
        logo_url: firm.logo_url.clone(),
        disclaimer: firm.disclaimer.clone(),
        contact_email: firm.contact_email.clone(),
        contact_phone: firm.contact_phone.clone(),
    }
}

/// The day it is on the firm's calendar.
#[must_use]
pub fn today(firm: &Firm, now: Instant) -> CivilDate {
    local_date(&firm.time_zone, now)
}

/// Makes a firm.
///
/// # Errors
/// When the database refuses.
pub async fn create_firm(app: &App, tx: &mut Tx, name: &Name, zone: &Zone, currency: Currency) -> Result<FirmId> {
    let id = FirmId::from_u128(app.new_id());
    sqlx::query("INSERT INTO firms (id, name, color, time_zone, currency, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id.as_str())
        .bind(name.as_str())
        .bind(Color::DEFAULT.to_string())
        .bind(zone.as_str())
        .bind(currency.code())
        .bind(app.now().ms())
        .execute(tx.conn())
        .await?;
    Event::new(&id, EventKind::FirmCreated, Actor::tender()).detail(name).record(app, tx).await?;
    Ok(id)
}

/// Makes everyone wait who decides over several rows of this firm: the portable lock.
///
/// # Errors
/// When the database refuses.
pub async fn lock(tx: &mut Tx, firm: &FirmId) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE firms SET version = version + 1 WHERE id = $1")
        .bind(firm.as_str())
        .execute(tx.conn())
        .await
        .map(drop)
}
