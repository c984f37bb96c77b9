//! An appointment's page.

use domain::{
    Mode, Money,
    api::{
        clients::Client,
        events::{Appointment, AppointmentLink, Overlap},
        matters::Matter,
    },
    event::DepositKind,
    id::AppointmentId,
    table::{Condition, Days, Direction, SortKey, TableQuery, events::AppointmentColumn},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    actions::Actions,
    ask::AskButtons,
    cells::{payment_badge, status_badge},
    times,
};
use crate::{
    admin::{
        data::{Query, among},
        links,
        live::Live,
        record_page::{Figure, Figures, History, RecordHead, fact, record},
        resource::Resource,
    },
    api,
    ui::{Glyph, Icon, Moment, SkeletonLines, today},
};

/// Everything about one appointment.
#[component]
pub fn AppointmentPage() -> impl IntoView {
    let params = use_params_map();
    let live = Live::from_context();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<AppointmentId>().ok()));
    let appointment = Query::<Appointment>::new(
        move || id.get(),
        move || live.records().wrapping_add(live.payments()),
        |transport, id| async move { api::pages::one::<AppointmentColumn, Appointment>(&transport, &id).await },
    );
    record(Signal::derive(move || id.with(Option::is_some)), appointment, "appointment", move || {
        view! { <Loaded appointment/> }.into_any()
    })
}

#[component]
fn Loaded(appointment: Query<Appointment>) -> impl IntoView {
    let live = Live::from_context();
    let now = Memo::new(move |_| appointment.value.get());
    let id = Memo::new(move |_| now.with(|now| now.as_ref().map(|now| now.id.clone())));
    let timeline = Query::new(
        move || id.get(),
        move || live.records().wrapping_add(live.links()),
        |transport, id| async move { api::events::timeline(&transport, &id).await },
    );
    let title = move || now.with(|now| now.as_ref().map(|now| now.title.clone())).unwrap_or_default();
    view! {
        <div class="record">
            <RecordHead
                list=Appointment::PATH
                list_name="Appointments"
                title=Signal::derive(title)
                about=move || now.get().map(|now| about(&now))
            >
                <Actions appointment/>
            </RecordHead>
            {move || now.get().filter(|now| !now.overlaps.is_empty()).map(|now| overlapping(&now))}
            <Figures figures=Signal::derive(move || now.with(|now| figures(now.as_ref())))/>
            <div class="record-body">
                <div class="record-main"><Links appointment id/></div>
                <aside class="record-side" aria-label="About the appointment">
                    {move || now.get().map(|now| facts(&now))}
                    <History timeline/>
                </aside>
            </div>
        </div>
    }
}

fn about(now: &Appointment) -> impl IntoView + use<> {
    let matter = now.matter_id.clone().zip(now.matter_number.clone()).map(|(id, number)| {
        view! { <a href=format!("{}/{id}", Matter::PATH)>{number}</a> }
    });
    view! {
        {status_badge(now.status)}
        {payment_badge(now.payment)}
        <span>{times::when(&now.local_start, &now.local_end)}</span>
        <a href=format!("{}/{}", Client::PATH, now.client_id)>{now.client_name.clone()}</a>
        {matter}
    }
}

/// What the same person has at that time: told, and not refused.
fn overlapping(now: &Appointment) -> impl IntoView + use<> {
    let who = now.responsible_name.clone().unwrap_or_default();
    let other = |other: &Overlap| {
        let range = times::range(&other.local_start, &other.local_end);
        view! { <li><a href=format!("{}/{}", Appointment::PATH, other.id)>{other.title.clone()}</a> {format!(", {range}")}</li> }
    };
    view! {
        <div class="callout warn record-note" role="status">
            <Icon glyph=Glyph::Alert/>
            <div>
                {format!("{who} has something else at that time:")}
                <ul>{now.overlaps.iter().map(other).collect_view()}</ul>
            </div>
        </div>
    }
}

fn figures(now: Option<&Appointment>) -> Vec<Figure> {
    let Some(now) = now else { return Vec::new() };
    let money = |amount| vec![Money::new(amount, now.currency)];
    let deposit = (now.deposit_kind != DepositKind::None).then(|| {
        let deposit = Money::new(now.deposit, now.currency);
        format!("deposit of {deposit} {}", if now.paid >= now.deposit { "paid" } else { "unpaid" })
    });
    let way = (now.processing > 0).then(|| format!("{} under way", Money::new(now.processing, now.currency)));
    vec![
        Figure::new("Still to be paid", money(now.remaining)),
        Figure::new("Received", money(now.paid)).with_note(way),
        Figure::new("Fee", money(now.fee)).with_note(deposit),
    ]
}

