//! Booking an appointment, and changing one.

use domain::{
    Currency, Mode, Permission,
    api::{
        clients::Client,
        events::{Appointment, NewAppointment},
        stream::ChangeKind,
    },
    event::DepositKind,
    id::{AppointmentId, ClientId},
    table::{clients::ClientColumn, events::AppointmentColumn},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    draft::{Draft, change},
    times,
};
use crate::{
    admin::{
        data::{Action, Keys, Query},
        frame::{NoPermission, PageHead},
        live::Live,
        place::{Place, Step},
        record_page::record,
        records::{ClientField, MatterChoice, Picked},
        resource::Resource,
        session::Session,
        store::Store,
    },
    api,
    ui::{AreaField, Button, ButtonLink, Form, FormState, Kind, SelectField, TextField, Toasts, today},
};

/// A new appointment; its client, its day and its time may be in the address.
#[component]
pub fn NewAppointmentPage() -> impl IntoView {
    let session = Session::from_context();
    let place = Place::here();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let at = untrack(|| place.param("at"));
    let day = times::day(&at).or_else(|| untrack(|| today(&session.zone())));
    let draft = Draft::new(day.map(String::from).unwrap_or_default(), times::clock(&at).to_owned());
    let named = untrack(|| place.param("client_id")).parse::<ClientId>().ok();
    let client = Query::<Client>::new(
        move || named.clone(),
        || 0,
        |transport, id| async move { api::pages::one::<ClientColumn, Client>(&transport, &id).await },
    );
    Effect::new(move |_| {
        if let Some(client) = client.value.get() {
            draft.client.set(Some(Picked { id: client.id, name: client.name }));
        }
    });
    let matter = untrack(|| place.param("matter_id"));
    draft.matter_id.set(matter);
    view! {
        <PageHead title="New appointment"/>
        <Show when=move || may.get() fallback=NoPermission>
            <AppointmentForm draft before=None/>
        </Show>
    }
}

/// An appointment that is there already.
#[component]
pub fn EditAppointmentPage() -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<AppointmentId>().ok()));
    // What others change meanwhile does not overwrite what is typed; the server says that they did.
    let appointment = Query::<Appointment>::new(
        move || id.get(),
        || 0,
        |transport, id| async move { api::pages::one::<AppointmentColumn, Appointment>(&transport, &id).await },
    );
    let is_id = Signal::derive(move || id.with(Option::is_some));
    view! {
        <PageHead title="Edit appointment"/>
        <Show when=move || may.get() fallback=NoPermission>
            {record(is_id, appointment, "appointment", move || {
                appointment
                    .value
                    .get_untracked()
                    .map(|before| view! { <AppointmentForm draft=Draft::of(&before) before=Some(before)/> })
                    .into_any()
            })}
        </Show>
    }
}

#[component]
fn AppointmentForm(draft: Draft, before: Option<Appointment>) -> impl IntoView {
    let live = Live::from_context();
    let place = Place::here();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let keys = Keys::<NewAppointment>::new();
    let is_new = before.is_none();
    let back = match &before {
        Some(before) => format!("{}/{}", Appointment::PATH, before.id),
        None => "/app/calendar".to_owned(),
    };
    let fixed = before.as_ref().map(|before| before.client_name.clone());
    let currency = currency(draft, before.as_ref().map(|before| before.currency));
    choose_account(draft);
    let twice = RwSignal::new(false);
    let before = StoredValue::new(before);
    let save = move |()| {
        form.clear();
        let new = match draft.read(currency.get_untracked()) {
            Ok(new) => new,
            Err(problem) => return form.refuse(&problem),
        };
        let key = keys.of(&new);
        action.run(
            move |transport| async move {
                match before.get_value() {
                    None => api::events::create(&transport, &new, &key).await,
                    Some(old) => api::events::change(&transport, &old.id, &change(new, &old)).await,
                }
            },
            move |answer| match answer {
                Ok(saved) => {
                    let when = times::when(&saved.local_start, &saved.local_end);
                    toasts.say(format!("{} is {} for {when}.", saved.title, if is_new { "booked" } else { "set" }));
                    live.changed(ChangeKind::Record);
                    place.go(&format!("{}/{}", Appointment::PATH, saved.id), Step::Instead);
                }
                Err(error) => {
                    let asked = |problem: &domain::Problem| problem.errors.iter().any(|e| e.pointer == "/repeated");
                    if error.problem().is_some_and(asked) {
                        twice.set(true);
                    }
                    // The choice has to be there before it can say what is wrong.
                    request_animation_frame(move || form.fail(&error));
                }
            },
        );
    };
    view! {
        <Form state=form on_submit=save class="sections record-form" label="Appointment">
            <Whom draft fixed/>
            <When draft twice=twice.into()/>
            <Costs draft currency/>
            <fieldset>
                <legend>"For colleagues"</legend>
                <AreaField label="Note" pointer="/note" optional=true value=draft.note rows=2 hint="The client never sees it."/>
            </fieldset>
            <div class="form-foot">
                <Button kind=Kind::Primary act="submit" busy=action.busy>
                    {if is_new { "Book the appointment" } else { "Save" }}
                </Button>
                <ButtonLink kind=Kind::Quiet href=back>"Cancel"</ButtonLink>
            </div>
        </Form>
    }
}

/// The currency of what is typed: the account's, else the firm's.
fn currency(draft: Draft, known: Option<Currency>) -> Memo<Currency> {
    let session = Session::from_context();
    let store = Store::from_context();
    Memo::new(move |_| {
        store
            .account(&draft.account_id.get())
            .map(|account| account.currency)
            .or(known)
            .or_else(|| session.me(|me| me.firm.currency))
            .unwrap_or(Currency::USD)
    })
}

