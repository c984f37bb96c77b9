//! Writing calendars as RFC 5545 wants them: UTC times, escaped texts, lines of at most 75 octets that end with CRLF.
//!
//! By hand, since what there is would bring a second library of dates.

use domain::{Instant, event::AppointmentStatus};

/// The longest line, in octets, without its end (RFC 5545 §3.1).
const LONGEST: usize = 75;

/// An appointment as a calendar elsewhere should show it.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    /// What tells it from all others, for ever.
    pub uid: &'a str,
    /// Whose server says so.
    pub host: &'a str,
    /// Grows with each change.
    pub revision: i64,
    pub changed_at: i64,
    pub starts_at: i64,
    pub ends_at: i64,
    pub title: &'a str,
    pub place: Option<&'a str>,
    pub about: Option<&'a str>,
    pub status: AppointmentStatus,
}

/// A calendar of these entries.
pub(super) fn write<'a>(name: &str, entries: impl IntoIterator<Item = Entry<'a>>) -> String {
    let mut text = String::new();
    for fixed in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tender//Appointments//EN", "CALSCALE:GREGORIAN"] {
        line(&mut text, fixed);
    }
    line(&mut text, "METHOD:PUBLISH");
    property(&mut text, "X-WR-CALNAME", name);
    for entry in entries {
        event(&mut text, &entry);
    }
    line(&mut text, "END:VCALENDAR");
    text
}

fn event(text: &mut String, entry: &Entry<'_>) {
    line(text, "BEGIN:VEVENT");
    property(text, "UID", &format!("{}@{}", entry.uid, entry.host));
    line(text, &format!("DTSTAMP:{}", utc(entry.changed_at)));
    line(text, &format!("LAST-MODIFIED:{}", utc(entry.changed_at)));
    line(text, &format!("SEQUENCE:{}", entry.revision));
    line(text, &format!("DTSTART:{}", utc(entry.starts_at)));
    line(text, &format!("DTEND:{}", utc(entry.ends_at)));
    property(text, "SUMMARY", entry.title);
    if let Some(place) = entry.place {
        property(text, "LOCATION", place);
    }
    if let Some(about) = entry.about {
        property(text, "DESCRIPTION", about);
    }
    let status = if entry.status == AppointmentStatus::Cancelled { "CANCELLED" } else { "CONFIRMED" };
    line(text, &format!("STATUS:{status}"));
    line(text, "END:VEVENT");
}

fn utc(at: i64) -> String {
    Instant::from_ms(at).timestamp().unwrap_or_default().strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A property whose value is text (§3.3.11): what has a meaning of its own is escaped.
fn property(text: &mut String, name: &str, value: &str) {
    let mut escaped = format!("{name}:");
    for c in value.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    line(text, &escaped);
}

/// A line, folded between characters where it is too long: what goes on begins with a space, which counts.
fn line(text: &mut String, content: &str) {
    let mut used = 0;
    for c in content.chars() {
        if used + c.len_utf8() > LONGEST {
            text.push_str("\r\n ");
            used = 1;
        }
        text.push(c);
        used += c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry<'a>(title: &'a str, place: Option<&'a str>, status: AppointmentStatus) -> Entry<'a> {
        Entry {
            uid: "apt_1",
            host: "pay.example.org",
            revision: 3,
            changed_at: 1_796_000_000_000,
            starts_at: 1_796_031_000_000,
            ends_at: 1_796_033_700_000,
            title,
            place,
            about: None,
            status,
        }
    }

    #[test]
    fn a_calendar_says_when_in_utc_and_escapes_what_has_a_meaning() {
        let text =
            write("Ann, Marsh", [entry("A; b, c\\d\nBEGIN:VEVENT", Some("Room 2"), AppointmentStatus::Cancelled)]);
        for line in [
            "X-WR-CALNAME:Ann\\, Marsh",
            "UID:apt_1@pay.example.org",
            "SEQUENCE:3",
            "SUMMARY:A\\; b\\, c\\\\d\\nBEGIN:VEVENT",
            "LOCATION:Room 2",
            "STATUS:CANCELLED",
        ] {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line} in {text}");
        }
        assert!(text.contains("\r\nDTSTART:20261130T"), "{text}");
        assert_eq!(text.matches("\r\nBEGIN:VEVENT\r\n").count(), 1);
        assert!(text.ends_with("END:VCALENDAR\r\n"));
    }

    proptest! {
        #[test]
        fn lines_are_short_and_come_together_again(title in "\\PC{0,200}") {
            let text = write("Calendar", [entry(&title, None, AppointmentStatus::Booked)]);
            prop_assert!(text.split("\r\n").all(|line| line.len() <= LONGEST));
            let whole = text.replace("\r\n ", "");
            let escaped: String =
                title.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").chars().filter(|c| !c.is_control()).collect();
            prop_assert!(whole.contains(&format!("\r\nSUMMARY:{escaped}\r\n")), "{whole}");
        }
    }
}
