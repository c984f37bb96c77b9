//! A matter's page.

use domain::{
    Currency, Mode, Money,
    api::{clients::Client, events::Appointment, invoices::Invoice, links::Link, matters::Matter, payments::Payment},
    client::MatterStatus,
    id::MatterId,
    table::{
        events::AppointmentColumn, invoices::InvoiceColumn, links::LinkColumn, matters::MatterColumn,
        payments::PaymentColumn,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{actions::Actions, cells::matter_badge};
use crate::{
    admin::{
        data::{Query, among},
        events::{appointment_line, upcoming},
        live::Live,
        record_page::{
            Belongings, Figure, Figures, History, RecordHead, belongings, fact, invoice_line, link_line, payment_line,
            record, this_matter,
        },
        resource::Resource,
        session::Session,
    },
    api,
    params::Params,
    ui::{ButtonLink, Glyph, Moment},
};

/// Everything about one matter.
#[component]
pub fn MatterPage() -> impl IntoView {
    let params = use_params_map();
    let live = Live::from_context();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<MatterId>().ok()));
    let matter = Query::<Matter>::new(
        move || id.get(),
        move || live.records(),
        |transport, id| async move { api::pages::one::<MatterColumn, Matter>(&transport, &id).await },
    );
    record(Signal::derive(move || id.with(Option::is_some)), matter, "matter", move || {
        view! { <Loaded matter/> }.into_any()
    })
}

#[component]
fn Loaded(matter: Query<Matter>) -> impl IntoView {
    let session = Session::from_context();
    let live = Live::from_context();
    let now = Memo::new(move |_| matter.value.get());
    let id = Memo::new(move |_| now.with(|matter| matter.as_ref().map(|matter| matter.id.clone())));
    let timeline = Query::new(
        move || id.get(),
        move || live.records().wrapping_add(live.links()),
        |transport, id| async move { api::matters::timeline(&transport, &id).await },
    );
    let title = move || now.with(|matter| matter.as_ref().map(|matter| matter.name.clone())).unwrap_or_default();
    let own = move || session.me(|me| me.firm.currency).unwrap_or(Currency::USD);
    view! {
        <div class="record">
            <RecordHead
                list=Matter::PATH
                list_name="Matters"
                title=Signal::derive(title)
                about=move || now.get().map(|matter| about(&matter))
            >
                <Actions matter/>
            </RecordHead>
            <Figures figures=Signal::derive(move || now.with(|matter| figures(matter.as_ref(), own())))/>
            <div class="record-body">
                <div class="record-main"><Lists now/></div>
                <aside class="record-side" aria-label="About the matter">
                    {move || now.get().map(|matter| facts(&matter))}
                    <History timeline/>
                </aside>
            </div>
        </div>
    }
}

fn about(matter: &Matter) -> impl IntoView + use<> {
    view! {
        {matter_badge(matter)}
        <span class="sub">{matter.number.clone()}</span>
        <a href=format!("{}/{}", Client::PATH, matter.client_id)>{matter.client_name.clone()}</a>
    }
}

/// What is owed, and what lies in each trust account.
fn figures(matter: Option<&Matter>, own: Currency) -> Vec<Figure> {
    let balances = matter.map(|matter| matter.balances.clone()).unwrap_or_default();
    let mut owed: Vec<Money> =
        balances.iter().map(|b| Money::new(b.owed, b.currency)).filter(|m| m.amount != 0).collect();
    if owed.is_empty() {
        owed.push(Money::new(0, own));
    }
    let mut figures = vec![Figure::new("Owes", owed)];
    for balance in &balances {
        for trust in &balance.trust {
            let available = Money::new(trust.available, balance.currency);
            let note = (trust.available != trust.balance).then(|| format!("{available} available"));
            let money = vec![Money::new(trust.balance, balance.currency)];
            figures.push(Figure::new(format!("In {}", trust.account_name), money).with_note(note));
        }
    }
    if figures.len() == 1 {
        figures.push(Figure::new("In trust", vec![Money::new(0, own)]));
    }
    figures
}

