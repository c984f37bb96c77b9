//! Disputes of a payment: what the payer's bank says, and where the firm answers.

use domain::{
    Money,
    api::refunds::{Dispute, Refunds},
};
use leptos::prelude::*;

use crate::{
    admin::{data::Query, payments::status::dispute_tone},
    ui::{Badge, ButtonLink, Glyph, Stamp},
};

/// Its disputes, newest first. Absent while there are none.
#[component]
pub fn Disputes(refunds: Query<Refunds>) -> impl IntoView {
    move || {
        let disputes = refunds.value.get().map(|refunds| refunds.disputes).filter(|disputes| !disputes.is_empty())?;
        Some(view! {
            <section class="disputes" aria-label="Disputes">{disputes.iter().map(card).collect_view()}</section>
        })
    }
}

fn card(dispute: &Dispute) -> impl IntoView + use<> {
    let money = |amount| Money::new(amount, dispute.currency).to_string();
    let tone = dispute_tone(dispute.status);
    let answer = dispute.status.wants_answer();
    let due = dispute.evidence_due_at.filter(|_| answer);
    let row = |term: &'static str, value: String| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    view! {
        <article class=format!("dispute {}", tone.class())>
            <header>
                <h3>{reason_said(&dispute.reason)}</h3>
                <Badge tone word=dispute.status.label()/>
            </header>
            <dl class="facts">
                {row("Contested", money(dispute.amount))}
                {(dispute.withdrawn > 0).then(|| row("Held now", money(dispute.withdrawn)))}
                {due.map(|at| view! {
                    <div>
                        <dt>"Answer until"</dt>
                        <dd><Stamp at/></dd>
                    </div>
                })}
                <div><dt>"Opened"</dt><dd><Stamp at=dispute.created_at/></dd></div>
            </dl>
            <ButtonLink href=dispute.gateway_url.clone() new_tab=true glyph=Glyph::External>
                {if answer { "Answer at the gateway" } else { "See it at the gateway" }}
            </ButtonLink>
        </article>
    }
}

/// `product_not_received` as people say it.
pub fn reason_said(reason: &str) -> String {
    let words = reason.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
