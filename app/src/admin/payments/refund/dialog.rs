//! The dialog: how much, why, of what, and what happens then.

use domain::{
    FieldError, Money, PaymentFlag, Problem,
    amount::parse_amount,
    api::{
        allocations::{Allocation, Allocations},
        payments::Payment,
        refunds::{NewRefund, Refund, RefundPart, Refunds},
        stream::ChangeKind,
    },
    refund::{RefundReason, RefundStatus},
};
use leptos::prelude::*;

use super::{
    forecast::{Forecast, way_back},
    sources::Sources,
};
use crate::{
    admin::{
        data::{Action, Keys, Query},
        live::Live,
    },
    api,
    sharing::{Taken, Taking, take},
    ui::{AreaField, Button, Dialog, Form, FormState, Kind, SelectField, TextField, Toasts},
};

/// The dialog, for a payment of which something can be given back.
#[component]
pub fn RefundDialog(
    open: RwSignal<bool>,
    payment: Query<Payment>,
    allocations: Query<Allocations>,
    refunds: Query<Refunds>,
) -> impl IntoView {
    // It outlives the dialog: what may have got lost is asked for again under its key.
    let keys = Keys::<NewRefund>::new();
    view! {
        <Dialog open title="Refund this payment".to_owned()>
            <Refunding open payment allocations refunds keys/>
        </Dialog>
    }
}

/// What is typed, and what follows from it.
#[derive(Clone, Copy)]
pub struct Draft {
    /// What can be given back.
    pub most: Money,
    /// Whether all of it goes back.
    pub whole: RwSignal<bool>,
    /// What is typed for a part.
    pub part: RwSignal<String>,
    /// The parts that the payment pays, the oldest first.
    pub parts: Memo<Vec<Allocation>>,
    /// What pays nothing yet, and those parts, in minor units.
    pub of: Memo<Taking>,
    /// What is typed for each part, once someone did.
    pub typed: RwSignal<Option<Vec<String>>>,
}

impl Draft {
    fn new(payment: &Payment, allocations: Query<Allocations>, most: i64) -> Self {
        let parts =
            Memo::new(move |_| allocations.value.with(|all| all.as_ref().map(|a| a.data.clone()).unwrap_or_default()));
        let of = Memo::new(move |_| Taking {
            free: allocations.value.with(|all| all.as_ref().map_or(0, |all| all.unallocated)),
            parts: parts.with(|parts| parts.iter().map(|part| part.amount).collect()),
        });
        Self {
            most: Money::new(most, payment.currency),
            whole: RwSignal::new(true),
            part: RwSignal::new(String::new()),
            parts,
            of,
            typed: RwSignal::new(None),
        }
    }

    /// The amount, if it is one.
    pub fn amount(self) -> Result<Money, String> {
        if self.whole.get() {
            return Ok(self.most);
        }
        let amount = self.part.with(|text| parse_amount(text, self.most.currency)).map_err(|why| why.to_string())?;
        if amount.amount > self.most.amount {
            return Err(format!("At most {} can be given back", self.most));
        }
        Ok(amount)
    }

    /// What it is taken from.
    pub fn taken(self) -> Option<Taken> {
        let amount = self.amount().ok()?;
        let of = self.of.get();
        Some(self.typed.with(|typed| take(amount.amount, amount.currency, &of, typed.as_deref())))
    }
}

