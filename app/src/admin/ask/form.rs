//! The form that asks.

use domain::{
    Currency, Fields, Money, Problem,
    api::{
        links::{Link, NewLink},
        stream::ChangeKind,
    },
};
use leptos::prelude::*;

use super::{
    items::{ItemFields, Items},
    subject::Subject,
};
use crate::{
    admin::{
        data::{Action, Keys},
        links::{AccountChoice, Draft, Preview, RecipientFields, WhenFields},
        live::Live,
        record_page::by_key,
        session::Session,
        store::Store,
    },
    api::{self, ApiError},
    ui::{Button, Form, FormState, Glyph, Icon, Kind, TextField, Toasts, now},
};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// Open invoices.
    Invoices,
    /// Any amount, such as a deposit.
    Amount,
}

/// What, whom, and when.
#[component]
pub fn AskForm(about: Subject, made: RwSignal<Option<Link>>) -> impl IntoView {
    let store = Store::from_context();
    let session = Session::from_context();
    let draft = Draft::new();
    draft.name.set(about.payer.name.clone());
    draft.email.set(about.payer.email.clone().unwrap_or_default());
    let items = Items::of(&about);
    let what = RwSignal::new(What::Invoices);
    let none_open = Memo::new(move |_| items.all.with(|all| all.as_ref().is_some_and(Vec::is_empty)));
    Effect::new(move |_| {
        if none_open.get() {
            what.set(What::Amount);
        }
    });
    // The preview shows what is ticked.
    Effect::new(move |_| {
        if what.get() == What::Invoices {
            take_over(draft, items);
        }
    });
    let currency = Memo::new(move |_| {
        let account = store.account(&draft.account_id.get()).map(|account| account.currency);
        account.or_else(|| session.me(|me| me.firm.currency)).unwrap_or(Currency::USD)
    });
    let form = FormState::new();
    let whose = match &about.matter {
        Some((_, matter)) => format!("{} · {matter}", about.client_name),
        None => about.client_name.clone(),
    };
    let asking = Asking::new(about, draft, items, what, form, made);
    let sign = Signal::derive(move || currency.get().sign().to_owned());
    let code = Signal::derive(move || currency.get().code().to_owned());
    let send = draft.send;
    view! {
        <div class="two">
            <Form state=form on_submit=move |()| asking.ask() class="sections" label="Ask for payment">
                <fieldset>
                    <legend>"What to pay"</legend>
                    <p class="fixed-fact"><span class="sub">"Client"</span> {whose}</p>
                    <Show when=move || !none_open.get()>
                        <div class="segments" role="radiogroup" aria-label="What is asked for">
                            {what_choice(What::Invoices, "Open invoices", what)}
                            {what_choice(What::Amount, "Another amount", what)}
                        </div>
                    </Show>
                    <Show
                        when=move || what.get() == What::Invoices
                        fallback=move || view! { <AmountFields draft none_open sign code/> }
                    >
                        <ItemFields items/>
                        <TextField label="For" pointer="/description" optional=true value=draft.description placeholder="Your invoices of November"/>
                    </Show>
                </fieldset>
                <RecipientFields draft/>
                <WhenFields draft/>
                <div class="form-foot">
                    {move || {
                        let (glyph, says) =
                            if send.get() { (Glyph::Send, "Send the link") } else { (Glyph::Link, "Make the link") };
                        view! { <Button kind=Kind::Primary act="submit" glyph busy=asking.action.busy>{says}</Button> }
                    }}
                </div>
            </Form>
            <Preview draft/>
        </div>
    }
}

fn what_choice(this: What, says: &'static str, what: RwSignal<What>) -> impl IntoView {
    view! {
        <label class="segment">
            <input
                type="radio"
                name="what"
                prop:checked=move || what.get() == this
                on:change=move |_| what.set(this)
            />
            <span>{says}</span>
        </label>
    }
}

