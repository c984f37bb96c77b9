//! Time zones, and what day it is in them.

use std::{fmt, str::FromStr};

use domain::{CivilDate, Instant};
use jiff::tz::TimeZone;

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
}
