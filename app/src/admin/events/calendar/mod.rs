//! The calendar: a month, a week or a day; on a phone the days' appointments one below the other.

mod agenda;
mod grid;
mod month;
mod span;

use domain::{
    CivilDate, Permission,
    api::events::{Calendar, CalendarEntry},
    event::{AppointmentPayment, AppointmentStatus},
};
use leptos::{ev, prelude::*, wasm_bindgen::JsCast};

use self::{
    agenda::agenda,
    grid::time_grid,
    month::month_grid,
    span::{Shown, Span},
};
use super::{follow::Follow, times};
use crate::{
    admin::{
        data::Query,
        frame::PageHead,
        live::Live,
        place::{Place, Step},
        records::ModeTabs,
        session::Session,
        store::Store,
    },
    api,
    ui::{ButtonLink, ErrorState, Glyph, Icon, Kind, SkeletonLines, is_narrow, on_window, something_is_open, today},
};

/// Where it is.
const PATH: &str = "/app/calendar";

/// The calendar; what it shows stands in the address.
#[component]
pub fn CalendarPage() -> impl IntoView {
    let session = Session::from_context();
    let live = Live::from_context();
    let place = Place::here();
    let narrow = RwSignal::new(is_narrow());
    on_window(ev::resize, move |_| narrow.set(is_narrow()));
    let now = Memo::new(move |_| today(&session.zone()).unwrap_or_else(|| CivilDate::new(Default::default())));
    let shown = Memo::new(move |_| {
        let day = place.param("day").parse().unwrap_or_else(|_| now.get());
        let span = place.param("view").parse().unwrap_or(if narrow.get() { Span::Day } else { Span::Week });
        Shown { day, span }
    });
    let asked = Memo::new(move |_| (shown.get().range(), place.param("with"), place.param("mode")));
    let calendar = Query::<Calendar>::new(
        move || Some(asked.get()),
        move || live.records().wrapping_add(live.payments()),
        |transport, (days, of, mode)| async move { api::events::calendar(&transport, days, &of, &mode).await },
    );
    let at =
        move |shown: Shown| place.with(PATH, &[("day", shown.day.to_string().as_str()), ("view", shown.span.as_str())]);
    listen(move |step| {
        let shown = shown.get_untracked();
        let to = match step {
            Turn::Back => shown.turned(-1),
            Turn::On => shown.turned(1),
            Turn::Today => Shown { day: now.get_untracked(), ..shown },
            Turn::To(span) => Shown { span, ..shown },
        };
        place.go(&untrack(|| at(to)), Step::Instead);
    });
    let body = move || match (calendar.value.get(), calendar.blocking_failure()) {
        (Some(found), _) => days(&found, shown.get(), narrow.get()),
        (None, Some(text)) => view! { <ErrorState text retry=move |()| calendar.reload()/> }.into_any(),
        (None, None) => view! { <SkeletonLines lines=10/> }.into_any(),
    };
    view! {
        <PageHead title="Calendar">
            <Follow/>
            <ButtonLink glyph=Glyph::Rows href="/app/events".to_owned()>"List"</ButtonLink>
            <Show when=move || session.may(Permission::Bill)>
                <ButtonLink kind=Kind::Primary glyph=Glyph::Plus href="/app/events/new".to_owned()>"New appointment"</ButtonLink>
            </Show>
        </PageHead>
        <ModeTabs path=PATH/>
        <div class="calendar-bar">
            <div class="calendar-turn">
                {turn(Signal::derive(move || at(shown.get().turned(-1))), Glyph::Left, "Earlier")}
                <ButtonLink href=Signal::derive(move || at(Shown { day: now.get(), ..shown.get() }))>"Today"</ButtonLink>
                {turn(Signal::derive(move || at(shown.get().turned(1))), Glyph::Right, "Later")}
            </div>
            <h2 class="calendar-when" aria-live="polite">{move || shown.get().said()}</h2>
            <With/>
            <nav class="calendar-spans" aria-label="Show">
                {[Span::Day, Span::Week, Span::Month]
                    .into_iter()
                    .map(|span| {
                        let href = move || at(Shown { span, ..shown.get() });
                        let current = move || (shown.get().span == span).then_some("true");
                        view! { <a href=href aria-current=current>{span.label()}</a> }
                    })
                    .collect_view()}
            </nav>
        </div>
        {body}
    }
}

