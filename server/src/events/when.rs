//! Times of the firm's clocks: which moment one means, and how a moment is said.

use domain::{CivilDate, Instant, event::Repeated, time::MINUTE};
use jiff::{
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};

/// A time that means no moment, or more than one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unclear {
    /// It is no time, or too far away.
    #[error("Write when it begins as in 2026-11-30T09:30")]
    NoTime,
    /// Clocks go forward past it.
    #[error("{time} does not exist on {day}: clocks go forward past it. Choose an earlier or a later time")]
    Skipped {
        /// The time.
        time: String,
        /// The day.
        day: String,
    },
    /// Clocks go back, and it comes twice.
    #[error("{time} comes twice on {day}, because clocks go back: choose the first or the second")]
    Twice {
        /// The time.
        time: String,
        /// The day.
        day: String,
    },
}

impl Unclear {
    /// The field that answers it.
    pub fn pointer(&self) -> &'static str {
        match self {
            Self::Twice { .. } => "/repeated",
            Self::NoTime | Self::Skipped { .. } => "/starts_at",
        }
    }
}

/// A firm's zone; UTC if this machine no longer knows it.
pub(super) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// The moment, to the minute: RFC 3339, or a time of the zone's clocks.
///
/// # Errors
/// Why there is none.
pub(super) fn read(text: &str, repeated: Option<Repeated>, zone: &TimeZone) -> Result<Instant, Unclear> {
    let text = text.trim();
    if text.len() > 40 {
        return Err(Unclear::NoTime);
    }
    let at = match text.parse::<Instant>() {
        Ok(at) => at,
        Err(_) => local(text.parse().map_err(|_| Unclear::NoTime)?, repeated, zone)?,
    };
    let year = zone.to_datetime(at.timestamp().ok_or(Unclear::NoTime)?).year();
    if !(2000..=2199).contains(&year) {
        return Err(Unclear::NoTime);
    }
    Ok(Instant::from_ms(at.ms().div_euclid(MINUTE) * MINUTE))
}

fn local(time: DateTime, repeated: Option<Repeated>, zone: &TimeZone) -> Result<Instant, Unclear> {
    let said = || (time.strftime("%H:%M").to_string(), CivilDate::new(time.date()).long());
    let found = zone.to_ambiguous_timestamp(time);
    let at = match (found.offset(), repeated) {
        (AmbiguousOffset::Gap { .. }, _) => {
            let (time, day) = said();
            return Err(Unclear::Skipped { time, day });
        }
        (AmbiguousOffset::Fold { .. }, None) => {
            let (time, day) = said();
            return Err(Unclear::Twice { time, day });
        }
        (AmbiguousOffset::Fold { .. }, Some(Repeated::Second)) => found.later(),
        (AmbiguousOffset::Fold { .. }, Some(Repeated::First)) | (AmbiguousOffset::Unambiguous { .. }, _) => {
            found.earlier()
        }
    };
    at.map(|at| Instant::from_ms(at.as_millisecond())).map_err(|_| Unclear::NoTime)
}

/// A moment by a zone's clocks: `2026-11-30T09:30`.
pub(super) fn show(at: i64, zone: &TimeZone) -> String {
    let at = Instant::from_ms(at).timestamp().unwrap_or_default();
    zone.to_datetime(at).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// From when to when, for people: `Monday, 30 November 2026, 09:30–10:15 (EST)`.
pub(super) fn say(starts_at: i64, ends_at: i64, zone: &TimeZone) -> String {
    let zoned = |at: i64| Instant::from_ms(at).timestamp().unwrap_or_default().to_zoned(zone.clone());
    let (from, to) = (zoned(starts_at), zoned(ends_at));
    let day = CivilDate::new(from.date()).long();
    let end = if from.date() == to.date() { to.strftime("%H:%M") } else { to.strftime("%-d %b, %H:%M") };
    format!("{}, {day}, {}–{end} ({})", from.strftime("%A"), from.strftime("%H:%M"), from.strftime("%Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, repeated: Option<Repeated>) -> Result<String, Unclear> {
        read(text, repeated, &zone("Europe/Berlin")).map(|at| at.to_string())
    }

    #[test]
    fn a_time_is_the_firms() {
        assert_eq!(at("2026-11-30T09:30", None), Ok("2026-11-30T08:30:00Z".into()));
        assert_eq!(at("2026-07-01T09:30:59", None), Ok("2026-07-01T07:30:00Z".into()), "to the minute");
        assert_eq!(at("2026-07-01T09:30:00-04:00", None), Ok("2026-07-01T13:30:00Z".into()), "or a moment");
        for bad in ["", "2026-11-30", "09:30", "1999-01-01T00:00", "2200-01-01T12:00", "2026-02-30T10:00", "9e9"] {
            let read = at(bad, None);
            assert!(matches!(read, Err(Unclear::NoTime)) || bad == "2026-11-30", "{bad}: {read:?}");
        }
    }

    #[test]
    fn an_hour_that_is_missing_is_refused_and_one_that_comes_twice_is_asked_about() {
        let skipped = at("2026-03-29T02:30", Some(Repeated::First)).unwrap_err();
        assert_eq!(skipped.pointer(), "/starts_at");
        assert!(skipped.to_string().starts_with("02:30 does not exist on 29 March 2026"), "{skipped}");
        let twice = at("2026-10-25T02:30", None).unwrap_err();
        assert_eq!(twice.pointer(), "/repeated");
        assert!(twice.to_string().starts_with("02:30 comes twice on 25 October 2026"), "{twice}");
        assert_eq!(at("2026-10-25T02:30", Some(Repeated::First)), Ok("2026-10-25T00:30:00Z".into()));
        assert_eq!(at("2026-10-25T02:30", Some(Repeated::Second)), Ok("2026-10-25T01:30:00Z".into()));
        assert_eq!(at("2026-10-25T03:30", None), Ok("2026-10-25T02:30:00Z".into()));
    }

    #[test]
    fn moments_are_said_by_the_firms_clocks() {
        let zone = zone("America/New_York");
        let from = "2026-11-30T14:30:00Z".parse::<Instant>().unwrap().ms();
        assert_eq!(show(from, &zone), "2026-11-30T09:30");
        assert_eq!(say(from, from + 45 * MINUTE, &zone), "Monday, 30 November 2026, 09:30–10:15 (EST)");
        assert_eq!(say(from, from + 900 * MINUTE, &zone), "Monday, 30 November 2026, 09:30–1 Dec, 00:30 (EST)");
    }
}
