//! What a payment pays, and what is left of it.

use domain::{
    Money, Permission,
    allocation::TargetKind,
    api::{
        allocations::{Allocation, Allocations},
        payments::Payment,
        stream::ChangeKind,
    },
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query},
        live::Live,
        session::Session,
    },
    api,
    ui::{Button, Confirm, Kind, Toasts},
};

/// The parts, and a way to take them back. Absent while the payment pays nothing.
#[component]
pub fn Pays(payment: Query<Payment>, allocations: Query<Allocations>) -> impl IntoView {
    let session = Session::from_context();
    let (toasts, live) = (use_context::<Toasts>().unwrap_or_default(), Live::from_context());
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let asking = RwSignal::new(false);
    let action = Action::new();
    let on_confirm = move |()| {
        let Some(id) = payment.value.with_untracked(|p| p.as_ref().map(|p| p.id.clone())) else { return };
        action.run_or_tell(
            move |transport| async move { api::allocations::unlink(&transport, &id).await },
            move |now| {
                asking.set(false);
                allocations.put(now);
                toasts.say("The payment is unlinked.");
                live.changed(ChangeKind::Payment);
            },
        );
    };
    let parts = Memo::new(move |_| allocations.value.get().filter(|all| !all.data.is_empty()));
    let text = Signal::derive(move || parts.get().map(|all| consequences(&all)).unwrap_or_default());
    let lines = move || {
        let all = parts.get()?;
        let left = Money::new(all.unallocated, all.data.first()?.currency);
        Some(view! {
            <section class="detail-part" aria-label="What it pays">
                <header class="part-head">
                    <h3>"What it pays"</h3>
                    {may.get().then(|| view! {
                        <Button kind=Kind::Quiet on_click=move |()| asking.set(true)>"Unlink"</Button>
                    })}
                </header>
                <ul class="lines">
                    {all.data.iter().map(line).collect_view()}
                    {(left.amount > 0).then(|| view! {
                        <li class="line part">
                            <span class="line-main sub">"Not linked yet"</span>
                            <span class="line-amount">{left.to_string()}</span>
                        </li>
                    })}
                </ul>
            </section>
        })
    };
    view! {
        {lines}
        <Confirm
            open=asking
            title="Unlink this payment?".to_owned()
            text
            act="Unlink"
            busy=action.busy
            on_confirm
        />
    }
}

fn line(part: &Allocation) -> impl IntoView + use<> {
    let client = || format!("/app/clients/{}", part.client_id);
    let (href, name) = match (part.target, &part.invoice_id) {
        (TargetKind::Invoice, Some(id)) => {
            (format!("/app/invoices/{id}"), part.invoice_number.clone().unwrap_or_else(|| "Invoice".to_owned()))
        }
        (TargetKind::Trust, _) => (client(), "In trust".to_owned()),
        _ => (client(), "Credit".to_owned()),
    };
    let matter = part.matter_id.as_ref().zip(part.matter_number.clone()).map(|(id, number)| {
        view! {
            " · "
            <a href=format!("/app/matters/{id}")>{number}</a>
        }
    });
    view! {
        <li class="line part">
            <span class="line-main">
                <a class="name" href=href>{name}</a>
                <span class="sub debt-about">
                    <a href=client()>{part.client_name.clone()}</a>
                    {matter}
                </span>
            </span>
            <span class="line-amount">{Money::new(part.amount, part.currency).to_string()}</span>
        </li>
    }
}

/// What follows from unlinking.
fn consequences(all: &Allocations) -> String {
    let each = all.data.iter().map(|part| {
        let amount = Money::new(part.amount, part.currency);
        let client = &part.client_name;
        match part.target {
            TargetKind::Invoice => {
                let number = part.invoice_number.as_deref().unwrap_or("The invoice");
                format!("{number} is open again by {amount}.")
            }
            TargetKind::Trust => format!("{client} has {amount} less in trust."),
            TargetKind::Credit => format!("{client} has {amount} less credit."),
        }
    });
    let last = "The money stays where it lies and waits to be linked again.".to_owned();
    each.chain([last]).collect::<Vec<_>>().join(" ")
}