/// A way to the days before or after.
fn turn(href: Signal<String>, glyph: Glyph, label: &'static str) -> impl IntoView {
    view! { <a class="btn icon" href=href aria-label=label><Icon glyph/></a> }
}

/// Whose appointments are shown.
#[component]
fn With() -> impl IntoView {
    let place = Place::here();
    let store = Store::from_context();
    let change = move |event| {
        let id = event_target_value(&event);
        place.go(&untrack(|| place.with(PATH, &[("with", id.as_str())])), Step::Instead);
    };
    let people = move || store.staff.value.get().unwrap_or_default();
    let several = move || people().len() > 1;
    view! {
        <Show when=several>
            <div class="select calendar-with">
                <select class="control" aria-label="Whose appointments" on:change=change>
                    <option value="">"Everybody"</option>
                    {move || {
                        people()
                            .into_iter()
                            .map(|user| {
                                let id = user.id.to_string();
                                let chosen = { let id = id.clone(); move || place.param("with") == id };
                                view! { <option value=id prop:selected=chosen>{user.name}</option> }
                            })
                            .collect_view()
                    }}
                </select>
            </div>
        </Show>
    }
}

/// What a key asks for.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Back,
    On,
    Today,
    To(Span),
}

/// Arrows, `t` for today, and a letter for each span; not while one types or something lies over the page.
fn listen(turn: impl Fn(Turn) + 'static) {
    on_window(ev::keydown, move |event| {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let types = target.is_some_and(|target| target.matches("input, textarea, select").unwrap_or(false));
        if modified || types || event.default_prevented() || something_is_open() {
            return;
        }
        turn(match event.key().as_str() {
            "ArrowLeft" => Turn::Back,
            "ArrowRight" => Turn::On,
            "t" => Turn::Today,
            "d" => Turn::To(Span::Day),
            "w" => Turn::To(Span::Week),
            "m" => Turn::To(Span::Month),
            _ => return,
        });
        event.prevent_default();
    });
}

/// The days that are shown, as there is room for them.
fn days(found: &Calendar, shown: Shown, narrow: bool) -> AnyView {
    let more = found.more.then(|| {
        view! { <p class="callout info"><Icon glyph=Glyph::Filter/> "Only the first 500 are shown: choose a person, or fewer days."</p> }
    });
    let grid = match shown.span {
        _ if narrow => agenda(found),
        Span::Month => month_grid(found, shown.day),
        Span::Week | Span::Day => time_grid(found),
    };
    view! { {more} {grid} }.into_any()
}

/// The address of a day.
fn of_day(day: CivilDate) -> String {
    format!("{PATH}?day={day}&view=day")
}

/// The address of a new appointment at some time.
fn book_at(day: CivilDate, minutes: i64) -> String {
    format!("/app/events/new?at={day}T{:02}:{:02}", minutes / 60, minutes % 60)
}

/// An appointment's class: what has no end yet, what was missed, and what nobody has paid for.
fn class(entry: &CalendarEntry) -> &'static str {
    match (entry.status, entry.payment) {
        (AppointmentStatus::NoShow, _) => "missed",
        (AppointmentStatus::Completed, AppointmentPayment::Paid | AppointmentPayment::Free) => "settled",
        (_, AppointmentPayment::DepositUnpaid | AppointmentPayment::PartPaid) => "owing",
        _ => "fine",
    }
}

/// What is read out of an appointment.
fn spoken(entry: &CalendarEntry) -> String {
    let (status, payment) = (entry.status.label(), entry.payment.label());
    let when = times::when(&entry.local_start, &entry.local_end);
    format!("{}, {}, {when}, {status}, {payment}", entry.title, entry.client_name)
}
