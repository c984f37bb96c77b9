//! The form.

use domain::{
    Currency,
    amount::{BadAmount, parse_amount},
    api::{links::Link, stream::ChangeKind},
    link::PartPolicy,
};
use leptos::prelude::*;

use super::{account::AccountChoice, draft::Draft, recipient::RecipientFields, when::WhenFields};
use crate::{
    admin::{
        data::{Action, Keys},
        live::Live,
        session::Session,
        store::Store,
    },
    api,
    ui::{Button, Form, FormState, Glyph, Kind, SelectField, SwitchField, TextField, Toasts, now},
};

/// Everything one can say of a link; the first three fields are enough.
#[component]
pub fn DraftForm(draft: Draft, made: RwSignal<Option<Link>>) -> impl IntoView {
    let session = Session::from_context();
    let store = Store::from_context();
    let live = Live::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let keys = Keys::new();
    let account = move || store.account(&draft.account_id.get());
    let currency = Memo::new(move |_| {
        account().map(|a| a.currency).or_else(|| session.me(|me| me.firm.currency)).unwrap_or(Currency::USD)
    });
    let submit = move |()| {
        form.clear();
        let request = untrack(|| draft.request(account().as_ref(), &session.zone(), now()));
        let link = match request {
            Ok(link) => link,
            Err(problem) => {
                form.refuse(&problem);
                return;
            }
        };
        let key = keys.of(&link);
        action.run(
            move |transport| async move { api::links::create(&transport, &link, &key).await },
            move |answer| match answer {
                Ok(link) => {
                    let to = link.recipient.as_ref().filter(|_| link.delivery.is_some());
                    toasts.say(match to {
                        Some(recipient) => format!("The link is on its way to {}.", recipient.email),
                        None => "The link is made.".to_owned(),
                    });
                    live.changed(ChangeKind::Link);
                    made.set(Some(link));
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let sign = Signal::derive(move || currency.get().sign().to_owned());
    let code = Signal::derive(move || currency.get().code().to_owned());
    // Where there is an error, it says the same.
    let read = move |text: RwSignal<String>, pointer: &'static str| {
        if form.error(pointer).is_some() { String::new() } else { reading(&text.get(), currency.get()) }
    };
    let amount_hint = Signal::derive(move || read(draft.amount, "/amount"));
    let least_hint = Signal::derive(move || match read(draft.min_amount, "/min_amount") {
        read if read.is_empty() => "The client chooses an amount from here up to the whole.".to_owned(),
        read => read,
    });
    let send = draft.send;
    let policies: Vec<(String, String)> =
        PartPolicy::ALL.iter().map(|p| (p.to_string(), p.label().to_owned())).collect::<Vec<_>>();
    view! {
        <Form state=form on_submit=submit class="sections" label="New link">
            <AccountChoice draft/>
            <fieldset>
                <legend>"What to pay"</legend>
                <TextField
                    label="Amount"
                    pointer="/amount"
                    value=draft.amount
                    inputmode="decimal"
                    placeholder="1,250.00"
                    class="amount-input"
                    autofocus=true
                    before=sign
                    after=code
                    hint=amount_hint
                />
                <div class="columns">
                    <TextField label="For" pointer="/description" optional=true value=draft.description placeholder="Estate of L. Mendes"/>
                    <TextField label="Invoice number" pointer="/invoice_number" optional=true value=draft.invoice_number/>
                </div>
                <SwitchField label="The client may pay less" value=draft.may_pay_less />
                <Show when=move || draft.may_pay_less.get()>
                    <TextField
                        label="At least"
                        pointer="/min_amount"
                        value=draft.min_amount
                        inputmode="decimal"
                        before=sign
                        after=code
                        hint=least_hint
                    />
                    <SelectField
                        label="If less is paid"
                        pointer="/part_policy"
                        value=draft.part_policy
                        options=policies.clone()
                    />
                </Show>
            </fieldset>
            <RecipientFields draft/>
            <WhenFields draft/>
            <div class="form-foot">
                {move || {
                    let (glyph, says) =
                        if send.get() { (Glyph::Send, "Send the link") } else { (Glyph::Link, "Make the link") };
                    view! { <Button kind=Kind::Primary act="submit" glyph busy=action.busy>{says}</Button> }
                }}
            </div>
        </Form>
    }
}

/// How an amount is understood, while one types it.
fn reading(typed: &str, currency: Currency) -> String {
    match parse_amount(typed, currency) {
        Ok(money) if money.to_string() == typed.trim() => String::new(),
        Ok(money) => format!("That is {money}"),
        Err(why @ (BadAmount::Ambiguous { .. } | BadAmount::TooManyDecimals { .. } | BadAmount::TooLarge)) => {
            why.to_string()
        }
        // Half an amount is no mistake yet.
        Err(_) => String::new(),
    }
}
