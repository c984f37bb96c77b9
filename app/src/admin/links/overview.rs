//! Three figures above the list.

use domain::{Currency, Money, api::links::Total};
use leptos::prelude::*;

use crate::{
    admin::{session::Session, store::Store},
    ui::grouped,
};

/// What is outstanding, what came in, and who looked and did not pay.
#[component]
pub fn Overview() -> impl IntoView {
    let store = Store::from_context();
    let session = Session::from_context();
    let currency = move || session.me(|me| me.firm.currency).unwrap_or(Currency::USD);
    let summary = store.links.value;
    let outstanding = move || summary.with(|s| s.as_ref().map(|s| s.outstanding.clone()));
    let collected = move || summary.with(|s| s.as_ref().map(|s| s.collected.clone()));
    let opened = move || summary.with(|s| s.as_ref().map(|s| s.opened_not_paid));
    view! {
        <section class="cards" aria-label="Overview" tabindex="0">
            <div class="card">
                <h2>"Outstanding" <small>"asked for, not paid"</small></h2>
                {move || totals(outstanding(), currency(), "link", "links", "Nobody owes anything right now.")}
            </div>
            <div class="card">
                <h2>"Collected" <small>"last 30 days"</small></h2>
                {move || totals(collected(), currency(), "payment", "payments", "No payment yet.")}
            </div>
            <div class="card">
                <h2>"Opened, not paid" <small>"needs a nudge"</small></h2>
                {move || match opened() {
                    None => view! { <p class="figure"><span class="bone"></span></p> }.into_any(),
                    Some(n) => {
                        let says = match n {
                            0 => "Everyone who looked has paid.",
                            1 => "This client looked and has not paid yet.",
                            _ => "These clients looked and have not paid yet.",
                        };
                        view! {
                            <p class="figure">{grouped(n)}</p>
                            <p class="figure-note">{says}</p>
                        }
                            .into_any()
                    }
                }}
            </div>
        </section>
    }
}

/// The firm's own currency in large figures, the others below.
fn totals(
    totals: Option<Vec<Total>>,
    own: Currency,
    one: &'static str,
    many: &'static str,
    none: &'static str,
) -> AnyView {
    let Some(mut totals) = totals else {
        return view! { <p class="figure"><span class="bone"></span></p> }.into_any();
    };
    totals.sort_by_key(|total| (total.currency != own, total.currency.code()));
    let count: i64 = totals.iter().map(|total| total.count).sum();
    let first = totals.first().map_or_else(|| Money::new(0, own), |t| Money::new(t.amount, t.currency));
    let others = totals.iter().skip(1).map(|t| Money::new(t.amount, t.currency).to_string()).collect::<Vec<_>>();
    let note = match count {
        0 => none.to_owned(),
        _ => format!("{} {}", grouped(count), if count == 1 { one } else { many }),
    };
    view! {
        <p class="figure">{first.to_string()}</p>
        <p class="figure-note">
            {(!others.is_empty()).then(|| format!("and {} · ", others.join(", ")))} {note}
        </p>
    }
    .into_any()
}
