//! Appointments: a list of them, a calendar, and a page for each.

mod actions;
mod ask;
mod calendar;
mod cells;
mod draft;
mod follow;
mod form;
mod page;
mod times;

use domain::{
    Permission,
    api::events::Appointment,
    id::AppointmentId,
    table::{Condition, DayPreset, Days, TableQuery, events::AppointmentColumn},
};
use leptos::prelude::*;

pub use self::{
    calendar::CalendarPage,
    form::{EditAppointmentPage, NewAppointmentPage},
    page::{AppointmentPage, appointment_line, upcoming},
};
use super::{
    data::among,
    live::Live,
    resource::{Nothing, Resource, Section, Words},
    session::Session,
};
use crate::ui::{ButtonLink, Glyph, Kind};

impl Resource for Appointment {
    type Id = AppointmentId;
    const PATH: &'static str = "/app/events";
    const WORDS: Words = Words {
        page: "Appointments",
        one: "appointment",
        many: "appointments",
        table: "Appointments",
        tabs: "Status",
        search: "Search title, client, matter",
        found_by: "Search finds beginnings of titles, clients, matters and places.",
    };

    fn version(live: Live) -> u32 {
        live.records().wrapping_add(live.payments())
    }

    fn sections() -> Vec<Section<AppointmentColumn>> {
        let ahead = vec![
            (AppointmentColumn::Status, among(["booked", "checked_in"])),
            (AppointmentColumn::StartsAt, Condition::On(Days::Preset(DayPreset::Next30Days))),
        ];
        vec![
            Section::all(),
            Section { label: "Next 30 days", asks: ahead, count: None },
            Section::among("Completed", AppointmentColumn::Status, ["completed"]),
            Section::among("Cancelled", AppointmentColumn::Status, ["cancelled", "no_show"]),
        ]
    }

    fn nothing(query: &TableQuery<AppointmentColumn>) -> Nothing {
        if query.is_everything() {
            let text = "Book one, ask for its deposit by link, and for the rest once it is over.";
            return Nothing { act: Some(first), ..Nothing::new(Glyph::Clock, "No appointments yet", text) };
        }
        Nothing::new(Glyph::Clock, "No appointments here", "Those that were cancelled are kept, with what was paid.")
    }

    fn buttons() -> Option<AnyView> {
        let session = Session::from_context();
        let button = move || {
            session.may(Permission::Bill).then(|| {
                view! { <ButtonLink glyph=Glyph::Plus href="/app/events/new".to_owned()>"New appointment"</ButtonLink> }
            })
        };
        let calendar =
            view! { <ButtonLink glyph=Glyph::Columns href="/app/calendar".to_owned()>"Calendar"</ButtonLink> };
        Some(view! { {calendar} {button} }.into_any())
    }
}

fn first() -> AnyView {
    view! {
        <ButtonLink kind=Kind::Primary glyph=Glyph::Plus href="/app/events/new".to_owned()>
            "Book an appointment"
        </ButtonLink>
    }
    .into_any()
}
