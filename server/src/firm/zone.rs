//! Time zones, and what day it is in them.

use std::{fmt, str::FromStr};

use domain::{CivilDate, Instant};
use jiff::{ToSpan as _, tz::TimeZone};

/// The name of a zone of the IANA database, such as `America/New_York`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(String);

/// A text that names no time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose a time zone such as America/New_York or Europe/Berlin")]
pub struct BadZone;

impl Zone {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Zone {
    type Err = BadZone;
    fn from_str(text: &str) -> Result<Self, BadZone> {
        let text = text.trim();
        // Without a slash they are abbreviations, and the machine's own `localtime`.
        let named = text == "UTC" || text.contains('/');
        let zone = if named { TimeZone::get(text).map_err(|_| BadZone)? } else { return Err(BadZone) };
        zone.iana_name().map(|name| Self(name.to_owned())).ok_or(BadZone)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The day that a moment falls on in a zone; in UTC if this machine no longer knows the zone.
#[must_use]
pub fn local_date(zone: &str, at: Instant) -> CivilDate {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    CivilDate::new(zone.to_datetime(at.timestamp().unwrap_or_default()).date())
}

/// The last second of a day in a zone: when what is good for that day ends, as the forms in the browser say it.
#[must_use]
pub fn end_of_day(zone: &str, day: CivilDate) -> Instant {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let next = day.date().saturating_add(1.day()).to_zoned(zone);
    // Only the last day of the calendar has no next one.
    let next = next.map_or(i64::MAX / 2, |next| next.timestamp().as_millisecond());
    Instant::from_ms(next - 1000)
}

/// The first moment of a day in a zone.
#[must_use]
pub fn start_of_day(zone: &str, day: CivilDate) -> Instant {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Instant::from_ms(day.date().to_zoned(zone).map_or(0, |start| start.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_one_of_the_database() {
        assert_eq!("america/new_york".parse::<Zone>().map(|z| z.to_string()), Ok("America/New_York".to_owned()));
        assert!("UTC".parse::<Zone>().is_ok());
        for bad in ["", "Mars/Olympus", "localtime", "EST", "../etc/passwd", "+02:00"] {
            assert_eq!(bad.parse::<Zone>(), Err(BadZone), "{bad}");
        }
    }

    #[test]
    fn a_day_begins_when_the_firm_says() {
        let at: Instant = "2026-11-30T03:00:00Z".parse().unwrap();
        assert_eq!(local_date("America/New_York", at).to_string(), "2026-11-29");
        assert_eq!(local_date("Europe/Berlin", at).to_string(), "2026-11-30");
        assert_eq!(local_date("Mars/Olympus", at).to_string(), "2026-11-30");
    }

    #[test]
    fn a_day_starts_when_the_firm_says() {
        let starts = |zone, day: &str| start_of_day(zone, day.parse().unwrap()).to_string();
        assert_eq!(starts("America/New_York", "2026-11-30"), "2026-11-30T05:00:00Z");
        assert_eq!(starts("Mars/Olympus", "2026-11-30"), "2026-11-30T00:00:00Z");
    }

    #[test]
    fn a_day_ends_when_the_firm_says() {
        let ends = |zone, day: &str| end_of_day(zone, day.parse().unwrap()).to_string();
        assert_eq!(ends("America/New_York", "2026-11-30"), "2026-12-01T04:59:59Z");
        // Summer time ends on that day.
        assert_eq!(ends("Europe/Berlin", "2026-10-25"), "2026-10-25T22:59:59Z");
        assert_eq!(ends("Mars/Olympus", "2026-11-30"), "2026-11-30T23:59:59Z");
    }
}