/// An amount that no invoice names.
#[component]
fn AmountFields(draft: Draft, none_open: Memo<bool>, sign: Signal<String>, code: Signal<String>) -> impl IntoView {
    view! {
        {move || {
            none_open.get().then(|| {
                view! {
                    <p class="callout">
                        <Icon glyph=Glyph::Receipt/>
                        "No invoice is open. What is paid here is the client’s credit, or goes to trust."
                    </p>
                }
            })
        }}
        <AccountChoice draft/>
        <TextField
            label="Amount"
            pointer="/amount"
            value=draft.amount
            inputmode="decimal"
            placeholder="1,250.00"
            class="amount-input"
            before=sign
            after=code
        />
        <TextField label="For" pointer="/description" optional=true value=draft.description placeholder="Deposit on costs"/>
    }
}

/// What is ticked, as a link asks for it.
fn take_over(draft: Draft, items: Items) {
    let Some((account, currency)) = items.account() else {
        return draft.amount.set(String::new());
    };
    let sum = items.sum();
    draft.account_id.set(account);
    draft.amount.set(if sum > 0 { Money::new(sum, currency).plain() } else { String::new() });
}

/// Makes the link.
#[derive(Clone, Copy)]
struct Asking {
    about: StoredValue<Subject>,
    draft: Draft,
    items: Items,
    what: RwSignal<What>,
    form: FormState,
    made: RwSignal<Option<Link>>,
    action: Action,
    keys: Keys<NewLink>,
    session: Session,
    store: Store,
    live: Live,
    toasts: Toasts,
}

impl Asking {
    fn new(
        about: Subject,
        draft: Draft,
        items: Items,
        what: RwSignal<What>,
        form: FormState,
        made: RwSignal<Option<Link>>,
    ) -> Self {
        Self {
            about: StoredValue::new(about),
            draft,
            items,
            what,
            form,
            made,
            action: Action::new(),
            keys: Keys::new(),
            session: Session::from_context(),
            store: Store::from_context(),
            live: Live::from_context(),
            toasts: use_context::<Toasts>().unwrap_or_default(),
        }
    }

    fn ask(self) {
        self.form.clear();
        let (link, keys) = match untrack(|| self.request()) {
            Ok(request) => request,
            Err(problem) => return self.form.refuse(&problem),
        };
        let key = self.keys.of(&link);
        self.action.run(
            move |transport| async move { api::links::create(&transport, &link, &key).await },
            move |answer| match answer {
                Ok(link) => {
                    self.toasts.say(match link.recipient.as_ref().filter(|_| link.delivery.is_some()) {
                        Some(recipient) => format!("The link is on its way to {}.", recipient.email),
                        None => "The link is made.".to_owned(),
                    });
                    self.live.changed(ChangeKind::Link);
                    self.live.changed(ChangeKind::Record);
                    self.made.set(Some(link));
                }
                Err(ApiError::Problem(problem)) => self.form.refuse(&by_key(&problem, "items", &keys)),
                Err(error) => self.form.fail(&error),
            },
        );
    }

    /// The request, and the keys of the invoices in it; or everything that is wrong.
    fn request(self) -> Result<(NewLink, Vec<usize>), Problem> {
        let mut fields = Fields::new();
        let invoices = self.what.get() == What::Invoices;
        let (items, keys) = if invoices {
            take_over(self.draft, self.items);
            self.items.request(&mut fields)
        } else {
            Default::default()
        };
        let account = self.store.account(&self.draft.account_id.get());
        let link = self.draft.request(account.as_ref(), &self.session.zone(), now());
        let link = match (fields.finish(Some(())), link) {
            (Ok(()), link) => link?,
            (Err(problem), Ok(_)) => return Err(problem),
            (Err(mut problem), Err(other)) => {
                // Without a readable invoice there is no amount: one sentence says so.
                let others =
                    other.errors.into_iter().filter(|e| !matches!(e.pointer.as_str(), "/amount" | "/account_id"));
                problem.errors.extend(others);
                return Err(problem);
            }
        };
        let about = self.about.get_value();
        let matter = about.matter.map(|(id, _)| id).or_else(|| self.items.matter().filter(|_| invoices));
        let number = match self.items.ticked().as_slice() {
            [one] if invoices => Some(one.invoice.with(|invoice| invoice.number.clone())),
            _ => None,
        };
        let link = NewLink {
            client_id: Some(about.client_id.to_string()),
            matter_id: matter.map(String::from),
            invoice_number: number,
            items,
            ..link
        };
        Ok((link, keys))
    }
}
