//! The weeks of a month: a few appointments of each day, and how many more there are.

use domain::{
    CivilDate,
    api::events::{Calendar, CalendarEntry},
};
use leptos::prelude::*;

use super::{book_at, class, of_day, spoken};
use crate::{
    admin::events::times,
    ui::{Glyph, Icon},
};

/// So many of a day are shown, if there are more.
const SOME: usize = 3;
/// When a new one of a day begins.
const MORNING: i64 = 9 * 60;

/// The days of the calendar in weeks. `month` is a day of the month that is meant.
pub(super) fn month_grid(found: &Calendar, month: CivilDate) -> AnyView {
    let mut days = Vec::new();
    let mut day = found.from;
    while day <= found.to && days.len() < 42 {
        days.push(day);
        day = times::plus(day, 1);
    }
    let head =
        days.iter().take(7).map(|day| view! { <div class="cal-weekday">{times::weekday(*day)}</div> }).collect_view();
    let inside = month.date().month();
    let cells = days.into_iter().map(|day| cell(found, day, day.date().month() == inside)).collect_view();
    view! {
        <div class="cal-month" role="group" aria-label="Month">
            <div class="cal-row" aria-hidden="true">{head}</div>
            <ol class="cal-days">{cells}</ol>
        </div>
    }
    .into_any()
}

fn cell(found: &Calendar, day: CivilDate, inside: bool) -> impl IntoView + use<> {
    let of_this: Vec<&CalendarEntry> =
        found.data.iter().filter(|entry| times::day(&entry.local_start) == Some(day)).collect();
    let shown = if of_this.len() > SOME { SOME - 1 } else { of_this.len() };
    let more = of_this.len() - shown;
    let visits = of_this.iter().take(shown).map(|entry| visit(entry)).collect_view();
    let number = day.date().day();
    let today = found.today == day;
    view! {
        <li class="cal-day" class:other=!inside class:today=today>
            <div class="cal-number">
                <a href=of_day(day) aria-label=times::said(day) aria-current=today.then_some("date")>{number}</a>
                <a class="cal-book" href=book_at(day, MORNING) aria-label=format!("Book on {}", times::said(day))>
                    <Icon glyph=Glyph::Plus/>
                </a>
            </div>
            {visits}
            {(more > 0).then(|| view! { <a class="cal-more" href=of_day(day)>{format!("and {more} more")}</a> })}
        </li>
    }
}

fn visit(entry: &CalendarEntry) -> impl IntoView + use<> {
    view! {
        <a class=format!("visit {}", class(entry)) href=format!("/app/events/{}", entry.id) aria-label=spoken(entry) title=spoken(entry)>
            <span class="visit-time">{times::clock(&entry.local_start).to_owned()}</span>
            {entry.title.clone()}
        </a>
    }
}
