//! Days and times of the firm's clocks, as the server writes them: `2026-11-30T09:30`.

use domain::CivilDate;

/// The day of such a time.
pub fn day(time: &str) -> Option<CivilDate> {
    time.get(..10)?.parse().ok()
}

/// The hours and minutes of it: `09:30`.
pub fn clock(time: &str) -> &str {
    time.get(11..16).unwrap_or_default()
}

/// Minutes since midnight.
pub fn minutes(time: &str) -> i64 {
    let clock = clock(time);
    let part = |from: usize, to: usize| clock.get(from..to).and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    part(0, 2) * 60 + part(3, 5)
}

/// From when to when: `09:30–10:15`.
pub fn range(start: &str, end: &str) -> String {
    format!("{}–{}", clock(start), clock(end))
}

/// So many days later, or earlier.
pub fn plus(day: CivilDate, days: i32) -> CivilDate {
    let mut date = day.date();
    for _ in 0..days.unsigned_abs() {
        let next = if days < 0 { date.yesterday() } else { date.tomorrow() };
        date = next.unwrap_or(date);
    }
    CivilDate::new(date)
}

/// The Monday of a day's week.
pub fn monday(day: CivilDate) -> CivilDate {
    plus(day, -i32::from(day.date().weekday().to_monday_zero_offset()))
}

/// As people say a weekday: `Mon`.
pub fn weekday(day: CivilDate) -> &'static str {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let at = usize::try_from(day.date().weekday().to_monday_zero_offset()).unwrap_or(0);
    NAMES.get(at).copied().unwrap_or_default()
}

/// `30 November 2026` without its day: `November 2026`.
pub fn month(day: CivilDate) -> String {
    day.long().split_once(' ').map(|(_, rest)| rest.to_owned()).unwrap_or_default()
}

/// `Mon 30 Nov 2026`.
pub fn said(day: CivilDate) -> String {
    format!("{} {}", weekday(day), day.short())
}

/// When an appointment is: `Mon 30 Nov 2026, 09:30–10:15`.
pub fn when(start: &str, end: &str) -> String {
    let day = day(start).map(said).unwrap_or_default();
    format!("{day}, {}", range(start, end))
}
