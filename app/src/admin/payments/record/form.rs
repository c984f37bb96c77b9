//! The form.

use domain::{
    AccountKind, Mode, PaymentSource,
    api::{payments::NewPayment, stream::ChangeKind},
};
use leptos::prelude::*;

use super::draft::Draft;
use crate::{
    admin::{
        data::{Action, Keys},
        live::Live,
        payments::whose::WhoseFields,
        records::Picked,
        session::Session,
        store::{Modes, Store},
    },
    api,
    ui::{AreaField, Button, Form, FormState, Kind, SelectField, TextField, Toasts, today},
};

/// What came, where it went, from whom, and whose it is.
#[component]
pub fn RecordForm(open: RwSignal<bool>, client: Option<Picked>) -> impl IntoView {
    let (session, store, live) = (Session::from_context(), Store::from_context(), Live::from_context());
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let keys = Keys::<NewPayment>::new();
    let day = today(&untrack(|| session.zone()));
    let draft = Draft::new(day);
    let name = client.as_ref().map(|client| client.name.clone());
    draft.payer_name.set(name.unwrap_or_default());
    draft.whose.begin(client, String::new());
    // The first account is the likely one.
    Effect::new(move |_| {
        let first = store.accounts.value.with(|all| all.as_ref()?.first().map(|account| account.id.to_string()));
        if let Some(first) = first.filter(|_| draft.account_id.with_untracked(String::is_empty)) {
            draft.account_id.set(first);
        }
    });
    let account = Memo::new(move |_| store.account(&draft.account_id.get()));
    let mode = Memo::new(move |_| {
        let usual = match store.modes() {
            Some(Modes::Live | Modes::Both) => Mode::Live,
            _ => Mode::Test,
        };
        account.with(|account| account.as_ref().and_then(|account| account.mode)).unwrap_or(usual)
    });
    let subject = Memo::new(move |_| account.with(|a| a.as_ref().map(|account| draft.subject(account, mode.get()))));
    let record = move |()| {
        form.clear();
        let payment = match draft.request(account.get_untracked().as_ref(), mode.get_untracked(), day) {
            Ok(payment) => payment,
            Err(problem) => return form.refuse(&problem),
        };
        let key = keys.of(&payment);
        action.run(
            move |transport| async move { api::payments::record(&transport, &payment, &key).await },
            move |answer| match answer {
                Ok(_) => {
                    toasts.say("The payment is recorded.");
                    live.changed(ChangeKind::Payment);
                    open.set(false);
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let accounts = Signal::derive(move || {
        let all = store.accounts.value.get().unwrap_or_default();
        let kind = |kind| if kind == AccountKind::Trust { "trust" } else { "operating" };
        let said = all.iter().map(|a| (a.id.to_string(), format!("{} ({}, {})", a.name, kind(a.kind), a.currency)));
        said.collect::<Vec<_>>()
    });
    let of_currency = move |read: fn(domain::Currency) -> &'static str| {
        Signal::derive(move || account.with(|a| a.as_ref().map_or("", |a| read(a.currency))).to_owned())
    };
    view! {
        <Form state=form on_submit=record label="Record a payment">
            <Ways draft/>
            <div class="columns">
                <TextField
                    label="Amount"
                    pointer="/amount"
                    value=draft.amount
                    inputmode="decimal"
                    class="amount-input"
                    autofocus=true
                    before=of_currency(domain::Currency::sign)
                    after=of_currency(domain::Currency::code)
                />
                <TextField label="Received" pointer="/received_on" kind="date" value=draft.received_on class="tall"/>
            </div>
            <div class="columns">
                <SelectField label="Went to" pointer="/account_id" value=draft.account_id options=accounts/>
                {move || {
                    let label = reference(&draft.source.get());
                    view! { <TextField label pointer="/reference" value=draft.reference optional=true/> }
                }}
            </div>
            <div class="columns">
                <TextField label="Payer" pointer="/payer_name" value=draft.payer_name optional=true/>
                <TextField label="Email" pointer="/payer_email" kind="email" value=draft.payer_email optional=true/>
            </div>
            <AreaField
                label="Note"
                pointer="/note"
                value=draft.note
                optional=true
                rows=2
                hint="For colleagues; the payer does not see it."
            />
            <WhoseFields whose=draft.whose subject pointer="/allocation/client_id" optional=true/>
            <footer class="dialog-foot">
                <Button on_click=move |()| open.set(false)>"Close"</Button>
                <Button kind=Kind::Primary act="submit" busy=action.busy>"Record payment"</Button>
            </footer>
        </Form>
    }
}

#[component]
fn Ways(draft: Draft) -> impl IntoView {
    let way = move |source: PaymentSource| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name="source"
                    prop:checked=move || draft.source.with(|chosen| chosen == source.as_str())
                    on:change=move |_| draft.source.set(source.to_string())
                />
                <span>{source.label()}</span>
            </label>
        }
    };
    let by_hand = PaymentSource::ALL.iter().copied().filter(|source| source.is_by_hand());
    view! {
        <div class="segments" role="radiogroup" aria-label="How it came">{by_hand.map(way).collect_view()}</div>
    }
}

/// What a payer's words are called.
fn reference(source: &str) -> &'static str {
    match source.parse() {
        Ok(PaymentSource::Cheque) => "Cheque number",
        Ok(PaymentSource::Transfer) => "What the transfer said",
        _ => "Reference",
    }
}
