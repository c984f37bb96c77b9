//! Days side by side, their hours one below the other; what is at the same time stands in lanes.

use domain::{
    CivilDate,
    api::events::{Calendar, CalendarEntry},
};
use leptos::prelude::*;

use super::{book_at, class, of_day, spoken};
use crate::admin::events::times;

/// The usual hours; others are shown where something is.
const FROM: i64 = 8;
const TO: i64 = 18;
/// So high is an hour, in pixels.
const HOUR: i64 = 60;
/// No appointment is shown lower than this.
const LEAST: i64 = 22;
const DAY: i64 = 24 * 60;

/// An appointment within a day: minutes since midnight, and its lane.
struct Placed<'a> {
    entry: &'a CalendarEntry,
    from: i64,
    to: i64,
    lane: usize,
    lanes: usize,
}

/// The days of the calendar as columns.
pub(super) fn time_grid(found: &Calendar) -> AnyView {
    let mut days = Vec::new();
    let mut day = found.from;
    while day <= found.to && days.len() < 7 {
        days.push((day, place(found, day)));
        day = times::plus(day, 1);
    }
    let all = || days.iter().flat_map(|(_, placed)| placed);
    let from = all().map(|placed| placed.from / 60).fold(FROM, i64::min);
    let to = all().map(|placed| (placed.to + 59) / 60).fold(TO, i64::max);
    let hours = (from..to)
        .map(|hour| view! { <div class="grid-hour" style:height=format!("{HOUR}px")>{format!("{hour:02}:00")}</div> });
    let columns = days.iter().map(|(day, placed)| column(*day, placed, (from, to), found.today == *day)).collect_view();
    let class = if days.len() == 1 { "time-grid one" } else { "time-grid" };
    view! {
        <div class=class>
            <div class="grid-hours" aria-hidden="true"><div class="grid-head"></div>{hours.collect_view()}</div>
            {columns}
        </div>
    }
    .into_any()
}

/// What touches a day, from midnight to midnight, each beside what is at the same time.
fn place(found: &Calendar, day: CivilDate) -> Vec<Placed<'_>> {
    let mut placed: Vec<Placed<'_>> = found
        .data
        .iter()
        .filter_map(|entry| {
            let (first, last) = (times::day(&entry.local_start)?, times::day(&entry.local_end)?);
            if !(first..=last).contains(&day) {
                return None;
            }
            let from = if first == day { times::minutes(&entry.local_start) } else { 0 };
            let to = if last == day { times::minutes(&entry.local_end) } else { DAY };
            (to > from).then_some(Placed { entry, from, to, lane: 0, lanes: 1 })
        })
        .collect();
    placed.sort_by_key(|placed| (placed.from, placed.to));
    let mut start = 0;
    let mut ends: Vec<i64> = Vec::new();
    for at in 0..placed.len() {
        let (from, to) = (placed[at].from, placed[at].to);
        if ends.iter().all(|end| *end <= from) {
            // Nothing reaches into this one: a new group begins.
            widen(&mut placed[start..at], ends.len());
            ends.clear();
            start = at;
        }
        let lane = ends.iter().position(|end| *end <= from).unwrap_or(ends.len());
        if lane == ends.len() {
            ends.push(to);
        } else if let Some(end) = ends.get_mut(lane) {
            *end = to;
        }
        placed[at].lane = lane;
    }
    widen(&mut placed[start..], ends.len());
    placed
}

fn widen(group: &mut [Placed<'_>], lanes: usize) {
    group.iter_mut().for_each(|placed| placed.lanes = lanes.max(1));
}

fn column(day: CivilDate, placed: &[Placed<'_>], (from, to): (i64, i64), today: bool) -> impl IntoView + use<> {
    let slots = (from..to).map(|hour| {
        let label = format!("Book on {} at {hour:02}:00", times::said(day));
        // A mouse clicks an hour; a keyboard has the button above the calendar.
        view! { <a class="grid-slot" href=book_at(day, hour * 60) tabindex="-1" aria-label=label style:height=format!("{HOUR}px")></a> }
    });
    let entries = placed.iter().map(|placed| entry(placed, from)).collect_view();
    view! {
        <section class="grid-day" class:today=today aria-label=times::said(day)>
            <h3 class="grid-head">
                <a href=of_day(day) aria-current=today.then_some("date")>
                    {times::weekday(day)} " " <strong>{day.date().day()}</strong>
                </a>
            </h3>
            <div class="grid-body">{slots.collect_view()} {entries}</div>
        </section>
    }
}

fn entry(placed: &Placed<'_>, from: i64) -> impl IntoView + use<> {
    let top = (placed.from - from * 60) * HOUR / 60;
    let height = ((placed.to - placed.from) * HOUR / 60 - 2).max(LEAST);
    let (lane, lanes) = (placed.lane, placed.lanes);
    let entry = placed.entry;
    let short = height < 40;
    let who = entry.client_name.clone();
    view! {
        <a
            class=format!("visit placed {}", class(entry))
            class:short=short
            href=format!("/app/events/{}", entry.id)
            aria-label=spoken(entry)
            title=spoken(entry)
            style:top=format!("{top}px")
            style:height=format!("{height}px")
            style:left=format!("calc({lane} * 100% / {lanes} + 2px)")
            style:width=format!("calc(100% / {lanes} - 4px)")
        >
            <span class="visit-time">{times::range(&entry.local_start, &entry.local_end)}</span>
            <span class="visit-title">{entry.title.clone()}</span>
            <span class="visit-who">{who}</span>
        </a>
    }
}
