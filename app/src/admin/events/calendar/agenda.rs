//! Days one below the other, for a phone.

use domain::{
    CivilDate,
    api::events::{Calendar, CalendarEntry},
};
use leptos::prelude::*;

use super::{class, spoken};
use crate::{
    admin::events::times,
    ui::{EmptyState, Glyph},
};

/// The days of the calendar that have something.
pub(super) fn agenda(found: &Calendar) -> AnyView {
    if found.data.is_empty() {
        let text = "Turn to other days, or book an appointment.";
        return view! { <EmptyState glyph=Glyph::Clock title="Nothing on these days" text/> }.into_any();
    }
    let mut days: Vec<(CivilDate, Vec<&CalendarEntry>)> = Vec::new();
    for entry in &found.data {
        let Some(day) = times::day(&entry.local_start) else { continue };
        match days.last_mut() {
            Some((last, entries)) if *last == day => entries.push(entry),
            _ => days.push((day, vec![entry])),
        }
    }
    let shown = days.into_iter().map(|(day, entries)| {
        let lines = entries.into_iter().map(|entry| view! { <li>{line(entry)}</li> }).collect_view();
        view! {
            <section class="agenda-day" class:today=found.today == day>
                <h3>{times::said(day)}</h3>
                <ul>{lines}</ul>
            </section>
        }
    });
    view! { <div class="agenda">{shown.collect_view()}</div> }.into_any()
}

fn line(entry: &CalendarEntry) -> impl IntoView + use<> {
    let with = entry.responsible_name.clone().map(|name| format!(" · {name}"));
    view! {
        <a class=format!("visit agenda-line {}", class(entry)) href=format!("/app/events/{}", entry.id) aria-label=spoken(entry)>
            <span class="visit-time">{times::range(&entry.local_start, &entry.local_end)}</span>
            <span class="agenda-what">
                <span class="visit-title">{entry.title.clone()}</span>
                <span class="visit-who">{entry.client_name.clone()} {with}</span>
            </span>
            <span class="agenda-paid">{entry.payment.label()}</span>
        </a>
    }
}
