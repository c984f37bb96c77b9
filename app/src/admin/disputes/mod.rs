//! What payers' banks contest, the newest first.

use domain::{Money, api::refunds::Dispute};
use leptos::prelude::*;

use super::{
    data::list,
    frame::PageHead,
    live::Live,
    payments::{dispute_tone, reason_said},
    place::Place,
    records::ModeTabs,
};
use crate::{
    api::{self, pages},
    rows::Keyed,
    ui::{Badge, ButtonLink, EmptyState, Glyph, Moment, RowsEnd, RowsInstead, Tab, Tabs, loaded_rows, nothing},
};

const PATH: &str = "/app/disputes";
/// The words of those that wait for the firm.
const WAITING: &str = "needs_response,warning_needs_response";

impl Keyed for Dispute {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

/// The page.
#[component]
pub fn DisputesPage() -> impl IntoView {
    let live = Live::from_context();
    let place = Place::here();
    let asked = Memo::new(move |_| (place.param("mode"), place.param("status")));
    let feed = list(
        asked,
        move || live.payments(),
        |transport, part| async move {
            match part {
                pages::Part::Page { query: (mode, status), limit, cursor } => {
                    api::payouts::disputes(&transport, &mode, &status, limit, cursor.as_deref()).await
                }
                pages::Part::These(_) => Ok(domain::api::Page { data: Vec::new(), next_cursor: None }),
            }
        },
    );
    let some = Memo::new(move |_| feed.count() > 0);
    let tab = move |label: &'static str, status: &'static str| Tab {
        label,
        href: Signal::derive(move || place.with(PATH, &[("status", status)])),
        current: Signal::derive(move || place.param("status") == status),
        count: Signal::stored(None),
    };
    view! {
        <PageHead title="Disputes"/>
        <p class="lead page-lead">
            "A payer’s bank asks for money back. Answer at the gateway before the day it names; what happens there is booked here by itself."
        </p>
        <ModeTabs path=PATH/>
        <div class="list-bar">
            <Tabs label="Disputes" tabs=vec![tab("All", ""), tab("Waiting for you", WAITING)]/>
        </div>
        <RowsInstead feed>
            <EmptyState
                glyph=Glyph::Check
                title="No disputes"
                text="If a payer’s bank contests a payment, it appears here, with the day until which you can answer."
            />
        </RowsInstead>
        <Show when=move || some.get()>
            <div class="grid">
                <table class="table plain disputes-table" aria-label="Disputes">
                    <thead>
                        <tr>
                            <th scope="col">"Payer"</th>
                            <th scope="col" class="num">"Contested"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col">"Reason"</th>
                            <th scope="col">"Answer until"</th>
                            <th scope="col">"Opened"</th>
                            <th scope="col"><span class="sr">"At the gateway"</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || loaded_rows(feed) key=|row| row.key.clone() let:row>
                            {move || line(&row.value.get())}
                        </For>
                    </tbody>
                </table>
            </div>
        </Show>
        <RowsEnd feed/>
    }
}

fn line(dispute: &Dispute) -> impl IntoView + use<> {
    let payer = dispute.payer_name.clone().unwrap_or_else(|| "Unknown payer".to_owned());
    let due = dispute.evidence_due_at.filter(|_| dispute.status.wants_answer());
    let word = if dispute.status.wants_answer() { "Answer" } else { "See it" };
    view! {
        <tr>
            <th scope="row" class="who">
                <a class="book-link name" href=format!("/app/payments/{}", dispute.payment_id)>{payer}</a>
            </th>
            <td class="num">{Money::new(dispute.amount, dispute.currency).to_string()}</td>
            <td><Badge tone=dispute_tone(dispute.status) word=dispute.status.label()/></td>
            <td>{reason_said(&dispute.reason)}</td>
            <td>
                {match due {
                    Some(at) => view! { <span class="cell-word">"Answer until "</span> <Moment at/> }.into_any(),
                    None => nothing(),
                }}
            </td>
            <td><span class="cell-word">"Opened "</span> <Moment at=dispute.created_at/></td>
            <td class="act">
                <ButtonLink href=dispute.gateway_url.clone() new_tab=true kind=crate::ui::Kind::Quiet glyph=Glyph::External>
                    {word}
                </ButtonLink>
            </td>
        </tr>
    }
}
