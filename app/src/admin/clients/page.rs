//! A client's page.

use domain::{
    Currency, Money,
    api::{
        clients::{Client, ClientBalance},
        events::Appointment,
        invoices::Invoice,
        links::Link,
        matters::Matter,
        payments::Payment,
    },
    client::ClientStatus,
    id::ClientId,
    table::{
        clients::ClientColumn, events::AppointmentColumn, invoices::InvoiceColumn, links::LinkColumn,
        matters::MatterColumn, payments::PaymentColumn,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{actions::Actions, cells::client_badge};
use crate::{
    admin::{
        data::{Query, among},
        events::{appointment_line, upcoming},
        live::Live,
        payments::RecordPayment,
        record_page::{
            Belongings, Figure, Figures, History, RecordHead, belongings, fact, invoice_line, link_line, matter_line,
            payment_line, record, this_client,
        },
        records::Picked,
        resource::Resource,
        session::Session,
    },
    api,
    params::Params,
    ui::{ButtonLink, Glyph, Icon, Moment},
};

/// Everything about one client.
#[component]
pub fn ClientPage() -> impl IntoView {
    let params = use_params_map();
    let live = Live::from_context();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<ClientId>().ok()));
    let client = Query::<Client>::new(
        move || id.get(),
        move || live.records(),
        |transport, id| async move { api::pages::one::<ClientColumn, Client>(&transport, &id).await },
    );
    record(Signal::derive(move || id.with(Option::is_some)), client, "client", move || {
        view! { <Loaded client/> }.into_any()
    })
}

#[component]
fn Loaded(client: Query<Client>) -> impl IntoView {
    let session = Session::from_context();
    let live = Live::from_context();
    let now = Memo::new(move |_| client.value.get());
    let id = Memo::new(move |_| now.with(|client| client.as_ref().map(|client| client.id.clone())));
    let timeline = Query::new(
        move || id.get(),
        move || live.records().wrapping_add(live.links()),
        |transport, id| async move { api::clients::timeline(&transport, &id).await },
    );
    let title = move || now.with(|client| client.as_ref().map(|client| client.name.clone())).unwrap_or_default();
    let own = move || session.me(|me| me.firm.currency).unwrap_or(Currency::USD);
    view! {
        <div class="record">
            <RecordHead
                list=Client::PATH
                list_name="Clients"
                title=Signal::derive(title)
                about=move || now.get().map(|client| about(&client))
            >
                <Actions client/>
            </RecordHead>
            {move || now.get().and_then(|client| merged(&client))}
            <Figures figures=Signal::derive(move || now.with(|client| figures(client.as_ref(), own())))/>
            <div class="record-body">
                <div class="record-main"><Lists now/></div>
                <aside class="record-side" aria-label="About the client">
                    {move || now.get().map(|client| facts(&client))}
                    <History timeline/>
                </aside>
            </div>
        </div>
    }
}

fn about(client: &Client) -> impl IntoView + use<> {
    let odd = client.status != ClientStatus::Active;
    let words = [client.number.clone(), Some(client.kind.label().to_owned())];
    view! {
        {odd.then(|| client_badge(client.status))}
        <span class="sub">{words.into_iter().flatten().collect::<Vec<_>>().join(" · ")}</span>
    }
}

/// It turned out to be another one.
fn merged(client: &Client) -> Option<impl IntoView + use<>> {
    client.merged_into.as_ref().map(|other| {
        view! {
            <div class="callout info record-note">
                <Icon glyph=Glyph::Return/>
                <p>"This was a duplicate. All that it had is " <a href=format!("{}/{other}", Client::PATH)>"another client’s"</a> " now."</p>
            </div>
        }
    })
}

fn figures(client: Option<&Client>, own: Currency) -> Vec<Figure> {
    let mut balances = client.map(|client| client.balances.clone()).unwrap_or_default();
    if balances.is_empty() {
        balances.push(ClientBalance { currency: own, owed: 0, credit: 0, trust: 0 });
    }
    let of = |amount: fn(&ClientBalance) -> i64| {
        let mut all: Vec<Money> = balances.iter().map(|b| Money::new(amount(b), b.currency)).collect();
        all.sort_by_key(|money| (money.amount == 0, money.currency != own, money.currency.code()));
        let zeros = all.iter().position(|money| money.amount == 0).unwrap_or(all.len());
        all.truncate(zeros.max(1));
        all
    };
    vec![
        Figure::new("Owes", of(|balance| balance.owed)),
        Figure::new("Credit", of(|balance| balance.credit)),
        Figure::new("In trust", of(|balance| balance.trust)),
    ]
}

