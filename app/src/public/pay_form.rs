//! What is asked, and the one button.

use domain::{Money, Problem, api::public::PublicLink};
use leptos::prelude::*;

use super::{
    amount_field::{AmountField, Typed},
    data::Refused,
    icon::{Glyph, Icon},
    receipt::{Earlier, Fact},
};

/// The sheet of a link that can be paid.
#[component]
pub(super) fn PaySheet(token: String, link: PublicLink, refused: Option<Refused>) -> impl IntoView {
    let money = |amount| Money::new(amount, link.currency).to_string();
    let asked = money(link.left());
    let headline = match (&link.recipient_name, link.paid > 0) {
        (Some(name), false) => format!("{name}, you are asked to pay"),
        (None, false) => "You are asked to pay".to_owned(),
        (Some(name), true) => format!("{name}, this is left to pay"),
        (None, true) => "This is left to pay".to_owned(),
    };
    let so_far = (link.paid > 0).then(|| format!("{} of {}", money(link.paid), money(link.amount)));
    let receipts = link.receipts.clone();
    view! {
        <div class="sheet">
            <div class="ask">
                <h1>
                    <span class="asked">{headline}</span>
                    " "
                    <span class="amount">{asked}</span>
                </h1>
                {link.due_on.map(|day| view! { <p class="due">{format!("Due {}", day.long())}</p> })}
            </div>
            <dl>
                <Fact name="Paid so far" value=so_far />
                <Fact name="For" value=link.description.clone() />
                <Fact name="Invoice" value=link.invoice_number.clone() />
                <Fact name="Goes to" value=Some(link.goes_to.clone()) />
            </dl>
            {link.message.clone().map(|text| view! { <p class="note">{format!("“{text}”")}</p> })}
            <PayForm token link refused />
            {(!receipts.is_empty()).then(|| view! { <Earlier title="Paid so far" receipts /> })}
        </div>
    }
}

/// A plain form: it works without any of our code in the browser.
#[component]
fn PayForm(token: String, link: PublicLink, refused: Option<Refused>) -> impl IntoView {
    let (problem, typed_amount) = match refused {
        Some(Refused { problem, typed_amount }) => (Some(problem), Some(typed_amount)),
        None => (None, None),
    };
    let asked = Money::new(link.left(), link.currency);
    let wrong_amount = problem.as_ref().and_then(|problem| problem.field("/amount")).map(str::to_owned);
    // What is said at the field is not said twice.
    let wrong = problem.filter(|_| link.min_amount.is_none() || wrong_amount.is_none());
    let typed = Typed::new(asked, link.min_amount, link.part_policy, typed_amount);
    let field = link.min_amount.is_some().then(|| view! { <AmountField typed wrong=wrong_amount /> }.into_any());
    view! {
        <form method="post" action=format!("/l/{token}/checkout")>
            {wrong.map(|problem| view! { <Refusal problem /> })}
            {field}
            <button type="submit" class="btn primary large">
                {move || typed.button()}
            </button>
            <HowToPay />
        </form>
    }
    .into_any()
}

/// Why the server refused the whole, above the button.
#[component]
pub(super) fn Refusal(problem: Problem) -> impl IntoView {
    let detail = problem.detail.or_else(|| problem.errors.into_iter().next().map(|error| error.detail));
    view! {
        <div class="callout bad" role="alert">
            <p>
                <strong>{problem.title}</strong>
            </p>
            {detail.map(|text| view! { <p>{text}</p> })}
        </div>
    }
}

/// Who takes the money: the payer chooses how to pay there.
#[component]
pub(super) fn HowToPay() -> impl IntoView {
    view! {
        <p class="how">
            <Icon glyph=Glyph::Lock />
            <span>"Next, choose how to pay at Stripe"</span>
        </p>
    }
}