#[component]
fn Refunding(
    open: RwSignal<bool>,
    payment: Query<Payment>,
    allocations: Query<Allocations>,
    refunds: Query<Refunds>,
    keys: Keys<NewRefund>,
) -> impl IntoView {
    let payment = payment.value.get_untracked()?;
    let most = refunds.value.with_untracked(|refunds| refunds.as_ref().map_or(0, |refunds| refunds.refundable));
    let draft = Draft::new(&payment, allocations, most);
    let twice = payment.flags.contains(&PaymentFlag::Duplicate);
    let likely = if twice { RefundReason::Duplicate } else { RefundReason::RequestedByCustomer };
    let (reason, note) = (RwSignal::new(likely.to_string()), RwSignal::new(String::new()));
    let form = FormState::new();
    let action = Action::new();
    let (toasts, live) = (use_context::<Toasts>().unwrap_or_default(), Live::from_context());
    let id = payment.id.clone();
    let refund = move |()| {
        form.clear();
        let request = match request(draft, &reason.get_untracked(), &note.get_untracked()) {
            Ok(request) => request,
            Err(problem) => return form.refuse(&problem),
        };
        let (id, key) = (id.clone(), keys.of(&request));
        action.run(
            move |transport| async move { api::refunds::create(&transport, &id, &request, &key).await },
            move |answer| match answer {
                Ok(refund) => {
                    keys.forget();
                    say(toasts, &refund);
                    refunds.reload();
                    live.changed(ChangeKind::Payment);
                    open.set(false);
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let other = Memo::new(move |_| reason.with(|reason| reason == RefundReason::Other.as_str()));
    let button = move || match draft.amount() {
        Ok(amount) => format!("Refund {amount}"),
        Err(_) => "Refund".to_owned(),
    };
    Some(view! {
        <Form state=form on_submit=refund label="Refund">
            <HowMuch draft/>
            <SelectField label="Reason" pointer="/reason" value=reason options=reasons()/>
            {move || {
                let hint = "A line for colleagues. The payer does not see it.";
                view! { <AreaField label="Note" pointer="/note" value=note optional=!other.get() rows=2 hint/> }
            }}
            <Sources draft/>
            <Forecast draft way=way_back(&payment) by_link=payment.link_id.is_some()/>
            <footer class="dialog-foot">
                <Button on_click=move |()| open.set(false)>"Close"</Button>
                <Button kind=Kind::Danger act="submit" busy=action.busy>{button}</Button>
            </footer>
        </Form>
    })
}

#[component]
fn HowMuch(draft: Draft) -> impl IntoView {
    let way = move |whole: bool, label: String| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name="how-much"
                    prop:checked=move || draft.whole.get() == whole
                    on:change=move |_| {
                        draft.whole.set(whole);
                        draft.typed.set(None);
                    }
                />
                <span>{label}</span>
            </label>
        }
    };
    // Another amount is taken by age again.
    Effect::new(move |before: Option<String>| {
        let text = draft.part.get();
        if before.is_some_and(|before| before != text) {
            draft.typed.set(None);
        }
        text
    });
    view! {
        <div class="segments" role="radiogroup" aria-label="How much goes back">
            {way(true, format!("All of it, {}", draft.most))} {way(false, "A part of it".to_owned())}
        </div>
        <Show when=move || !draft.whole.get()>
            <TextField
                label="Amount"
                pointer="/amount"
                value=draft.part
                inputmode="decimal"
                class="amount-input"
                autofocus=true
                before=Signal::stored(draft.most.currency.sign().to_owned())
                after=Signal::stored(draft.most.currency.code().to_owned())
                hint=format!("At most {}", draft.most)
            />
        </Show>
    }
}

fn reasons() -> Vec<(String, String)> {
    RefundReason::ALL.iter().map(|reason| (reason.to_string(), reason.label().to_owned())).collect()
}

/// The request, or what is wrong with it.
fn request(draft: Draft, reason: &str, note: &str) -> Result<NewRefund, Problem> {
    untrack(|| {
        let wrong = |pointer: &str, detail: String| FieldError { pointer: pointer.to_owned(), detail };
        let mut errors = Vec::new();
        let amount = draft.amount().map_err(|why| errors.push(wrong("/amount", why))).ok();
        if reason == RefundReason::Other.as_str() && note.trim().is_empty() {
            errors.push(wrong("/note", "Say why in one line".to_owned()));
        }
        if draft.taken().is_some_and(|taken| !taken.is_fine()) {
            errors.push(wrong("/parts", "What it is taken from must come to the amount".to_owned()));
        }
        match amount {
            Some(amount) if errors.is_empty() => Ok(NewRefund {
                amount: Some(amount.amount),
                reason: reason.to_owned(),
                note: Some(note.trim().to_owned()).filter(|note| !note.is_empty()),
                parts: parts(draft),
            }),
            _ => Err(Problem::invalid(errors)),
        }
    })
}

/// What was chosen to be taken; nothing where it is left to the server.
fn parts(draft: Draft) -> Option<Vec<RefundPart>> {
    draft.typed.with(Option::is_some).then_some(())?;
    let taken = draft.taken()?;
    let parts = draft.parts.get().into_iter().zip(taken.parts).filter(|(_, taken)| *taken > 0);
    Some(parts.map(|(part, amount)| RefundPart { allocation_id: part.id, amount }).collect())
}

fn say(toasts: Toasts, refund: &Refund) {
    let amount = Money::new(refund.amount, refund.currency);
    match refund.status {
        RefundStatus::Succeeded => toasts.say(format!("{amount} is refunded.")),
        RefundStatus::Failed | RefundStatus::Cancelled => {
            toasts.fail(refund.failure.clone().unwrap_or_else(|| format!("{amount} could not be refunded.")));
        }
        RefundStatus::Requested | RefundStatus::Pending | RefundStatus::RequiresAction => {
            toasts.say(format!("{amount} is on its way back."));
        }
    }
}