/// What belongs to the matter.
#[component]
fn Lists(now: Memo<Option<Matter>>) -> impl IntoView {
    let session = Session::from_context();
    let live = Live::from_context();
    let key = Memo::new(move |_| now.with(|m| m.as_ref().map(|m| (m.id.clone(), m.client_id.clone(), m.mode))));
    let open = Memo::new(move |_| now.with(|m| m.as_ref().is_some_and(|m| m.status == MatterStatus::Open)));
    let invoices = belongings::<InvoiceColumn, Invoice>(
        move || {
            let mut query = key
                .get()
                .map(|(id, _, mode)| this_matter(&id, mode, (InvoiceColumn::MatterId, InvoiceColumn::Mode)))?;
            query.filter(InvoiceColumn::Status, Some(among(["unpaid", "partly_paid", "refunded"])));
            Some(query)
        },
        move || live.records(),
    );
    let links = belongings::<LinkColumn, Link>(
        move || key.get().map(|(id, _, mode)| this_matter(&id, mode, (LinkColumn::MatterId, LinkColumn::Mode))),
        move || live.links(),
    );
    let payments = belongings::<PaymentColumn, Payment>(
        move || key.get().map(|(id, _, mode)| this_matter(&id, mode, (PaymentColumn::MatterId, PaymentColumn::Mode))),
        move || live.payments().wrapping_add(live.records()),
    );
    let zone = untrack(|| session.zone());
    let appointments = belongings::<AppointmentColumn, Appointment>(
        move || {
            let (id, _, mode) = key.get()?;
            Some(upcoming(this_matter(&id, mode, (AppointmentColumn::MatterId, AppointmentColumn::Mode)), &zone))
        },
        move || live.records().wrapping_add(live.payments()),
    );
    let all = move |path: &'static str| {
        Signal::derive(move || {
            let id = key.with(|key| key.as_ref().map(|(id, ..)| id.to_string()));
            Params::new().with("matter_id", &id.unwrap_or_default()).at(path)
        })
    };
    let add = move || {
        (open.get() && session.may(domain::Permission::Bill)).then(|| {
            view! { <ButtonLink glyph=Glyph::Plus href=all("/app/invoices/new")>"New invoice"</ButtonLink> }
        })
    };
    view! {
        <Belongings title="Open invoices" rows=invoices line=invoice_line none="Nothing is open." all=all(Invoice::PATH)>
            {add}
        </Belongings>
        <Belongings title="Coming appointments" rows=appointments line=appointment_line none="Nothing is booked." all=all(Appointment::PATH)/>
        <Belongings title="Payment links" rows=links line=link_line none="Nothing has been asked for by link." all=all(Link::PATH)/>
        <Belongings title="Payments" rows=payments line=payment_line none="Nothing has come in." all=all(Payment::PATH)/>
    }
}

fn facts(matter: &Matter) -> impl IntoView + use<> {
    let text = |term: &'static str, value: &Option<String>| value.clone().map(|value| fact(term, value));
    let payer = view! {
        {matter.payer.name.clone()}
        {matter.payer.email.clone().map(|email| view! { <span class="fact-line">{email}</span> })}
    };
    let client = view! { <a href=format!("{}/{}", Client::PATH, matter.client_id)>{matter.client_name.clone()}</a> };
    let added = view! { <Moment at=matter.created_at/> {format!(" by {}", matter.created_by)} };
    view! {
        <section class="record-part">
            <h2>"About"</h2>
            <dl class="facts">
                {fact("Client", client)}
                {text("Responsible", &matter.responsible_name)}
                {fact("Asked for money", payer)}
                {matter.opened_on.map(|day| fact("Opened", day.long()))}
                {matter.closed_on.map(|day| fact("Closed", day.long()))}
                {text("Note", &matter.note)}
                {(matter.mode == Mode::Test).then(|| fact("Money", "Test money"))}
                {fact("Added", added)}
            </dl>
        </section>
    }
}
