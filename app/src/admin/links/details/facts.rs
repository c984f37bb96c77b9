//! The facts of a link, one below the other.

use domain::{
    Mode, Money,
    api::links::{DeliveryStatus, Link},
    id::LinkId,
};
use leptos::prelude::*;

use crate::{
    admin::resource::Resource,
    ui::{Moment, Stamp},
};

/// A list of terms. What does not apply is not there.
pub fn facts(link: &Link) -> impl IntoView + use<> {
    let money = |amount| Money::new(amount, link.currency).to_string();
    let text = |term: &'static str, value: &Option<String>| value.clone().map(|value| row(term, value));
    let opened = match (link.first_opened_at, link.times_opened) {
        (None, _) => row("Opened", "Not yet"),
        (Some(at), 1) => row("Opened", view! { "Once, " <Moment at/> }),
        (Some(at), times) => row("Opened", view! { {format!("{times} times, first ")} <Moment at/> }),
    };
    let delivery = link.recipient.as_ref().map(|recipient| {
        let state = match link.delivery {
            None => "not mailed",
            Some(DeliveryStatus::Queued) => "email on its way",
            Some(DeliveryStatus::Sent) => "email sent",
            Some(DeliveryStatus::Bounced) => "email bounced",
        };
        let bad = link.delivery == Some(DeliveryStatus::Bounced);
        row("Recipient", view! { {recipient.email.clone()} <span class="fact-note" class:late=bad>{state}</span> })
    });
    let due = link.due_on.map(|day| {
        let note = link.overdue.then(|| view! { <span class="fact-note late">"overdue"</span> });
        row("Due", view! { <time datetime=day.to_string()>{day.long()}</time> {note} })
    });
    let kind = Some(link.account_kind.label()).filter(|kind| *kind != link.account_name);
    let test = (link.mode == Mode::Test).then_some("test money");
    let notes: Vec<&str> = kind.into_iter().chain(test).collect();
    let account = view! { {link.account_name.clone()} <span class="fact-note">{notes.join(", ")}</span> };
    view! {
        <section class="detail-part" aria-label="Facts">
            <dl class="facts">
                {text("For", &link.description)}
                {text("Invoice", &link.invoice_number)}
                {delivery}
                {row("Asked", money(link.amount))}
                {(link.amount_paid > 0).then(|| row("Paid", money(link.amount_paid)))}
                {(link.amount_remaining != link.amount).then(|| row("Remaining", money(link.amount_remaining)))}
                {link.min_amount.map(|least| row("May pay less", format!("from {}", money(least))))}
                {link.min_amount.map(|_| row("If less is paid", link.part_policy.label()))}
                {row("Goes to", account)}
                {due}
                {opened}
                {match link.expires_at {
                    Some(at) => row("Expires", view! { <Stamp at/> }),
                    None => row("Expires", "Never"),
                }}
                {link.paid_at.map(|at| row("Paid on", view! { <Stamp at/> }))}
                {row("Made", view! { <Moment at=link.created_at/> {format!(" by {}", link.created_by)} })}
                {link.predecessor_id.as_ref().map(|id| row("Continues", other(id, "the link before")))}
                {link.successor_id.as_ref().map(|id| row("Continued by", other(id, "the link for the rest")))}
                {text("Message", &link.message)}
            </dl>
        </section>
    }
}

fn row<V: IntoView + 'static>(term: &'static str, value: V) -> AnyView {
    view! {
        <div>
            <dt>{term}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

fn other(id: &LinkId, said: &'static str) -> impl IntoView + use<> {
    view! { <a href=format!("{}/{id}", Link::PATH)>{said}</a> }
}