/// The links that ask, or asked, for its money.
#[component]
fn Links(appointment: Query<Appointment>, id: Memo<Option<AppointmentId>>) -> impl IntoView {
    let live = Live::from_context();
    let links = Query::new(
        move || id.get(),
        move || live.links().wrapping_add(live.payments()),
        |transport, id| async move { api::events::links(&transport, &id).await },
    );
    let list = move || match (links.value.get(), links.blocking_failure()) {
        (Some(links), _) if links.is_empty() => {
            view! { <p class="sub">"Nothing has been asked for by link."</p> }.into_any()
        }
        (Some(links), _) => {
            let lines = links.iter().map(|link| view! { <li>{line(link)}</li> }).collect_view();
            view! { <ul class="lines">{lines}</ul> }.into_any()
        }
        (None, Some(why)) => view! { <p class="wrong">{why}</p> }.into_any(),
        (None, None) => view! { <SkeletonLines lines=2/> }.into_any(),
    };
    view! {
        <section class="panel record-list" aria-labelledby="appointment-links">
            <div class="panel-head">
                <h2 id="appointment-links">"Payment links"</h2>
                <div class="record-list-acts appointment-asks"><AskButtons appointment/></div>
            </div>
            {list}
        </section>
    }
}

fn line(asked: &AppointmentLink) -> impl IntoView + use<> {
    let link = &asked.link;
    let to = link.recipient.as_ref().map(|to| view! { <span>{format!("to {}", to.name)}</span> });
    view! {
        <a class="line" href=format!("/app/links/{}", link.id)>
            <span class="line-main">
                <span class="name">{asked.kind.label()}</span>
                <span class="line-facts">{to} <span><Moment at=link.created_at/></span></span>
            </span>
            <span class="line-money">
                <span class="line-amount">{Money::new(link.amount, link.currency).to_string()}</span>
            </span>
            <span class="line-badge">{links::status_badge(link)}</span>
        </a>
    }
}

fn facts(now: &Appointment) -> impl IntoView + use<> {
    let text = |term: &'static str, value: &Option<String>| value.clone().map(|value| fact(term, value));
    let place = now.place.clone().map(|place| {
        if place.starts_with("https://") {
            let shown = place.clone();
            fact("Where", view! { <a href=place target="_blank" rel="noreferrer noopener">{shown}</a> }).into_any()
        } else {
            fact("Where", place).into_any()
        }
    });
    let rule = match (now.deposit_kind, now.deposit_percent) {
        (DepositKind::None, _) => "None".to_owned(),
        (DepositKind::Percent, Some(part)) => {
            let part = domain::decimal::show_thousandths(part * 10);
            format!("{} ({part} % of the fee)", Money::new(now.deposit, now.currency))
        }
        _ => Money::new(now.deposit, now.currency).to_string(),
    };
    let added = view! { <Moment at=now.created_at/> {format!(" by {}", now.created_by)} };
    let ics = view! { <a href=api::events::ics(&now.id) download="appointment.ics">"Add to a calendar"</a> };
    view! {
        <section class="record-part">
            <h2>"About"</h2>
            <dl class="facts">
                {fact("When", view! { {times::when(&now.local_start, &now.local_end)} <span class="fact-line">{ics}</span> })}
                {place}
                {text("With", &now.responsible_name)}
                {fact("Deposit", rule)}
                {text("Paid to", &now.account_name)}
                {text("Note", &now.note)}
                {(now.mode == Mode::Test).then(|| fact("Money", "Test money"))}
                {fact("Added", added)}
            </dl>
        </section>
    }
}

/// Those of somebody's appointments that are still to come, the next one first.
pub fn upcoming(mut query: TableQuery<AppointmentColumn>, zone: &str) -> TableQuery<AppointmentColumn> {
    query.filter(AppointmentColumn::Status, Some(among(["booked", "checked_in"])));
    query.filter(AppointmentColumn::StartsAt, Some(Condition::On(Days::Between(today(zone), None))));
    query.sort = vec![SortKey { column: AppointmentColumn::StartsAt, direction: Direction::Ascending }];
    query
}

/// An appointment on the page of its client or its matter.
pub fn appointment_line(appointment: &Appointment) -> AnyView {
    let with = appointment.responsible_name.clone().map(|name| view! { <span>{format!("with {name}")}</span> });
    let when = times::when(&appointment.local_start, &appointment.local_end);
    let fee = (appointment.fee > 0).then(|| Money::new(appointment.fee, appointment.currency).to_string());
    view! {
        <a class="line" href=format!("{}/{}", Appointment::PATH, appointment.id)>
            <span class="line-main">
                <span class="name">{appointment.title.clone()}</span>
                <span class="line-facts"><span>{when}</span> {with}</span>
            </span>
            <span class="line-money"><span class="line-amount">{fee}</span></span>
            <span class="line-badge">{payment_badge(appointment.payment)}</span>
        </a>
    }
    .into_any()
}
