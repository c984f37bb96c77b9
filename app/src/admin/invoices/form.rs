//! The form of an invoice.

use domain::{
    AccountKind, Currency, Mode,
    api::{
        invoices::{Invoice, NewInvoice},
        stream::ChangeKind,
    },
};
use leptos::prelude::*;

use super::{
    draft::{Draft, change},
    lines::Lines,
};
use crate::{
    admin::{
        data::{Action, Keys},
        live::Live,
        place::{Place, Step},
        records::{ClientField, MatterChoice},
        resource::Resource,
        session::Session,
        store::Store,
    },
    api::{self, ApiError},
    ui::{AreaField, Button, ButtonLink, Form, FormState, Glyph, Icon, Kind, SelectField, TextField, Toasts},
};

/// Who owes it, for what, and until when.
#[component]
pub fn InvoiceForm(
    draft: Draft,
    /// The invoice that is changed; none yet for a new one.
    before: Option<Invoice>,
) -> impl IntoView {
    let session = Session::from_context();
    let store = Store::from_context();
    let live = Live::from_context();
    let place = Place::here();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let keys = Keys::<NewInvoice>::new();
    let is_new = before.is_none();
    // What something pays, or is about to pay, is not another debt all of a sudden.
    let may_change_lines = before.as_ref().is_none_or(|invoice| invoice.paid == 0 && invoice.reserved == 0);
    let back = match &before {
        Some(invoice) => format!("{}/{}", Invoice::PATH, invoice.id),
        None => Invoice::PATH.to_owned(),
    };
    let fixed = before.as_ref().map(|invoice| {
        let matter = invoice.matter_number.clone().map(|number| format!(" · {number}")).unwrap_or_default();
        format!("{}{matter}", invoice.client_name)
    });
    let known_currency = before.as_ref().map(|invoice| invoice.currency);
    let currency = Memo::new(move |_| {
        known_currency
            .or_else(|| store.account(&draft.account_id.get()).map(|account| account.currency))
            .or_else(|| session.me(|me| me.firm.currency))
            .unwrap_or(Currency::USD)
    });
    choose_account(draft, store);
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
                    None => api::invoices::create(&transport, &new, &key).await,
                    Some(old) => api::invoices::change(&transport, &old.id, &change(new, may_change_lines)).await,
                }
            },
            move |answer| match answer {
                Ok(invoice) => {
                    toasts.say(format!("Invoice {} is {}.", invoice.number, if is_new { "issued" } else { "saved" }));
                    live.changed(ChangeKind::Record);
                    place.go(&format!("{}/{}", Invoice::PATH, invoice.id), Step::Instead);
                }
                Err(ApiError::Problem(problem)) => form.refuse(&draft.refused(&problem)),
                Err(error) => form.fail(&error),
            },
        );
    };
    let accounts = Signal::derive(move || operating(store));
    let mode = Signal::derive(move || store.usual_mode().unwrap_or(Mode::Test));
    let client = Signal::derive(move || draft.client.get());
    let several = Memo::new(move |_| accounts.with(|accounts| accounts.len() > 1));
    view! {
        <Form state=form on_submit=save class="sections record-form wide" label="Invoice">
            <fieldset>
                <legend>"Who owes it"</legend>
                {match fixed {
                    Some(fixed) => view! { <p class="fixed-fact"><span class="sub">"Client"</span> {fixed}</p> }.into_any(),
                    None => view! {
                        <div class="columns">
                            <ClientField label="Client" pointer="/client_id" mode chosen=draft.client/>
                            <MatterChoice label="Matter" pointer="/matter_id" client chosen=draft.matter_id none="No matter"/>
                        </div>
                    }.into_any(),
                }}
                <div class="columns three">
                    <TextField
                        label="Number"
                        pointer="/number"
                        optional=is_new
                        value=draft.number
                        hint=if is_new { "The next one, if you leave it empty." } else { "" }
                    />
                    <TextField label="Issued" pointer="/issued_on" kind="date" value=draft.issued_on/>
                    <TextField label="Due" pointer="/due_on" kind="date" optional=true value=draft.due_on/>
                </div>
                <Show when=move || is_new && several.get()>
                    <SelectField label="Paid to" pointer="/account_id" value=draft.account_id options=accounts/>
                </Show>
            </fieldset>
            {if may_change_lines {
                view! { <Lines draft currency/> }.into_any()
            } else {
                view! {
                    <p class="callout info">
                        <Icon glyph=Glyph::Shield/>
                        "The lines can’t change any more: something pays this invoice, or is about to."
                    </p>
                }.into_any()
            }}
            <fieldset>
                <legend>"To the client"</legend>
                <AreaField label="Note" pointer="/note" optional=true value=draft.note hint="Stands below the lines."/>
            </fieldset>
            <div class="form-foot">
                <Button kind=Kind::Primary act="submit" busy=action.busy>
                    {if is_new { "Issue the invoice" } else { "Save" }}
                </Button>
                <ButtonLink kind=Kind::Quiet href=back>"Cancel"</ButtonLink>
            </div>
        </Form>
    }
}

/// The accounts that an invoice can be paid to.
fn operating(store: Store) -> Vec<(String, String)> {
    store.accounts.value.with(|accounts| {
        let operating = accounts.iter().flatten().filter(|account| account.kind == AccountKind::Operating);
        operating.map(|account| (account.id.to_string(), format!("{} · {}", account.name, account.currency))).collect()
    })
}

/// The first account is the likely one.
fn choose_account(draft: Draft, store: Store) {
    Effect::new(move |_| {
        let first = operating(store).into_iter().next();
        if let Some((first, _)) = first
            && draft.account_id.with_untracked(String::is_empty)
        {
            draft.account_id.set(first);
        }
    });
}
