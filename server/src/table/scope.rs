//! What every statement of a table stands on: whose rows, which money, and the firm's calendar.

use domain::{
    CivilDate, Mode,
    id::FirmId,
    table::{Condition, TableQuery},
};
use jiff::{ToSpan as _, tz::TimeZone};

use super::{Args, Source};
use crate::{
    firm,
    http::{Result, page},
    state::App,
};

/// Whose rows a statement may see, and how their days are counted.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The firm.
    pub firm: FirmId,
    /// Test money and real money never stand in one list.
    pub mode: Mode,
    /// The day on the firm's calendar.
    pub today: CivilDate,
    zone: TimeZone,
}

impl Scope {
    /// The scope of what someone asks for. Without a filter on the mode it is real money as soon as the firm can take
    /// any.
    ///
    /// # Errors
    /// 400 for a filter that asks for both.
    pub async fn of<S: Source>(app: &App, firm: &FirmId, query: &TableQuery<S>) -> Result<Self> {
        let mode = match query.condition(S::MODE) {
            None => usual_mode(app, firm).await?,
            Some(Condition::Among(modes)) => match modes.as_slice() {
                [mode] => mode.parse().map_err(page::bad_query)?,
                _ => return Err(page::bad_query("test money and real money are listed apart: choose one mode")),
            },
            Some(_) => return Err(page::bad_query("choose test or live")),
        };
        let found = firm::load(app, firm).await?;
        let zone = TimeZone::get(&found.time_zone).unwrap_or(TimeZone::UTC);
        Ok(Self { firm: firm.clone(), mode, today: firm::today(&found, app.now()), zone })
    }

    /// The values that every statement begins with: `$1` is the firm, `$2` the mode.
    #[must_use]
    pub fn args(&self) -> Args {
        let mut args = Args::default();
        args.add(self.firm.as_str());
        args.add(self.mode.as_str());
        args
    }

    /// The first moment of a day, in milliseconds.
    #[must_use]
    pub fn start_of(&self, day: CivilDate) -> i64 {
        let start = day.date().to_zoned(self.zone.clone());
        start.map_or(0, |start| start.timestamp().as_millisecond())
    }

    /// The first moment after a day, in milliseconds.
    #[must_use]
    pub fn end_of(&self, day: CivilDate) -> i64 {
        self.start_of(CivilDate::new(day.date().saturating_add(1.day())))
    }
}

/// Real money as soon as the firm can take any.
///
/// # Errors
/// When the database does not answer.
pub async fn usual_mode(app: &App, firm: &FirmId) -> Result<Mode> {
    let live: i64 = sqlx::query_scalar(
        "SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM connections WHERE firm_id = $1 AND mode = 'live')
             THEN 1 ELSE 0 END AS BIGINT)",
    )
    .bind(firm.as_str())
    .fetch_one(app.db.read())
    .await?;
    Ok(if live == 1 { Mode::Live } else { Mode::Test })
}