/// What belongs to the client.
#[component]
fn Lists(now: Memo<Option<Client>>) -> impl IntoView {
    let live = Live::from_context();
    let key = Memo::new(move |_| now.with(|client| client.as_ref().map(|client| (client.id.clone(), client.mode))));
    let invoices = belongings::<InvoiceColumn, Invoice>(
        move || {
            let mut query =
                key.get().map(|(id, mode)| this_client(&id, mode, (InvoiceColumn::ClientId, InvoiceColumn::Mode)))?;
            query.filter(InvoiceColumn::Status, Some(among(["unpaid", "partly_paid", "refunded"])));
            Some(query)
        },
        move || live.records(),
    );
    let matters = belongings::<MatterColumn, Matter>(
        move || key.get().map(|(id, mode)| this_client(&id, mode, (MatterColumn::ClientId, MatterColumn::Mode))),
        move || live.records(),
    );
    let links = belongings::<LinkColumn, Link>(
        move || key.get().map(|(id, mode)| this_client(&id, mode, (LinkColumn::ClientId, LinkColumn::Mode))),
        move || live.links(),
    );
    let payments = belongings::<PaymentColumn, Payment>(
        move || key.get().map(|(id, mode)| this_client(&id, mode, (PaymentColumn::ClientId, PaymentColumn::Mode))),
        move || live.payments().wrapping_add(live.records()),
    );
    let zone = untrack(|| Session::from_context().zone());
    let appointments = belongings::<AppointmentColumn, Appointment>(
        move || {
            let (id, mode) = key.get()?;
            Some(upcoming(this_client(&id, mode, (AppointmentColumn::ClientId, AppointmentColumn::Mode)), &zone))
        },
        move || live.records().wrapping_add(live.payments()),
    );
    let picked = Signal::derive(move || {
        now.with(|client| client.as_ref().map(|client| Picked { id: client.id.clone(), name: client.name.clone() }))
    });
    let all = move |path: &'static str| {
        Signal::derive(move || {
            let id = key.with(|key| key.as_ref().map(|(id, _)| id.to_string()));
            Params::new().with("client_id", &id.unwrap_or_default()).at(path)
        })
    };
    let add = move |path: &'static str, says: &'static str| {
        let session = Session::from_context();
        let active = move || now.with(|client| client.as_ref().is_some_and(|c| c.status == ClientStatus::Active));
        move || {
            (active() && session.may(domain::Permission::Bill))
                .then(|| view! { <ButtonLink glyph=Glyph::Plus href=all(path)>{says}</ButtonLink> })
        }
    };
    view! {
        <Belongings
            title="Open invoices"
            rows=invoices
            line=invoice_line
            none="Nothing is open."
            all=all(Invoice::PATH)
        >
            {add("/app/invoices/new", "New invoice")}
        </Belongings>
        <Belongings title="Matters" rows=matters line=matter_line none="No matters yet." all=all(Matter::PATH)>
            {add("/app/matters/new", "New matter")}
        </Belongings>
        <Belongings
            title="Coming appointments"
            rows=appointments
            line=appointment_line
            none="Nothing is booked."
            all=all(Appointment::PATH)
        >
            {add("/app/events/new", "New appointment")}
        </Belongings>
        <Belongings title="Payment links" rows=links line=link_line none="Nothing has been asked for by link." all=all(Link::PATH)/>
        <Belongings title="Payments" rows=payments line=payment_line none="Nothing has come in." all=all(Payment::PATH)>
            <Show when=move || now.with(|client| client.as_ref().is_some_and(|c| c.status == ClientStatus::Active))>
                <RecordPayment client=picked/>
            </Show>
        </Belongings>
    }
}

fn facts(client: &Client) -> impl IntoView + use<> {
    let text = |term: &'static str, value: &Option<String>| value.clone().map(|value| fact(term, value));
    let payer = client.payer_id.as_ref().and_then(|payer| client.contacts.iter().find(|contact| contact.id == *payer));
    let payer = payer.map_or_else(|| "The client".to_owned(), |contact| contact.name.clone());
    let mail = |email: &Option<String>| {
        email.clone().map(|email| {
            let href = format!("mailto:{email}");
            view! { <a href=href>{email}</a> }
        })
    };
    let contacts = client.contacts.iter().map(|contact| {
        let about = [contact.role.clone(), contact.phone.clone()];
        view! {
            <li>
                <p class="name">{contact.name.clone()}</p>
                <p class="sub">{about.into_iter().flatten().collect::<Vec<_>>().join(" · ")}</p>
                {mail(&contact.email)}
            </li>
        }
    });
    let contacts = (!client.contacts.is_empty()).then(|| {
        view! {
            <h3>"Contacts"</h3>
            <ul class="people">{contacts.collect_view()}</ul>
        }
    });
    let added = view! { <Moment at=client.created_at/> {format!(" by {}", client.created_by)} };
    view! {
        <section class="record-part">
            <h2>"About"</h2>
            <dl class="facts">
                {client.email.as_ref().map(|_| fact("Email", mail(&client.email)))}
                {text("Phone", &client.phone)}
                {text("Address", &client.address)}
                {fact("Asked for money", payer)}
                {text("Note", &client.note)}
                {(client.mode == domain::Mode::Test).then(|| fact("Money", "Test money"))}
                {fact("Added", added)}
            </dl>
            {contacts}
        </section>
    }
}
