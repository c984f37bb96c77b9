//! The morning's mail to those who link payments: how many wait, and what they come to. It names no payer.
//!
//! Once a day and person, by the firm's calendar: the day is kept with the person in the transaction that writes the
//! mail, so neither two processes nor a crash send it twice.

mod setting;

use std::time::Duration;

use domain::{
    CivilDate, Currency, Mode, Money,
    api::firm::Firm,
    id::{FirmId, UserId},
};
use jiff::tz::TimeZone;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    db::{Col, Tx},
    firm, mail,
    state::App,
    table::usual_mode,
};

/// How often to look whether a firm's morning has come.
const LOOK: Duration = Duration::from_secs(5 * 60);
/// The hour of the firm's day from which on the mail goes out.
const MORNING: i8 = 7;
/// Firms that are looked at in one statement.
const FIRMS: i64 = 100;

/// The routes of the digest.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(setting::get, setting::put))
}

/// Looks until the server stops.
pub fn run_clock(app: &App) {
    let app = app.clone();
    app.clone().tasks.spawn(async move {
        while !app.stopping.is_cancelled() {
            if let Err(error) = all(&app).await {
                tracing::warn!(error = format!("{error:#}"), "the morning's mail of what waits");
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = app.stopping.cancelled() => {}
            }
        }
    });
}

/// Writes the mail of every firm whose morning has come.
///
/// # Errors
/// When the database does not answer.
pub async fn all(app: &App) -> anyhow::Result<()> {
    let mut after = String::new();
    loop {
        let firms: Vec<Col<FirmId>> = sqlx::query_scalar("SELECT id FROM firms WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(after.as_str())
            .bind(FIRMS)
            .fetch_all(app.db.read())
            .await?;
        let Some(last) = firms.last() else { return Ok(()) };
        after = last.to_string();
        for id in &firms {
            let firm = firm::load(app, id).await?;
            if is_morning(app, &firm) {
                of_firm(app, &firm).await?;
            }
        }
    }
}

fn is_morning(app: &App, firm: &Firm) -> bool {
    let zone = TimeZone::get(&firm.time_zone).unwrap_or(TimeZone::UTC);
    app.now().timestamp().is_some_and(|now| now.to_zoned(zone).hour() >= MORNING)
}

/// What waits in one currency.
#[derive(Debug, Clone, sqlx::FromRow)]
struct Waiting {
    currency: Col<Currency>,
    count: i64,
    sum: i64,
}

#[derive(Debug, Clone, sqlx::FromRow)]
struct Reader {
    id: Col<UserId>,
    name: String,
    email: String,
}

async fn of_firm(app: &App, firm: &Firm) -> anyhow::Result<()> {
    let today = firm::today(firm, app.now());
    let readers: Vec<Reader> = sqlx::query_as(
        "SELECT id, name, email FROM users WHERE firm_id = $1 AND removed_at IS NULL AND digest_off = 0
             AND role IN ('owner', 'admin', 'biller') AND (digest_on IS NULL OR digest_on < $2) ORDER BY id LIMIT 1000",
    )
    .bind(firm.id.as_str())
    .bind(today.to_string())
    .fetch_all(app.db.read())
    .await?;
    if readers.is_empty() {
        return Ok(());
    }
    let mode = usual_mode(app, &firm.id).await?;
    let waiting = waiting(app, &firm.id, mode).await?;
    let said = said(&waiting);
    for reader in &readers {
        let mut tx = app.db.begin().await?;
        if take_day(&mut tx, &firm.id, &reader.id, today).await?
            && let Some((subject, text)) = &said
        {
            let key = format!("digest:{}:{today}", reader.id.0);
            let to = (reader.name.as_str(), reader.email.as_str());
            mail::queue_digest(app, &mut tx, (firm, mode), to, (key, subject, text)).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn waiting(app: &App, firm: &FirmId, mode: Mode) -> Result<Vec<Waiting>, sqlx::Error> {
    sqlx::query_as(
        "SELECT currency, CAST(COUNT(*) AS BIGINT) AS count,
             CAST(SUM(amount - refunded - withdrawn) AS BIGINT) AS sum
         FROM payments WHERE firm_id = $1 AND mode = $2 AND client_id IS NULL AND status = 'succeeded'
         GROUP BY currency ORDER BY currency",
    )
    .bind(firm.as_str())
    .bind(mode.as_str())
    .fetch_all(app.db.read())
    .await
}

/// Whether nobody else has taken the day for this person.
async fn take_day(tx: &mut Tx, firm: &FirmId, user: &UserId, today: CivilDate) -> Result<bool, sqlx::Error> {
    let taken = sqlx::query(
        "UPDATE users SET digest_on = $1 WHERE firm_id = $2 AND id = $3 AND (digest_on IS NULL OR digest_on < $1)",
    )
    .bind(today.to_string())
    .bind(firm.as_str())
    .bind(user.as_str())
    .execute(tx.conn())
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Subject and text; nothing if nothing waits.
fn said(waiting: &[Waiting]) -> Option<(String, String)> {
    let count: i64 = waiting.iter().map(|waiting| waiting.count).sum();
    let sums: Vec<String> =
        waiting.iter().map(|waiting| Money::new(waiting.sum, waiting.currency.0).to_string()).collect();
    let sums = sums.join(" and ");
    match count {
        0 => None,
        1 => Some((
            format!("1 payment of {sums} waits to be linked"),
            "Nobody has said yet whose it is, and what it pays.".to_owned(),
        )),
        _ => Some((
            format!("{count} payments of {sums} wait to be linked"),
            "Nobody has said yet whose they are, and what they pay.".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_said_by_currency_and_nothing_is_said_of_nothing() {
        let waiting = |currency, count, sum| Waiting { currency: Col(currency), count, sum };
        assert_eq!(said(&[]), None);
        assert_eq!(said(&[waiting(Currency::USD, 1, 500)]).unwrap().0, "1 payment of $5.00 waits to be linked");
        let two = said(&[waiting(Currency::EUR, 1, 700), waiting(Currency::USD, 2, 500)]).unwrap().0;
        assert_eq!(two, "3 payments of €7.00 and $5.00 wait to be linked");
    }
}