/// The first account is the likely one.
fn choose_account(draft: Draft) {
    let store = Store::from_context();
    Effect::new(move |_| {
        let first = accounts(store).into_iter().next();
        if let Some((first, _)) = first
            && draft.account_id.with_untracked(String::is_empty)
        {
            draft.account_id.set(first);
        }
    });
}

fn accounts(store: Store) -> Vec<(String, String)> {
    store.accounts.value.with(|accounts| {
        let all = accounts.iter().flatten();
        all.map(|account| (account.id.to_string(), format!("{} · {}", account.name, account.currency))).collect()
    })
}

/// Who comes, and why.
#[component]
fn Whom(draft: Draft, fixed: Option<String>) -> impl IntoView {
    let store = Store::from_context();
    let mode = Signal::derive(move || store.usual_mode().unwrap_or(Mode::Test));
    let client = Signal::derive(move || draft.client.get());
    let whose = match fixed {
        Some(name) => view! { <p class="fixed-fact"><span class="sub">"Client"</span> {name}</p> }.into_any(),
        None => view! { <ClientField label="Client" pointer="/client_id" mode chosen=draft.client/> }.into_any(),
    };
    view! {
        <fieldset>
            <legend>"Who comes"</legend>
            <TextField label="Title" pointer="/title" value=draft.title placeholder="First consultation"/>
            <div class="columns">
                {whose}
                <MatterChoice label="Matter" pointer="/matter_id" client chosen=draft.matter_id none="No matter"/>
            </div>
        </fieldset>
    }
}

/// When, where, and with whom.
#[component]
fn When(draft: Draft, twice: Signal<bool>) -> impl IntoView {
    let store = Store::from_context();
    let session = Session::from_context();
    let lengths = Signal::derive(move || {
        let usual = [15_i64, 30, 45, 60, 90, 120, 180, 240, 480];
        let own = draft.minutes.with(|minutes| minutes.parse::<i64>().ok()).filter(|own| !usual.contains(own));
        let all = usual.into_iter().chain(own);
        all.map(|minutes| (minutes.to_string(), length(minutes))).collect::<Vec<_>>()
    });
    let staff = Signal::derive(move || {
        let named = store.staff.value.get().unwrap_or_default();
        let named = named.into_iter().map(|user| (user.id.to_string(), user.name));
        std::iter::once((String::new(), "Nobody in particular".to_owned())).chain(named).collect::<Vec<_>>()
    });
    let which = Signal::derive(|| {
        let words = [("", "Choose"), ("first", "The first, before clocks go back"), ("second", "The second, after")];
        words.into_iter().map(|(word, said)| (word.to_owned(), said.to_owned())).collect::<Vec<_>>()
    });
    let hint = Signal::derive(move || format!("By the firm’s clocks: {}.", session.zone()));
    view! {
        <fieldset>
            <legend>"When and where"</legend>
            <div class="columns three">
                <TextField label="Day" pointer="/starts_at" kind="date" value=draft.day hint/>
                <TextField label="Begins" pointer="/time" kind="time" value=draft.time/>
                <SelectField label="Takes" pointer="/minutes" value=draft.minutes options=lengths/>
            </div>
            <Show when=move || twice.get()>
                <SelectField label="Which of the two" pointer="/repeated" value=draft.repeated options=which/>
            </Show>
            <div class="columns">
                <TextField label="Where" pointer="/place" optional=true value=draft.place placeholder="Room 2, or the address of a video call"/>
                <SelectField label="With" pointer="/responsible_id" value=draft.responsible_id options=staff/>
            </div>
        </fieldset>
    }
}

fn length(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// What it costs, and what of that is asked for at booking.
#[component]
fn Costs(draft: Draft, currency: Memo<Currency>) -> impl IntoView {
    let store = Store::from_context();
    let accounts = Signal::derive(move || accounts(store));
    let code = Signal::derive(move || currency.get().code().to_owned());
    let kinds = Signal::derive(|| {
        let words = [("none", "No deposit"), ("fixed", "An amount"), ("percent", "A part of the fee")];
        words.into_iter().map(|(word, said)| (word.to_owned(), said.to_owned())).collect::<Vec<_>>()
    });
    let kind = Memo::new(move |_| draft.deposit_kind.with(|kind| kind.parse().unwrap_or(DepositKind::None)));
    let percent = Signal::derive(|| "%".to_owned());
    view! {
        <fieldset>
            <legend>"What it costs"</legend>
            <div class="columns">
                <TextField label="Fee" pointer="/fee" optional=true value=draft.fee inputmode="decimal" after=code/>
                <SelectField label="Paid to" pointer="/account_id" value=draft.account_id options=accounts/>
                <SelectField label="Deposit" pointer="/deposit_kind" value=draft.deposit_kind options=kinds hint="Asked for when it is booked."/>
                {move || match kind.get() {
                    DepositKind::None => ().into_any(),
                    DepositKind::Fixed => view! {
                        <TextField label="Amount of the deposit" pointer="/deposit" value=draft.deposit inputmode="decimal" after=code/>
                    }.into_any(),
                    DepositKind::Percent => view! {
                        <TextField label="Part of the fee" pointer="/deposit_percent" value=draft.deposit inputmode="decimal" after=percent/>
                    }.into_any(),
                }}
            </div>
        </fieldset>
    }
}
