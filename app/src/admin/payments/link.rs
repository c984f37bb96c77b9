//! Saying whose a payment is.

use domain::{
    AccountKind, Money,
    api::{
        allocations::{Allocations, NewAllocation},
        payments::Payment,
        stream::ChangeKind,
    },
    id::PaymentId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    money::unlinked,
    whose::{Subject, Whose, WhoseFields},
};
use crate::{
    admin::{
        data::{Action, Keys, Query},
        live::Live,
        records::Picked,
        session::Session,
    },
    api,
    ui::{Button, Day, Dialog, Form, FormState, Kind, Toasts},
};

/// The dialog: whose it is, and what it pays.
#[component]
pub fn LinkDialog(open: RwSignal<bool>, payment: Query<Payment>, allocations: Query<Allocations>) -> impl IntoView {
    view! {
        <Dialog open title="Link this payment".to_owned() class="wide">
            <Linking open payment allocations/>
        </Dialog>
    }
}

#[component]
fn Linking(open: RwSignal<bool>, payment: Query<Payment>, allocations: Query<Allocations>) -> impl IntoView {
    let form = FormState::new();
    let action = Action::new();
    let keys = Keys::<NewAllocation>::new();
    let (toasts, live, session) =
        (use_context::<Toasts>().unwrap_or_default(), Live::from_context(), Session::from_context());
    let whose = Whose::new();
    let known = payment.value.get_untracked();
    whose.begin(known.as_ref().and_then(client_of), matter_of(known.as_ref()));
    let subject = Memo::new(move |_| payment.value.with(|payment| payment.as_ref().map(subject)));
    let proposals = Query::new(
        move || payment.value.with_untracked(|payment| payment.as_ref().map(|p| p.id.clone())),
        || 0,
        |transport, id| async move { api::allocations::proposals(&transport, &id).await.map(|found| found.data) },
    );
    let likely = Signal::derive(move || proposals.value.get().unwrap_or_default());
    let link = move |()| {
        form.clear();
        let (Some(subject), Some(id)) = (subject.get_untracked(), known_id(payment)) else { return };
        let request = match whose.request(&subject) {
            Ok(request) => request,
            Err(problem) => return form.refuse(&problem),
        };
        let key = keys.of(&request);
        let first = allocations.value.with_untracked(|all| all.as_ref().is_some_and(|all| all.data.is_empty()));
        let name = whose.client.with_untracked(|client| client.as_ref().map(|c| c.name.clone())).unwrap_or_default();
        let of = id.clone();
        action.run(
            move |transport| async move { api::allocations::link(&transport, &of, &request, &key).await },
            move |answer| match answer {
                Ok(now) => {
                    open.set(false);
                    allocations.put(now);
                    live.changed(ChangeKind::Payment);
                    let says = format!("The payment is linked to {name}.");
                    // Unlinking takes back what was linked before as well.
                    if first { offer_undo(toasts, session, live, says, id) } else { toasts.say(says) }
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let nobody = Signal::derive(move || whose.client.with(Option::is_none));
    view! {
        {move || payment.value.get().map(|payment| summary(&payment))}
        <Form state=form on_submit=link label="Link this payment">
            <WhoseFields whose subject proposals=likely/>
            <footer class="dialog-foot">
                <Button on_click=move |()| open.set(false)>"Close"</Button>
                <Button kind=Kind::Primary act="submit" busy=action.busy disabled=nobody>"Link payment"</Button>
            </footer>
        </Form>
    }
}

/// What came, from whom, and with which words.
fn summary(payment: &Payment) -> impl IntoView + use<> {
    let left = unlinked(payment);
    let whole = Money::new(payment.amount, payment.currency);
    let of = (left != whole).then(|| format!(" of {whole}"));
    let said = [&payment.payer_name, &payment.payer_email, &payment.reference, &payment.invoice_number];
    let said = said.into_iter().flatten().cloned().collect::<Vec<_>>().join(" · ");
    let said = if said.is_empty() { said } else { format!("{said} · ") };
    view! {
        <div class="money-head">
            <p class="figure">{left.to_string()}<span class="sub">{of}</span></p>
            <p class="sub">
                {said}
                <Day at=payment.paid_at.unwrap_or(payment.created_at)/>
            </p>
        </div>
    }
}

/// What of a payment can be linked, and where it lies. What came in no account of ours is operating money.
fn subject(payment: &Payment) -> Subject {
    Subject {
        money: unlinked(payment),
        kind: payment.account_kind.unwrap_or(AccountKind::Operating),
        account_name: payment.account_name.clone(),
        mode: payment.mode,
    }
}

fn client_of(payment: &Payment) -> Option<Picked> {
    Some(Picked { id: payment.client_id.clone()?, name: payment.client_name.clone()? })
}

fn matter_of(payment: Option<&Payment>) -> String {
    payment.and_then(|payment| payment.matter_id.as_ref()).map(ToString::to_string).unwrap_or_default()
}

fn known_id(payment: Query<Payment>) -> Option<PaymentId> {
    payment.value.with_untracked(|payment| payment.as_ref().map(|payment| payment.id.clone()))
}

/// Says that it is linked, and takes that back on a click. The panel may be closed by then.
fn offer_undo(toasts: Toasts, session: Session, live: Live, says: String, id: PaymentId) {
    let undo = move |()| {
        let id = id.clone();
        spawn_local(async move {
            match api::allocations::unlink(&session.transport(), &id).await {
                Ok(_) => toasts.say("The payment is unlinked again."),
                Err(error) => {
                    session.hear(&error);
                    toasts.fail(error.to_string());
                }
            }
            live.changed(ChangeKind::Payment);
        });
    };
    toasts.offer(says, "Undo", Callback::new(undo));
}
