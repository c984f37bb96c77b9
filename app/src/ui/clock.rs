//! Times as people say them, and as they are.

use domain::{CivilDate, Instant};
use js_sys::{Date, Function, Object, Reflect};
use leptos::{
    leptos_dom::helpers::set_interval_with_handle,
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
};

/// How often what is relative is said anew, in seconds.
const TICK: u64 = 20;

/// The time as components see it, in context: the moment, and the zone in which times are written out.
#[derive(Clone, Copy)]
pub struct Clock {
    now: RwSignal<Instant>,
    zone: RwSignal<Option<String>>,
}

/// Starts the clock and puts it into context.
pub fn tick() -> Clock {
    let clock = Clock { now: RwSignal::new(now()), zone: RwSignal::new(None) };
    provide_context(clock);
    let handle = set_interval_with_handle(move || clock.now.set(now()), std::time::Duration::from_secs(TICK));
    on_cleanup(move || {
        if let Ok(handle) = handle {
            handle.clear();
        }
    });
    clock
}

impl Clock {
    /// Writes times out in an IANA zone from now on.
    pub fn set_zone(self, zone: String) {
        if self.zone.with_untracked(|old| old.as_deref() != Some(&zone)) {
            self.zone.set(Some(zone));
        }
    }

    /// `2 h ago`, `yesterday`, `in 3 d`, and further away the day.
    #[must_use]
    pub fn relative(self, at: Instant) -> String {
        let seconds = self.now.get().since(at) / 1000;
        let (ahead, distance) = (seconds < 0, seconds.unsigned_abs());
        let text = match distance {
            0..45 => return "just now".to_owned(),
            45..5_400 if distance < 3_570 => format!("{} min", (distance + 30) / 60),
            45..84_600 => format!("{} h", (distance + 1_800) / 3_600),
            84_600..604_800 => match (distance + 43_200) / 86_400 {
                1 if ahead => return "tomorrow".to_owned(),
                1 => return "yesterday".to_owned(),
                days => format!("{days} d"),
            },
            _ => return self.day(at),
        };
        if ahead { format!("in {text}") } else { format!("{text} ago") }
    }

    /// `21 Nov 2026`, in the zone.
    #[must_use]
    pub fn day(self, at: Instant) -> String {
        self.write(at, &[("day", "numeric"), ("month", "short"), ("year", "numeric")])
    }

    /// `21 Nov 2026, 14:05 GMT-5`, in the zone.
    #[must_use]
    pub fn exact(self, at: Instant) -> String {
        let parts = [
            ("day", "numeric"),
            ("month", "short"),
            ("year", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("timeZoneName", "short"),
        ];
        self.write(at, &parts)
    }

    fn write(self, at: Instant, parts: &[(&str, &str)]) -> String {
        let zone = self.zone.get();
        localized(at, parts, zone.as_deref())
            // A zone that this browser does not know.
            .or_else(|| localized(at, parts, None))
            .unwrap_or_else(|| at.to_string())
    }
}

/// The moment it is, by the browser's clock.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "a browser's clock gives whole milliseconds far below 2^53")]
pub fn now() -> Instant {
    Instant::from_ms(Date::now() as i64)
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of the years 0 to 9999 are exact in a double")]
fn js_date(at: Instant) -> Date {
    Date::new(&JsValue::from_f64(at.ms() as f64))
}

/// What the browser's calendar makes of a moment; `None` for a zone it does not know.
fn localized(at: Instant, parts: &[(&str, &str)], zone: Option<&str>) -> Option<String> {
    let options = Object::new();
    let zone = zone.map(|zone| ("timeZone", zone));
    for (name, value) in parts.iter().copied().chain(zone) {
        Reflect::set(&options, &name.into(), &value.into()).ok()?;
    }
    let date = js_date(at);
    let write: Function = Reflect::get(&date, &"toLocaleString".into()).ok()?.dyn_into().ok()?;
    write.call2(&date, &"en-GB".into(), &options).ok()?.as_string()
}

/// The day it is in an IANA zone; in the browser's own if it does not know that one.
#[must_use]
pub fn today(zone: &str) -> Option<CivilDate> {
    let parts = [("year", "numeric"), ("month", "2-digit"), ("day", "2-digit")];
    // `21/11/2026`
    let said = localized(now(), &parts, Some(zone)).or_else(|| localized(now(), &parts, None))?;
    let (day, month, year) = (said.get(0..2)?, said.get(3..5)?, said.get(6..10)?);
    format!("{year}-{month}-{day}").parse().ok()
}

/// The last second of a day in an IANA zone; in the browser's own if it does not know that one.
#[must_use]
pub fn end_of_day(day: CivilDate, zone: &str) -> Option<Instant> {
    let wanted: Instant = format!("{day}T23:59:59Z").parse().ok()?;
    // How far the zone's wall clock is ahead there; asked twice, because the first answer may be from
    // the other side of a change to or from summer time.
    let first = wanted.plus_ms(-ahead(wanted, zone)?);
    Some(wanted.plus_ms(-ahead(first, zone)?))
}

/// How many milliseconds the zone's wall clock is ahead of UTC at a moment.
fn ahead(at: Instant, zone: &str) -> Option<i64> {
    let parts = [
        ("year", "numeric"),
        ("month", "2-digit"),
        ("day", "2-digit"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("second", "2-digit"),
    ];
    // `21/11/2026, 14:05:09`
    let wall = localized(at, &parts, Some(zone)).or_else(|| localized(at, &parts, None))?;
    let digits: String = wall.chars().filter(char::is_ascii_digit).collect();
    let part = |from: usize, to: usize| digits.get(from..to);
    let (day, month, year) = (part(0, 2)?, part(2, 4)?, part(4, 8)?);
    let (hour, minute, second) = (part(8, 10)?, part(10, 12)?, part(12, 14)?);
    let there: Instant = format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z").parse().ok()?;
    Some(there.since(Instant::from_ms(at.seconds() * 1000)))
}

/// A moment, written out.
#[component]
pub fn Stamp(
    /// Which moment.
    at: Instant,
) -> impl IntoView {
    let clock = use_context::<Clock>();
    let exact = move || clock.map_or_else(|| at.to_string(), |clock| clock.exact(at));
    view! { <time datetime=at.to_string()>{exact}</time> }
}

/// A moment, relative to now; the exact time is its title.
#[component]
pub fn Moment(
    /// Which moment.
    at: Instant,
) -> impl IntoView {
    let clock = use_context::<Clock>();
    let relative = move || clock.map_or_else(|| at.to_string(), |clock| clock.relative(at));
    let exact = move || clock.map(|clock| clock.exact(at));
    view! { <time datetime=at.to_string() title=exact>{relative}</time> }
}

/// The day of a moment, in the firm's zone; the exact time is its title.
#[component]
pub fn Day(
    /// Which moment.
    at: Instant,
) -> impl IntoView {
    let clock = use_context::<Clock>();
    let day = move || clock.map_or_else(|| at.to_string(), |clock| clock.day(at));
    let exact = move || clock.map(|clock| clock.exact(at));
    view! { <time datetime=at.to_string() title=exact>{day}</time> }
}
